/** VANISHED (EARLIER): RFC 7162 section 3.2.10. A million scattered UIDs are told in several responses. */
import type { NumberRange } from '../../domain/mailbox/index.ts';
import { vanishedResponse } from '../../wire/imap/responses.ts';
import type { ImapSession } from './session.ts';

/** Ranges of one response: about 50 KB. */
const SLICE = 5000;

export async function writeVanished(session: ImapSession, uids: readonly NumberRange[]): Promise<void> {
  for (let at = 0; at < uids.length; at += SLICE) {
    session.connection.write(vanishedResponse(uids.slice(at, at + SLICE), true));
    await session.takeTurns();
  }
}
