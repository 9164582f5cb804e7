/** Sizes and times as people write them: `500M`, `2G`, `90s`, `5m`, `14d`. */
import { Failure } from './failure.ts';

const SIZE_UNITS: Readonly<Record<string, number>> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };
const TIME_UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * Bytes of a size. A bare number is megabytes where `bareUnit` is `m` (quotas, ST6) and bytes where it is `b`.
 * Throws Failure `invalid`.
 */
export function parseSize(text: string, bareUnit: 'b' | 'm'): number {
  const match = /^(\d+(?:\.\d+)?)\s*(?:([kmgt])(?:i?b)?|(b))?$/i.exec(text.trim());
  if (match === null) throw new Failure('invalid', `not a size: ${JSON.stringify(text)}`, { detail: { value: text } });
  const unit = match[2]?.toLowerCase() ?? (match[3] === undefined ? bareUnit : 'b');
  const bytes = Math.round(Number(match[1]) * (SIZE_UNITS[unit] ?? 1));
  if (!Number.isSafeInteger(bytes)) throw new Failure('invalid', `size out of range: ${text}`);
  return bytes;
}

/** Milliseconds of a duration, however large; a bare number is milliseconds. Throws Failure `invalid`. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/i.exec(text.trim());
  if (match === null)
    throw new Failure('invalid', `not a duration: ${JSON.stringify(text)}`, { detail: { value: text } });
  return Math.round(Number(match[1]) * (TIME_UNITS[match[2]?.toLowerCase() ?? 'ms'] ?? 1));
}

/** `1.5 GB`, `740 KB`, `12 bytes`: three digits that matter, units of 1024. */
export function formatSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const units = ['KB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return `${Number(value.toFixed(digits))} ${units[unit]}`;
}
