/** Passwords come on standard input, never as an argument: arguments are seen by everybody on the machine. */
import { Failure } from '../base/failure.ts';
import type { CliContext } from './context.ts';

/** The first line of standard input. Throws Failure `invalid`. */
export async function readPassword(context: CliContext): Promise<string> {
  const [line = ''] = (await context.streams.readInput()).split(/\r?\n/, 1);
  if (line === '') {
    throw new Failure('invalid', 'no password', { detail: { field: 'password', reason: 'no-password' } });
  }
  return line;
}
