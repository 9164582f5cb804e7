/** SELECT and EXAMINE: RFC 9051 section 6.3.2, 6.3.3; QRESYNC: RFC 7162 section 3.2.5; MAILBOXID: RFC 8474 section 4.2. */
import type { MailboxSession } from '../../../domain/mailbox/index.ts';
import type { ModSeq } from '../../../domain/ports/ids.ts';
import type { QresyncParameters } from '../../../wire/imap/command.ts';
import { renderFlags } from '../../../wire/imap/flag-list.ts';
import { statusResponse } from '../../../wire/imap/responses.ts';
import { recentBit } from '../announce-changes.ts';
import { flagsResponse } from '../flags-response.ts';
import { bad, type Handler, ok, SIGNED_IN } from '../handler.ts';
import { mailboxObjectId } from '../object-ids.ts';
import type { ImapSession } from '../session.ts';
import { writeStoredName } from '../stored-name.ts';
import { writeVanished } from '../write-vanished.ts';

export const select: Handler<'SELECT' | 'EXAMINE'> = {
  states: SIGNED_IN,
  updates: 'none',
  async run(session, { name, mailbox, isCondstore, qresync }) {
    if (qresync !== null && !session.isQresyncEnabled) return bad('QRESYNC has not been enabled');
    if (session.selected !== null) {
      session.deselect();
      session.untagged('OK', 'CLOSED', 'Previous mailbox is closed');
    }
    const isReadOnly = name === 'EXAMINE';
    const view = await session.account.open(mailbox, { isReadOnly });
    const keywords = view.selected.keywords.map((keyword) => keyword.toLowerCase());
    session.selected = { view, announcedKeywords: new Set(keywords) };
    session.isCondstoreEnabled ||= isCondstore;
    describe(session, view);
    if (session.isRev2Enabled) writeStoredName(session, await session.account.get(mailbox), mailbox);
    if (qresync !== null && qresync.uidValidity === view.selected.uidValidity)
      await resynchronise(session, view, qresync);
    return ok(`${name} completed`, isReadOnly ? 'READ-ONLY' : 'READ-WRITE');
  },
};

function describe({ connection, isRev2Enabled }: ImapSession, { selected, mailbox, isReadOnly }: MailboxSession): void {
  const { messageCount, recentCount, firstUnseen, uidValidity, uidNext, highestModSeq, keywords } = selected;
  let text = `${flagsResponse(keywords, isReadOnly)}* ${messageCount} EXISTS\r\n`;
  // RFC 9051 appendix E: RECENT and UNSEEN are IMAP4rev1's.
  if (!isRev2Enabled) {
    text += `* ${recentCount} RECENT\r\n`;
    if (firstUnseen !== null) text += statusResponse('*', 'OK', `UNSEEN ${firstUnseen}`, 'First unseen');
  }
  text += statusResponse('*', 'OK', `UIDVALIDITY ${uidValidity}`, 'UIDs valid');
  text += statusResponse('*', 'OK', `UIDNEXT ${uidNext}`, 'Predicted next UID');
  text += statusResponse('*', 'OK', `HIGHESTMODSEQ ${highestModSeq}`, 'Highest');
  text += statusResponse('*', 'OK', `MAILBOXID (${mailboxObjectId(mailbox)})`, 'Mailbox id');
  connection.write(text);
}

async function resynchronise(session: ImapSession, view: MailboxSession, qresync: QresyncParameters): Promise<void> {
  await view.ready();
  const { connection } = session;
  const modSeq = qresync.modSeq as ModSeq;
  const vanished = await view.vanishedSince({ modSeq, knownUids: qresync.knownUids, match: qresync.match });
  await writeVanished(session, vanished);
  const known = view.resolveUids(qresync.knownUids ?? [{ from: 1, to: Infinity }]);
  const changed = await view.changedSince(modSeq, known);
  for await (const { seqs, rows } of view.scan(changed, ['uid', 'system', 'keywords', 'modSeq'])) {
    let text = '';
    for (const [i, [uid, system, keywords, modSeq]] of rows.entries()) {
      const flags = renderFlags(system | recentBit(session, view, uid), keywords);
      text += `* ${seqs[i]} FETCH (UID ${uid} FLAGS ${flags} MODSEQ (${modSeq}))\r\n`;
    }
    connection.write(text);
    await session.takeTurns();
  }
}
