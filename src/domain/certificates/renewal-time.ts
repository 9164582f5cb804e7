/** When a certificate is renewed, and when it is tried again. */
import type { CertificateDescription } from './describe-certificate.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Not all servers of the world at the same time: up to this share of the lifetime earlier. */
const JITTER = 1 / 30;
const MAX_BACKOFF_MS = DAY_MS;

/**
 * With a third of its life left, or a little more: how much follows from the certificate itself, so that it stays the
 * same over a restart.
 */
export function renewalTime({
  notBeforeMs,
  notAfterMs,
  fingerprint,
}: Pick<CertificateDescription, 'notBeforeMs' | 'notAfterMs' | 'fingerprint'>): number {
  const lifetime = notAfterMs - notBeforeMs;
  const share = Number.parseInt(fingerprint.slice(0, 2), 16) / 0xff;
  return Math.floor(notAfterMs - lifetime / 3 - lifetime * JITTER * share);
}

/** After this many failures in a row: an hour, two, four, … a day; and some minutes, so that nobody comes on the hour. */
export function backoffMs(failures: number, random: () => number): number {
  const base = Math.min(HOUR_MS * 2 ** Math.max(failures - 1, 0), MAX_BACKOFF_MS);
  return Math.floor(base * (1 + random() / 10));
}

/** Orders of one name within a day, whoever asks for them: authorities have limits of this kind. */
const MAX_ORDERS_A_DAY = 8;
/** Between two tries. */
export const MIN_PAUSE_MS = 60_000;

export interface PastOrder {
  readonly atMs: number;
  readonly names: readonly string[];
}

/** What is left of them to be remembered. */
export function ordersOfTheDay(orders: readonly PastOrder[], nowMs: number): PastOrder[] {
  return orders.filter(({ atMs }) => atMs > nowMs - DAY_MS);
}

/** When the next try is allowed, where somebody asks for it: now, or later. */
export function earliestTry(
  state: { readonly lastTryMs: number | null; readonly orders: readonly PastOrder[] },
  names: readonly string[],
  nowMs: number,
): number {
  const recent = ordersOfTheDay(state.orders, nowMs);
  const limits = names.flatMap((name) => {
    const times = recent.filter((order) => order.names.includes(name)).map(({ atMs }) => atMs);
    const oldest = times.toSorted((a, b) => b - a)[MAX_ORDERS_A_DAY - 1];
    return oldest === undefined ? [] : [oldest + DAY_MS];
  });
  const pause = state.lastTryMs === null ? nowMs : state.lastTryMs + MIN_PAUSE_MS;
  return Math.max(nowMs, pause, ...limits);
}
