import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ROOT } from './root.ts';

/** What failed, and why in short: for the list at the end of `npm test`. */
export interface FailedTest {
  /** File and full name. */
  readonly test: string;
  /** The first lines of the error, in plain text. */
  readonly lines: readonly string[];
}

/** What is read of an error that was thrown in a test, here or in a worker. */
export interface ThrownError {
  readonly name?: string | undefined;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly diff?: string | undefined;
}

const MAX_LINES = 16;
const MAX_LINE_LENGTH = 200;

/** The message with its difference, and the first place that is not in a package. */
export function failedTest(test: string, error: ThrownError): FailedTest {
  const { name = 'Error', message, diff } = error;
  const place = placeOf(error);
  const text = [`${name}: ${message}`, ...(diff === undefined ? [] : [diff])].join('\n');
  return { test, lines: [...shortened(text.split('\n')), ...(place === null ? [] : [`at ${place}`])] };
}

export function shortened(lines: readonly string[]): string[] {
  const shown = lines
    .map((line) => stripVTControlCharacters(line).trimEnd())
    .filter((line) => line !== '')
    .map((line) => (line.length > MAX_LINE_LENGTH ? `${line.slice(0, MAX_LINE_LENGTH)} …` : line));
  return shown.length > MAX_LINES ? [...shown.slice(0, MAX_LINES), `… ${shown.length - MAX_LINES} more lines`] : shown;
}

function placeOf({ stack = '' }: ThrownError): string | null {
  for (const [, path = ''] of stack.matchAll(/^\s+at (?:.*\()?(?:file:\/\/)?(\/[^()\n]*:\d+:\d+)\)?$/gm)) {
    if (!path.includes('/node_modules/')) return relative(ROOT, path);
  }
  return null;
}
