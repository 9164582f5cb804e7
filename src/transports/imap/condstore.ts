/** CONDSTORE and QRESYNC are switched on by whatever first uses them. RFC 7162 section 3.1 */
import type { MailboxSession } from '../../domain/mailbox/index.ts';
import type { ImapSession } from './session.ts';

/** @param view of the selected mailbox, whose ModSeq the client is then told. */
export function enableCondstore(session: ImapSession, view: MailboxSession | null): void {
  if (session.isCondstoreEnabled) return;
  session.isCondstoreEnabled = true;
  if (view !== null) {
    session.untagged('OK', `HIGHESTMODSEQ ${view.highestModSeq}`, 'From now on with ModSeqs');
  }
}
