/** Sends one line for each message that is not deleted. */
import { setImmediate } from 'node:timers/promises';
import { END_OF_LINES } from '../../wire/pop3/reply.ts';
import type { Pop3Session } from './pop3-session.ts';

/** Lines that are made in one go: a maildrop may hold a million messages, and others want to be served. */
const SLICE = 5000;

export async function sendListing({ connection, maildrop }: Pop3Session, describe: (number: number) => string) {
  for (let next = 1; next <= maildrop.last; ) {
    const end = Math.min(maildrop.last, next + SLICE - 1);
    for (; next <= end; next += 1) if (!maildrop.isDeleted(next)) connection.write(`${next} ${describe(next)}\r\n`);
    await connection.flush();
    if (next <= maildrop.last) await setImmediate();
  }
  connection.write(END_OF_LINES);
}
