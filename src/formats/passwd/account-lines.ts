/** What passwd(5) and shadow(5) have in common: a line for each account, fields set apart by colons. */
import { Failure } from '../../base/failure.ts';

/** More accounts than that are in no such file. */
export const MAX_ACCOUNT_LINES = 200_000;
/** Longer than any hash with all that stands beside it. */
export const MAX_ACCOUNT_LINE_LENGTH = 4096;

/** A line that is no account, and why: its form, its length, or an account that is kept elsewhere (`+name` of NIS). */
export interface OddLine {
  /** From 1. */
  readonly line: number;
  readonly problem: 'form' | 'too-long' | 'elsewhere';
}

export interface AccountLines<T> {
  readonly accounts: readonly T[];
  readonly odd: readonly OddLine[];
}

/**
 * Reads each line by itself; empty ones and comments are passed over.
 *
 * @param read null where the fields are not those of an account. Throws Failure `too-many`.
 */
export function readAccountLines<T>(
  text: string,
  read: (fields: readonly string[], line: number) => T | null,
): AccountLines<T> {
  const accounts: T[] = [];
  const odd: OddLine[] = [];
  let line = 0;
  for (let start = 0; start < text.length; ) {
    line += 1;
    if (line > MAX_ACCOUNT_LINES) throw new Failure('too-many', `more than ${MAX_ACCOUNT_LINES} lines`);
    const end = text.indexOf('\n', start);
    const next = end < 0 ? text.length : end;
    const content = text.slice(start, next).replace(/\r$/, '');
    start = next + 1;
    if (content.trim() === '' || content.startsWith('#')) continue;
    const account = readLine(content, line, read);
    if (typeof account === 'string') odd.push({ line, problem: account });
    else accounts.push(account.value);
  }
  return { accounts, odd };
}

function readLine<T>(
  content: string,
  line: number,
  read: (fields: readonly string[], line: number) => T | null,
): OddLine['problem'] | { readonly value: T } {
  if (content.length > MAX_ACCOUNT_LINE_LENGTH) return 'too-long';
  if (/^[+-]/.test(content)) return 'elsewhere';
  const value = read(content.split(':'), line);
  return value === null ? 'form' : { value };
}
