import type { MailboxId, Uid } from '../../../domain/ports/ids.ts';
import { type Check, slices } from './check.ts';
import { RESET_ACCOUNT, RESET_MAILBOX } from './recount.ts';
import { mailboxSubject } from './subjects.ts';

/** Every entry and tombstone belongs to an email. */
export const entryWithoutEmail: Check = {
  kind: 'entry-without-email',

  async *find({ database }) {
    for (const table of ['entry', 'tombstone'] as const) {
      const read = (last: Row | null) => database.rows<Row>(READ[table], last?.[0] ?? 0, last?.[1] ?? 0);
      for await (const [mailbox, uid, email, isThere] of slices<Row>(read)) {
        if (isThere === 1) continue;
        const message = `${table} ${uid} names email ${email}, which is not there`;
        yield { subject: mailboxSubject(database, mailbox), message, key: [table, mailbox, uid] };
      }
    }
  },

  /** There is nothing to show: the entry goes, and clients are told. */
  repair({ database, counters, changes }, key) {
    const [table, id, uid] = key as ['entry' | 'tombstone', MailboxId, Uid];
    database.run(table === 'entry' ? REMOVE_ENTRY : REMOVE_TOMBSTONE, id, uid);
    const mailbox = counters.mailbox(id);
    const account = mailbox === null ? null : counters.account(mailbox.account);
    if (table === 'tombstone' || mailbox === null || account === null) return true;
    const modSeq = counters.nextModSeq(account);
    counters.change(mailbox).highestModSeq = modSeq;
    counters.flush();
    database.run(RESET_MAILBOX, id);
    database.run(RESET_ACCOUNT, account.id);
    changes.push({ kind: 'entries-expunged', account: account.id, mailbox: id, uids: [uid], modSeq });
    return true;
  },
};

type Row = [mailbox: MailboxId, uid: Uid, email: number, isThere: 0 | 1];

function readFrom(table: string): string {
  return `
    SELECT mailbox, uid, email, EXISTS (SELECT 1 FROM email WHERE email.id = ${table}.email) FROM ${table}
    WHERE (mailbox, uid) > (?, ?) ORDER BY mailbox, uid LIMIT 2000`;
}

const READ = { entry: readFrom('entry'), tombstone: readFrom('tombstone') };
const REMOVE_ENTRY = 'DELETE FROM entry WHERE mailbox = ? AND uid = ?';
const REMOVE_TOMBSTONE = 'DELETE FROM tombstone WHERE mailbox = ? AND uid = ?';
