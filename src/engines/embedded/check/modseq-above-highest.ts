import type { MailboxId, ModSeq } from '../../../domain/ports/ids.ts';
import { type Check, slices } from './check.ts';
import { mailboxSubject } from './subjects.ts';

/** No entry or tombstone has a ModSeq above its mailbox's HIGHESTMODSEQ. RFC 7162 section 3.1.2.1 */
export const modseqAboveHighest: Check = {
  kind: 'modseq-above-highest',

  async *find({ database }) {
    const read = (last: Row | null) => database.rows<Row>(READ, last?.[0] ?? 0);
    for await (const [mailbox, highest, found] of slices<Row>(read)) {
      if (found <= highest) continue;
      const message = `HIGHESTMODSEQ is ${highest}, found ${found}`;
      yield { subject: mailboxSubject(database, mailbox), message, key: [mailbox] };
    }
  },

  repair({ database }, [mailbox = 0]) {
    database.run(`UPDATE mailbox SET highest_mod_seq = max(highest_mod_seq, ${FOUND}) WHERE id = ?`, mailbox);
    database.run(RAISE_ACCOUNT, mailbox);
    return true;
  },
};

type Row = [mailbox: MailboxId, highest: ModSeq, found: ModSeq];

const FOUND = `max(
  coalesce((SELECT max(mod_seq) FROM entry WHERE entry.mailbox = mailbox.id), 0),
  coalesce((SELECT max(mod_seq) FROM tombstone WHERE tombstone.mailbox = mailbox.id), 0))`;
const READ = `SELECT id, highest_mod_seq, ${FOUND} FROM mailbox WHERE id > ? ORDER BY id LIMIT 2000`;
const RAISE_ACCOUNT = `
  UPDATE account SET mod_seq = max(mod_seq, highest_mod_seq) FROM mailbox
  WHERE mailbox.account = account.id AND mailbox.id = ?`;
