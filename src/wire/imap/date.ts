/** Dates of IMAP: `date-time` with a zone, and `date`, a day without one. RFC 9051 section 9 */
import type { Day } from './command.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export interface DateTime {
  /** Milliseconds since the epoch. */
  readonly ms: number;
  /** East of Greenwich. */
  readonly offsetMinutes: number;
}

const DATE_TIME = /^([ \d]\d)-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/;

/** What stands between the quotes: `17-Jul-1996 02:44:25 -0700`. Null when it is no such time. */
export function parseDateTime(text: string): DateTime | null {
  const match = DATE_TIME.exec(text);
  if (match === null) return null;
  const [, day, month, year, hour, minute, second, sign, zoneHours, zoneMinutes] = match;
  const days = daysSinceEpoch(Number(year), month, Number(day));
  // A leap second is a time too. RFC 3339 section 5.7
  if (days === null || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null;
  if (Number(zoneHours) > 23 || Number(zoneMinutes) > 59) return null;
  const offsetMinutes = (sign === '-' ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes));
  const localMs = days * 86_400_000 + Number(hour) * 3_600_000 + Number(minute) * 60_000 + Number(second) * 1000;
  return { ms: localMs - offsetMinutes * 60_000, offsetMinutes: offsetMinutes === 0 ? 0 : offsetMinutes };
}

/** `1-Feb-1994`, without quotes. Null when it is no such day. */
export function parseDay(text: string): Day | null {
  const match = /^(\d{1,2})-([A-Za-z]{3})-(\d{4})$/.exec(text);
  if (match === null) return null;
  const days = daysSinceEpoch(Number(match[3]), match[2], Number(match[1]));
  return days === null ? null : new Date(days * 86_400_000).toISOString().slice(0, 10);
}

/** INTERNALDATE with its quotes: `"17-Jul-1996 02:44:25 -0700"`. */
export function formatDateTime(ms: number, offsetMinutes: number): string {
  const local = new Date(ms + offsetMinutes * 60_000);
  const absolute = Math.abs(offsetMinutes);
  const zone = `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(absolute / 60))}${two(absolute % 60)}`;
  const day = `${two(local.getUTCDate())}-${MONTHS[local.getUTCMonth()]}-${four(local.getUTCFullYear())}`;
  return `"${day} ${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())} ${zone}"`;
}

function daysSinceEpoch(year: number, monthName: string, day: number): number | null {
  const month = MONTHS.findIndex((name) => name.toLowerCase() === monthName.toLowerCase());
  if (month < 0 || day < 1) return null;
  const date = new Date(0);
  // Not Date.UTC, which takes the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(year, month, day);
  return date.getUTCMonth() === month ? date.getTime() / 86_400_000 : null;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

function four(value: number): string {
  return String(value).padStart(4, '0');
}
