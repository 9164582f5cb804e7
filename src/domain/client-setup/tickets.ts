/**
 * Secrets that stand in links, kept in memory for minutes: whoever brings one back gets what was put away for it. Only
 * their hashes are kept. A restart of the server ends them all.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';

const TICKET_BYTES = 32;
/** base64url of as many octets. */
const TICKET = /^[A-Za-z0-9_-]{43}$/;

export interface Tickets<T> {
  /** Beyond the limits the oldest of the holder, then the oldest of all, is given up. */
  issue(holder: string, value: T): { readonly ticket: string; readonly expiresAtMs: number };
  /** Without using it; null for one that is over, or never was. */
  look(ticket: string): { readonly value: T; readonly expiresAtMs: number } | null;
  /** The same, once less from now on. */
  take(ticket: string): T | null;
}

export interface TicketLimits {
  readonly lifetimeMs: number;
  readonly uses: number;
  readonly maxPerHolder: number;
  readonly max: number;
}

interface Kept<T> {
  readonly holder: string;
  readonly value: T;
  readonly expiresAtMs: number;
  uses: number;
}

export function createTickets<T>(clock: Clock, limits: TicketLimits): Tickets<T> {
  /** In the order in which they were issued, which is the order in which they end. */
  const kept = new Map<string, Kept<T>>();
  const dropOldest = (isMeant: (one: Kept<T>) => boolean, max: number) => {
    const meant = [...kept].filter(([, one]) => isMeant(one));
    for (const [key] of meant.slice(0, Math.max(0, meant.length - max))) kept.delete(key);
  };
  const find = (ticket: string) => {
    const key = keyOf(ticket);
    const found = key === null ? undefined : kept.get(key);
    if (key === null || found === undefined) return null;
    if (found.expiresAtMs > clock.nowMs()) return { key, found };
    kept.delete(key);
    return null;
  };

  return {
    issue(holder, value) {
      const ticket = randomBytes(TICKET_BYTES).toString('base64url');
      const expiresAtMs = clock.nowMs() + limits.lifetimeMs;
      for (const [key, one] of kept) if (one.expiresAtMs <= clock.nowMs()) kept.delete(key);
      dropOldest((one) => one.holder === holder, limits.maxPerHolder - 1);
      dropOldest(() => true, limits.max - 1);
      kept.set(keyOf(ticket) ?? '', { holder, value, expiresAtMs, uses: limits.uses });
      return { ticket, expiresAtMs };
    },
    look: (ticket) => find(ticket)?.found ?? null,
    take(ticket) {
      const hit = find(ticket);
      if (hit === null) return null;
      hit.found.uses -= 1;
      if (hit.found.uses === 0) kept.delete(hit.key);
      return hit.found.value;
    },
  };
}

function keyOf(ticket: string): string | null {
  return TICKET.test(ticket) ? createHash('sha256').update(ticket).digest('base64') : null;
}
