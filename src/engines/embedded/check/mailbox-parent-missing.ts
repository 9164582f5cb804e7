import type { AccountId, MailboxId } from '../../../domain/ports/ids.ts';
import { createParents, mailboxPath, parentPaths } from '../writer/mailboxes.ts';
import { type Check, slices } from './check.ts';
import { mailboxSubject } from './subjects.ts';

/** What a path names above a mailbox is there too. */
export const mailboxParentMissing: Check = {
  kind: 'mailbox-parent-missing',

  async *find({ database }) {
    const read = (last: Row | null) => database.rows<Row>(READ, last?.[0] ?? 0);
    for await (const [mailbox, account, path] of slices<Row>(read)) {
      const missing = parentPaths(path).filter((parent) => database.value(IS_THERE, account, parent) === undefined);
      // The mailbox may have been renamed or removed since the slice was read.
      if (missing.length === 0 || database.value(IS_THERE, account, path) === undefined) continue;
      yield { subject: mailboxSubject(database, mailbox), message: `${missing.join(', ')} not there`, key: [mailbox] };
    }
  },

  repair(context, key) {
    const [id] = key as [MailboxId];
    const mailbox = context.counters.mailbox(id);
    const account = mailbox === null ? null : context.counters.account(mailbox.account);
    if (account !== null) createParents(context, account, mailboxPath(context, id));
    return true;
  },
};

type Row = [mailbox: MailboxId, account: AccountId, path: string];

const READ = `SELECT id, account, path FROM mailbox WHERE id > ? AND path LIKE '%/%' ORDER BY id LIMIT 2000`;
const IS_THERE = 'SELECT 1 FROM mailbox WHERE account = ? AND path = ?';
