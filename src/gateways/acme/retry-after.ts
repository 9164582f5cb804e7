/** When somebody wants to be asked again. RFC 9110 section 10.2.3 */
import { ACME_LIMITS } from './acme-limits.ts';

/** RFC 9110 section 5.6.7; `Date.parse` alone would make a date of almost anything. */
const DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Milliseconds from now, within bounds; null for none, and for what cannot be read. */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | null {
  if (value === undefined) return null;
  if (/^\d{1,9}$/.test(value)) return Math.min(Number(value) * 1000, ACME_LIMITS.retryAfterMs);
  const ms = DATE.test(value) ? Date.parse(value) - nowMs : Number.NaN;
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), ACME_LIMITS.retryAfterMs);
}
