/** The Date field: RFC 5322 section 3.3, obsolete forms of section 4.3. */
import type { ByteString } from './byte-string.ts';

export interface SentDate {
  /** Milliseconds since the epoch, UTC. */
  readonly ms: number;
  /** The sender's offset from UTC; 0 when the zone is missing or unknown, as RFC 5256 section 2.2 asks for. */
  readonly offsetMinutes: number;
  /** The day as written, `YYYY-MM-DD`: IMAP's SENTON ignores time and zone (RFC 9051 section 6.4.4). */
  readonly localDay: string;
}

/** Reads an unfolded Date value; null when there is no such day. An unreadable time counts as 00:00:00. */
export function parseSentDate(value: ByteString): SentDate | null {
  const match = DATE.exec(withoutComments(value));
  if (match === null) return null;
  const day = Number(match[1]);
  const month = MONTHS.indexOf(match[2].toLowerCase());
  const year = fullYear(match[3]);
  if (month < 0 || year < 1900 || day < 1 || day > daysInMonth(year, month)) return null;
  const time = readTime(match[4]);
  const localMs = Date.UTC(year, month, day, time.hour, time.minute, time.second);
  const localDay = `${year}-${twoDigits(month + 1)}-${twoDigits(day)}`;
  return { ms: localMs - time.offsetMinutes * 60_000, offsetMinutes: time.offsetMinutes, localDay };
}

/** No valid value is longer; bounds the work on a bad one. */
const MAX_LENGTH = 256;
const DATE = /^\s*(?:[A-Za-z]+\.?\s*,?)?\s*(\d{1,2})[\s-]+([A-Za-z]{3})[A-Za-z]*\.?[\s-]+(\d{2,4})(?!\d)(.*)$/s;
const TIME = /^\s*(\d{1,2})\s*:\s*(\d{2})(?:\s*:\s*(\d{2}))?\s*(?:([+-]\d{4})(?!\d)|([A-Za-z]{1,5})(?![A-Za-z]))?/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Hours from UTC. The military letters are unknown (-0000) by RFC 5322 section 4.3, as is everything not listed. */
const ZONE_HOURS: ReadonlyMap<string, number> = new Map([
  ['EST', -5],
  ['EDT', -4],
  ['CST', -6],
  ['CDT', -5],
  ['MST', -7],
  ['MDT', -6],
  ['PST', -8],
  ['PDT', -7],
]);

interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly offsetMinutes: number;
}

function readTime(text: string): TimeOfDay {
  const match = TIME.exec(text);
  const [hour, minute, second] = [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0), Number(match?.[3] ?? 0)];
  // 60 is a leap second: RFC 5322 section 3.3.
  if (match === null || hour > 23 || minute > 59 || second > 60) {
    return { hour: 0, minute: 0, second: 0, offsetMinutes: 0 };
  }
  return { hour, minute, second, offsetMinutes: offsetOf(match[4], match[5]) };
}

function offsetOf(numeric: string | undefined, name: string | undefined): number {
  if (numeric === undefined) return 60 * (ZONE_HOURS.get(name?.toUpperCase() ?? '') ?? 0);
  const minutes = Number(numeric.slice(3));
  if (minutes > 59) return 0;
  const offset = Number(numeric.slice(1, 3)) * 60 + minutes;
  return numeric.startsWith('-') && offset !== 0 ? -offset : offset;
}

function fullYear(text: string): number {
  const year = Number(text);
  if (text.length === 2) return year < 50 ? 2000 + year : 1900 + year;
  return text.length === 3 ? 1900 + year : year;
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

function withoutComments(value: string): string {
  const text = value.slice(0, MAX_LENGTH);
  if (!text.includes('(')) return text;
  let result = '';
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    else if (character === ')' && depth > 0) depth--;
    else if (depth === 0) result += character;
  }
  return result;
}
