/** STORE and UID STORE: RFC 9051 section 6.4.6; UNCHANGEDSINCE: RFC 7162 section 3.1.3. */
import type { MailboxSession, MessageSet, StoredFlags } from '../../../domain/mailbox/index.ts';
import { joinKeywords } from '../../../domain/ports/flags.ts';
import type { ModSeq, Uid } from '../../../domain/ports/ids.ts';
import { renderFlags, sortFlags } from '../../../wire/imap/flag-list.ts';
import { formatSequenceSet } from '../../../wire/imap/sequence-set.ts';
import { announceKeywords, recentBit } from '../announce-changes.ts';
import { enableCondstore } from '../condstore.ts';
import { type CommandNamed, type Handler, no, ok, type Reply, SELECTED } from '../handler.ts';
import { piecesOf, resolveSet, uidsOf } from '../message-sets.ts';
import { refuseReadOnly } from '../read-only.ts';
import type { ImapSession } from '../session.ts';

export const store: Handler<'STORE'> = {
  states: SELECTED,
  updates: ({ isUid }) => (isUid ? 'when-last' : 'no-expunge'),
  async run(session, command) {
    const view = await session.view();
    if (view.isReadOnly) return refuseReadOnly();
    const { bits, keywords, unknown } = sortFlags(command.flags);
    // compatibility: clients send back \Recent with the flags that they were told; it is not theirs to change.
    const refused = unknown.find((flag) => flag.toLowerCase() !== '\\recent');
    if (refused !== undefined) return no(`${refused} cannot be stored`, 'CANNOT');
    if (command.unchangedSince !== null) enableCondstore(session, view);
    const set = resolveSet(session, view, command.set, command.isUid);
    const uids = uidsOf(view, set);
    if (uids.length === 0) return ok('No messages to change');
    const stored = await session.account.storeFlags(view.mailbox, {
      uids,
      mode: command.mode,
      system: bits,
      keywords: joinKeywords(keywords),
      unchangedSince: command.unchangedSince as ModSeq | null,
    });
    if (stored.changes.length > 0 && command.mode !== 'remove') {
      announceKeywords(session, session.openMailbox, [{ keywords: joinKeywords(keywords) }]);
    }
    await report(session, view, set, command, stored);
    return result(view, command, stored.modified);
  },
};

/**
 * With CONDSTORE each message that changed is told with its new ModSeq, also after .SILENT; the announcement of
 * changes does that. Without it every message of the set is told, changed or not, as older clients expect.
 */
async function report(
  session: ImapSession,
  view: MailboxSession,
  set: MessageSet,
  { isSilent, isUid }: CommandNamed<'STORE'>,
  { changes }: StoredFlags,
): Promise<void> {
  if (session.isCondstoreEnabled && !isSilent) return;
  for (const { uids, modSeq } of changes) {
    view.acknowledge(uids, modSeq);
    if (session.isCondstoreEnabled) writeModSeqs(session, view, uids, modSeq);
    await session.takeTurns();
  }
  if (!isSilent) await writeFlags(session, view, set, isUid);
}

function writeModSeqs({ connection }: ImapSession, view: MailboxSession, uids: readonly Uid[], modSeq: ModSeq): void {
  let text = '';
  for (const uid of uids) {
    const seq = view.seqOf(uid);
    if (seq > 0) text += `* ${seq} FETCH (UID ${uid} MODSEQ (${modSeq}))\r\n`;
  }
  connection.write(text);
}

const SLICE = 2000;

async function writeFlags(session: ImapSession, view: MailboxSession, set: MessageSet, isUid: boolean): Promise<void> {
  const { connection } = session;
  for (const { from, to } of piecesOf(set, SLICE)) {
    let text = '';
    view.visit(from, to, (seq, uid, system, keywords) => {
      const flags = renderFlags(system | recentBit(session, view, uid), keywords);
      text += isUid ? `* ${seq} FETCH (UID ${uid} FLAGS ${flags})\r\n` : `* ${seq} FETCH (FLAGS ${flags})\r\n`;
    });
    connection.write(text);
    await session.takeTurns();
  }
}

/** RFC 7162 section 3.1.3: MODIFIED names what was left alone, in the numbers that the client used. */
function result(view: MailboxSession, { isUid }: CommandNamed<'STORE'>, modified: readonly Uid[]): Reply {
  if (modified.length === 0) return ok('STORE completed');
  const numbers = isUid ? modified : modified.map((uid) => view.seqOf(uid)).filter((seq) => seq > 0);
  return ok('Conditional STORE left some messages alone', `MODIFIED ${formatSequenceSet(numbers)}`);
}
