/** Numbers, sizes and times as people of a language write them, in the zone of the browser. */
import type { LanguageCode } from '../../../locales/translator.ts';

export interface Formats {
  number(value: number): string;
  percent(share: number): string;
  /** `1.5 GB`: units of 1024. */
  size(bytes: number): string;
  /** To the minute. @param at ISO 8601, or milliseconds since the epoch */
  time(at: string | number): string;
  date(at: string | number): string;
  /** The time of day, to the second. */
  clock(at: string | number): string;
  /** For axes: short. */
  hourAndMinute(at: number): string;
  dayAndMonth(at: number): string;
  /** `3 minutes ago`, `in 2 days`. */
  ago(at: string | number, nowMs?: number): string;
  /** `2 h 5 min`: the two largest units. */
  duration(seconds: number): string;
}

const SIZES = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const;
const SPANS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;
const DURATIONS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

export function createFormats(language: LanguageCode): Formats {
  const tag = regionalTag(language);
  const number = new Intl.NumberFormat(tag);
  const percent = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 1 });
  const time = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' });
  const date = new Intl.DateTimeFormat(tag, { dateStyle: 'medium' });
  const clock = new Intl.DateTimeFormat(tag, { timeStyle: 'medium' });
  const hourAndMinute = new Intl.DateTimeFormat(tag, { hour: 'numeric', minute: '2-digit' });
  const dayAndMonth = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'numeric' });
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  const unit = (value: number, name: string, maximumFractionDigits: number) => {
    // The short form of bytes has no plural.
    const unitDisplay = name === 'byte' ? 'long' : 'short';
    return new Intl.NumberFormat(tag, { style: 'unit', unit: name, unitDisplay, maximumFractionDigits }).format(value);
  };

  return {
    number: (value) => number.format(value),
    percent: (share) => percent.format(share),
    size(bytes) {
      const power = Math.min(SIZES.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
      const value = bytes / 1024 ** power;
      return unit(value, SIZES[power] ?? 'byte', power === 0 || value >= 100 ? 0 : 1);
    },
    time: (at) => time.format(new Date(at)),
    date: (at) => date.format(new Date(at)),
    clock: (at) => clock.format(new Date(at)),
    hourAndMinute: (at) => hourAndMinute.format(at),
    dayAndMonth: (at) => dayAndMonth.format(at),
    ago(at, nowMs = Date.now()) {
      const seconds = Math.round((new Date(at).getTime() - nowMs) / 1000);
      const [name, size] = SPANS.find(([, size]) => Math.abs(seconds) >= size) ?? (['second', 1] as const);
      return relative.format(Math.trunc(seconds / size), name);
    },
    duration(seconds) {
      const first = DURATIONS.findIndex(([, size]) => seconds >= size);
      if (first === -1) return unit(0, 'second', 0);
      let rest = Math.floor(seconds);
      const parts = DURATIONS.slice(first, first + 2).map(([name, size]) => {
        const value = Math.floor(rest / size);
        rest -= value * size;
        return value === 0 ? '' : unit(value, name, 0);
      });
      return parts.filter((part) => part !== '').join(' ');
    },
  };
}

/** The browser knows how its owner writes dates, where it speaks the same language. */
function regionalTag(language: LanguageCode): string {
  return (
    navigator.languages.find((tag) => tag.toLowerCase().startsWith(`${language}-`)) ??
    (language === 'en' ? 'en-GB' : language)
  );
}
