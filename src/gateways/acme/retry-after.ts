/** When somebody wants to be asked again. RFC 9110 section 10.2.3 */
import { ACME_LIMITS } from './acme-limits.ts';

/** Milliseconds from now, within bounds; null for none, and for what cannot be read. */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | null {
  if (value === undefined) return null;
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), ACME_LIMITS.retryAfterMs);
}
