import type { Keywords } from '../../../domain/ports/flags.ts';
import type { MailboxId, Uid } from '../../../domain/ports/ids.ts';
import { emailNumberOf } from '../email-id.ts';
import { takeUids } from '../writer/entries.ts';
import { type Check, slices } from './check.ts';
import { mailboxSubject } from './subjects.ts';

/** No UID is both an entry's and a tombstone's. */
export const uidUsedTwice: Check = {
  kind: 'uid-used-twice',

  async *find({ database }) {
    const read = (last: Row | null) => database.rows<Row>(READ, last?.[0] ?? 0, last?.[1] ?? 0);
    for await (const [mailbox, uid, isTwice] of slices<Row>(read)) {
      if (isTwice === 0) continue;
      const message = `UID ${uid} belongs to a message and to one that was expunged`;
      yield { subject: mailboxSubject(database, mailbox), message, key: [mailbox, uid] };
    }
  },

  /** Clients know that the UID is gone: the message that is there gets a new one. */
  repair(context, key) {
    const { database, counters, changes } = context;
    const [id, uid] = key as [MailboxId, Uid];
    const mailbox = counters.mailbox(id);
    const account = mailbox === null ? null : counters.account(mailbox.account);
    const row = database.row<[number, Keywords, number]>(ENTRY, id, uid);
    if (mailbox === null || account === null || row === undefined) return true;
    const [system, keywords, email] = row;
    const modSeq = counters.nextModSeq(account);
    const newUid = takeUids(context, mailbox, 1);
    mailbox.highestModSeq = modSeq;
    database.run('UPDATE entry SET uid = ?, mod_seq = ? WHERE mailbox = ? AND uid = ?', newUid, modSeq, id, uid);
    const place = { account: account.id, mailbox: id };
    const entry = { uid: newUid, modSeq, system, keywords, emailNumber: emailNumberOf(email) };
    changes.push({ kind: 'entries-expunged', ...place, uids: [uid], modSeq });
    changes.push({ kind: 'entries-added', ...place, entries: [entry] });
    return true;
  },
};

type Row = [mailbox: MailboxId, uid: Uid, isTwice: 0 | 1];

const READ = `
  SELECT mailbox, uid, EXISTS (SELECT 1 FROM entry WHERE entry.mailbox = tombstone.mailbox AND entry.uid = tombstone.uid)
  FROM tombstone WHERE (mailbox, uid) > (?, ?) ORDER BY mailbox, uid LIMIT 2000`;
const ENTRY = 'SELECT system, keywords, email FROM entry WHERE mailbox = ? AND uid = ?';
