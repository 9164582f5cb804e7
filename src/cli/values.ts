/** Values of options that are more than a text: what cannot be read is told before anything is asked of a server. */
import { Failure, isFailure } from '../base/failure.ts';
import { parseDuration, parseSize } from '../base/quantity.ts';
import type { ValueProblem } from '../base/value-problem.ts';

/** A reader of an option's value, as `Command.option` takes it. Throws Failure `invalid` of the origin `command-line`. */
export type ReadValue<T> = (text: string) => T;

/** Without decimals or sign: nothing on the command line takes them. @param name as the user writes it: `--limit`. */
export function wholeNumber(name: string, min: number, max: number): ReadValue<number> {
  return (text) => {
    if (!/^\d+$/.test(text)) throw badOption(name, { problem: 'not-a-number' });
    const value = Number(text);
    if (value < min) throw badOption(name, { problem: 'too-small', min });
    if (value > max) throw badOption(name, { problem: 'too-large', max });
    return value;
  };
}

/**
 * A moment, as RFC 3339 text: a date, a date and time (of this machine's zone where none is given), or how long ago,
 * `2h`.
 */
export function moment(name: string, nowMs: () => number = Date.now): ReadValue<string> {
  return (text) => {
    const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(localTime(text)) : nowMs() - ago(text);
    if (!(Math.abs(ms) <= LATEST_MS)) throw badOption(name, { problem: 'not-a-time' });
    return new Date(ms).toISOString();
  };
}

/** A moment to come, as RFC 3339 text: a date, a date and time, or in how long, `90d`. */
export function deadline(name: string, nowMs: () => number = Date.now): ReadValue<string> {
  return (text) => {
    const now = nowMs();
    const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(localTime(text)) : now + ago(text);
    if (!(ms > now && ms <= LATEST_MS)) throw badOption(name, { problem: 'not-a-time' });
    return new Date(ms).toISOString();
  };
}

/** One of some words. */
export function oneOf<const W extends string>(name: string, words: readonly W[]): ReadValue<W> {
  return (text) => {
    const word = words.find((each) => each === text);
    if (word === undefined) throw badOption(name, { problem: 'not-one-of', options: words });
    return word;
  };
}

/** Words of a list, separated by commas. */
export function oneOfEach<const W extends string>(name: string, words: readonly W[]): ReadValue<W[]> {
  return (text) =>
    text.split(',').map((part) => {
      const word = words.find((each) => each === part.trim().toLowerCase());
      if (word === undefined) throw badOption(name, { problem: 'not-one-of', options: words });
      return word;
    });
}

/** The end of the calendar of JavaScript's Date, which RFC 3339 does not reach. */
const LATEST_MS = Date.UTC(9999, 11, 31);

/** A date alone would be read as of Greenwich. */
function localTime(text: string): string {
  return text.length === 10 ? `${text}T00:00` : text.replace(/^(.{10}) /, '$1T');
}

function ago(text: string): number {
  return /^\d+(?:\.\d+)?(?:s|m|h|d)$/.test(text) ? parseDuration(text) : Number.NaN;
}

const WORDS = /^(?:none|inherit)$/i;
const MAX_MESSAGES = 999_999_999;

/** A number of messages, `none` or `inherit`; given on as it is. */
export function messageQuota(name: string): ReadValue<string> {
  const read = wholeNumber(name, 0, MAX_MESSAGES);
  return (text) => (WORDS.test(text) ? text.toLowerCase() : String(read(text)));
}

/** A size, `none` or `inherit`; given on as it is. REQUIREMENTS ST6 */
export function storageQuota(name: string): ReadValue<string> {
  return (text) => {
    if (WORDS.test(text)) return text;
    try {
      parseSize(text, 'm');
      return text;
    } catch (error) {
      if (isFailure(error, 'invalid')) throw badOption(name, { problem: 'not-a-quota' });
      throw error;
    }
  };
}

/** Throws Failure `invalid` where an update gives no field a value: it would be said to be done, and nothing would be. */
export function requireChange(fields: object): void {
  if (Object.values(fields).some((value) => value !== undefined)) return;
  throw new Failure('invalid', 'nothing to change', {
    detail: { origin: 'command-line', reason: 'nothing-to-change' },
  });
}

/** Says which option cannot have its value, and why. */
export function badOption(name: string, problem: ValueProblem): Failure {
  return new Failure('invalid', `${name}: ${problem.problem}`, {
    detail: { origin: 'command-line', field: name, ...problem },
  });
}
