/** Commands of POP3: RFC 1939 section 3, with the longer lines that passwords need. */
import { Failure } from '../../base/failure.ts';
import { decodeUtf8 } from '../line/decode-utf8.ts';

/** RFC 2449 section 4 asks for 255 octets; passwords and tokens are longer than its authors thought. */
export const MAX_COMMAND_BYTES = 2048;

export interface Pop3CommandLine {
  /** In upper case. */
  readonly keyword: string;
  /** Everything behind the first space, which a password may need as it is; null where nothing follows. */
  readonly argument: string | null;
}

const COMMAND = /^([A-Za-z0-9]{3,16})(?: (.*))?$/s;
const CONTROL = /[\0-\x1f\x7f]/;

/** @param line with its line end. Throws Failure `invalid`: not UTF-8, control characters, or not a command. */
export function parseCommandLine(line: Uint8Array): Pop3CommandLine {
  const text = decodeUtf8(line).replace(/\r?\n$/, '');
  const match = COMMAND.exec(text);
  if (match === null || CONTROL.test(text)) throw new Failure('invalid', 'not a command');
  return { keyword: (match[1] ?? '').toUpperCase(), argument: match[2] ?? null };
}

/** The numbers of an argument list, at most `count`. Throws Failure `invalid`. */
export function parseNumbers(argument: string | null, count: number): number[] {
  const words = argument === null ? [] : argument.trim().split(/ +/);
  if (words.length > count || !words.every((word) => /^\d{1,10}$/.test(word))) {
    throw new Failure('invalid', 'not a number');
  }
  return words.map(Number);
}

/** Exactly one number. Throws Failure `invalid`. */
export function parseNumber(argument: string | null): number {
  const [number] = parseNumbers(argument, 1);
  if (number === undefined) throw new Failure('invalid', 'a number is missing');
  return number;
}
