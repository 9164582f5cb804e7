import type { MailboxId } from '../../../domain/ports/ids.ts';
import { type Check, slices } from './check.ts';
import { mailboxSubject } from './subjects.ts';

/** Every UID of a mailbox, given to an entry or a tombstone, is below its UIDNEXT. RFC 9051 section 2.3.1.1 */
export const mailboxUidnext: Check = {
  kind: 'mailbox-uidnext',

  async *find({ database }) {
    const read = (last: Row | null) => database.rows<Row>(READ, last?.[0] ?? 0);
    for await (const [mailbox, uidNext, highest] of slices<Row>(read)) {
      if (uidNext > highest) continue;
      const message = `UIDNEXT is ${uidNext}, the highest UID ${highest}`;
      yield { subject: mailboxSubject(database, mailbox), message, key: [mailbox] };
    }
  },

  repair({ database }, [mailbox = 0]) {
    database.run(`UPDATE mailbox SET uid_next = max(uid_next, ${HIGHEST} + 1) WHERE id = ?`, mailbox);
    return true;
  },
};

type Row = [mailbox: MailboxId, uidNext: number, highest: number];

const HIGHEST = `max(
  coalesce((SELECT max(uid) FROM entry WHERE entry.mailbox = mailbox.id), 0),
  coalesce((SELECT max(uid) FROM tombstone WHERE tombstone.mailbox = mailbox.id), 0))`;
const READ = `SELECT id, uid_next, ${HIGHEST} FROM mailbox WHERE id > ? ORDER BY id LIMIT 2000`;
