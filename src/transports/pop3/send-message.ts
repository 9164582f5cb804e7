/** Sends a message, or the top of one, as a reply of several lines. */
import { isFailure } from '../../base/failure.ts';
import type { SectionBytes } from '../../domain/mailbox/index.ts';
import { AsciiHeaderFilter } from '../../wire/pop3/ascii-header.ts';
import { DotStuffer } from '../../wire/pop3/dot-stuffer.ts';
import { END_OF_LINES } from '../../wire/pop3/reply.ts';
import type { TopFilter } from '../../wire/pop3/top-filter.ts';
import { ConnectionClosed } from '../net/connection.ts';
import type { Pop3Session } from './pop3-session.ts';

/**
 * The positive first line must have been written, and after it there is no way to tell of a failure: a message that
 * cannot be read to its end ends the connection, so that the client does not take a part for the whole.
 *
 * @param top what of it to send; null for all.
 */
export async function sendMessage(session: Pop3Session, message: SectionBytes, top: TopFilter | null): Promise<void> {
  const { connection } = session;
  const header = session.isUtf8 ? null : new AsciiHeaderFilter();
  const stuffer = new DotStuffer();
  const send = (chunk: Uint8Array) => {
    for (const piece of stuffer.stuff(top?.take(chunk) ?? chunk)) connection.write(piece);
  };
  try {
    if (message.bytes !== null) {
      send(header?.take(message.bytes) ?? message.bytes);
    } else {
      for await (const chunk of message.stream()) {
        send(header?.take(chunk) ?? chunk);
        await connection.flush();
        if (top?.isDone === true) break;
      }
    }
  } catch (error) {
    if (!isFailure(error)) throw error;
    connection.log.error({ error }, 'a message could not be read to its end');
    connection.destroy();
    throw new ConnectionClosed('reset');
  }
  if (header !== null) send(header.end());
  connection.write(stuffer.end());
  connection.write(END_OF_LINES);
}
