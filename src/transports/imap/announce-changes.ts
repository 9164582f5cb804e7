/** Tells the client what has happened in its mailbox. RFC 9051 section 5.2, section 7.5.1; RFC 7162 section 3.2.10 */
import type { ChangedMessage, MailboxChanges, MailboxSession } from '../../domain/mailbox/index.ts';
import { splitKeywords } from '../../domain/ports/flags.ts';
import type { Uid } from '../../domain/ports/ids.ts';
import { RECENT_BIT, renderFlags } from '../../wire/imap/flag-list.ts';
import { formatSequenceSet } from '../../wire/imap/sequence-set.ts';
import { flagsResponse } from './flags-response.ts';
import type { ImapSession, SelectedMailbox } from './session.ts';

/** Responses written between two looks at the clock. */
const SLICE = 1000;

/** Writes what waits to be told. Ends the session when its mailbox is gone. */
export async function announceChanges(session: ImapSession, mayExpunge: boolean): Promise<void> {
  const { selected } = session;
  if (selected === null || !selected.view.hasChanges) return;
  const { view } = selected;
  if (view.isGone) {
    // RFC 2180 section 3.3: no answer of the mailbox would be true any more.
    session.endWith('The selected mailbox has been deleted');
    return;
  }
  if (!view.isReady) await view.ready();
  let changes: MailboxChanges;
  do {
    changes = view.takeChanges({ mayExpunge });
    await writeChanges(session, selected, changes);
  } while (changes.hasMore);
  // RFC 7162 section 3.2: a client that keeps the ModSeqs told meanwhile would never hear of an expunge held back.
  if (session.isQresyncEnabled && view.hasChanges) {
    session.untagged('OK', `HIGHESTMODSEQ ${view.highestModSeq}`, 'More is still to be told');
  }
}

async function writeChanges(session: ImapSession, selected: SelectedMailbox, changes: MailboxChanges): Promise<void> {
  const { connection } = session;
  await writeExpunged(session, changes);
  if (changes.exists !== null) connection.write(`* ${changes.exists} EXISTS\r\n`);
  if (changes.recent !== null && !session.isRev2Enabled) connection.write(`* ${changes.recent} RECENT\r\n`);
  announceKeywords(session, selected, changes.changed);
  await inSlices(session, changes.changed, (message) => flagsOf(session, selected.view, message));
}

async function writeExpunged(session: ImapSession, { expungedSeqs, expungedUids }: MailboxChanges): Promise<void> {
  if (expungedUids.length === 0) return;
  if (session.isQresyncEnabled) {
    session.connection.write(`* VANISHED ${formatSequenceSet(expungedUids)}\r\n`);
    return;
  }
  // From the last to the first, so that each number still is what it was before.
  await inSlices(session, expungedSeqs.toReversed(), (seq) => `* ${seq} EXPUNGE\r\n`);
}

async function inSlices<T>(session: ImapSession, items: ArrayLike<T>, render: (item: T) => string): Promise<void> {
  for (let at = 0; at < items.length; ) {
    let text = '';
    for (const end = Math.min(at + SLICE, items.length); at < end; at++) text += render(items[at]);
    session.connection.write(text);
    await session.takeTurns();
  }
}

function flagsOf(session: ImapSession, view: MailboxSession, message: ChangedMessage): string {
  const flags = renderFlags(message.system | recentBit(session, view, message.uid), message.keywords);
  if (!session.isCondstoreEnabled) return `* ${message.seq} FETCH (FLAGS ${flags})\r\n`;
  // RFC 7162 section 3.2.4: with the ModSeq comes the UID.
  return `* ${message.seq} FETCH (UID ${message.uid} FLAGS ${flags} MODSEQ (${message.modSeq}))\r\n`;
}

/** IMAP4rev2 knows no \Recent. RFC 9051 appendix E */
export function recentBit(session: ImapSession, view: MailboxSession, uid: Uid): number {
  return !session.isRev2Enabled && view.isRecent(uid) ? RECENT_BIT : 0;
}

/** A keyword that FLAGS has not named yet is named before a message has it. RFC 9051 section 7.3.5 */
export function announceKeywords(
  session: ImapSession,
  { view, announcedKeywords }: SelectedMailbox,
  changed: Iterable<Pick<ChangedMessage, 'keywords'>>,
): void {
  const isNew = (keyword: string) => !announcedKeywords.has(keyword.toLowerCase());
  let last = '';
  for (const { keywords } of changed) {
    if (keywords === last) continue;
    last = keywords;
    if (!splitKeywords(keywords).some(isNew)) continue;
    const all = view.keywords();
    for (const keyword of [...all, ...splitKeywords(keywords)]) announcedKeywords.add(keyword.toLowerCase());
    session.connection.write(flagsResponse(all, view.isReadOnly));
    return;
  }
}
