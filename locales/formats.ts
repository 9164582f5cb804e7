/**
 * Numbers, sizes and times in the form of a language. English is the language of `LC_ALL=C` too, where times are those
 * of RFC 3339: no form of a date is that of all who read English.
 */
import { isoTime, localZone, type ZoneOffset } from '../src/base/iso-time.ts';
import { formatSize } from '../src/base/quantity.ts';
import type { LanguageCode } from './index.ts';

export interface Formats {
  /** At most as many decimals; none without it. */
  number(value: number, decimals?: number): string;
  /** `1,5 GB`: three digits that matter, units of 1024. */
  size(bytes: number): string;
  /** To the second. @param ms since the epoch. */
  time(ms: number): string;
  date(ms: number): string;
}

const UNITS: Readonly<Record<string, string>> = {
  KB: 'kilobyte',
  MB: 'megabyte',
  GB: 'gigabyte',
  TB: 'terabyte',
  PB: 'petabyte',
};

export function formatsOf(language: LanguageCode, zone: ZoneOffset = localZone): Formats {
  const number = (value: number, decimals = 0) =>
    new Intl.NumberFormat(language, { maximumFractionDigits: decimals }).format(value);
  if (language === 'en') {
    return { number, size: formatSize, time: (ms) => isoTime(ms, zone), date: (ms) => isoTime(ms, zone).slice(0, 10) };
  }
  // The zone is that of the caller, which need not be one that has a name.
  const local = (style: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(language, { ...style, timeZone: 'UTC' });
    return (ms: number) => format.format(ms + zone(ms) * 60_000);
  };
  return {
    number,
    size: (bytes) => sizeText(bytes, language),
    time: local({ dateStyle: 'short', timeStyle: 'medium' }),
    date: local({ dateStyle: 'short' }),
  };
}

function sizeText(bytes: number, language: LanguageCode): string {
  const [value = '', unit = ''] = formatSize(bytes).split(' ');
  const name = UNITS[unit];
  const style = { style: 'unit', maximumFractionDigits: 2 } as const;
  if (name === undefined)
    return new Intl.NumberFormat(language, { ...style, unit: 'byte', unitDisplay: 'long' }).format(bytes);
  const text = new Intl.NumberFormat(language, { ...style, unit: name, unitDisplay: 'short' }).format(Number(value));
  // Of 1024 bytes: not the `k` of a thousand.
  return text.replace(/\bk(?=[ob]\b)/i, 'K');
}
