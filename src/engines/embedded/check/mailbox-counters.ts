import type { AccountId, MailboxId } from '../../../domain/ports/ids.ts';
import { type Check, inSnapshot, slices } from './check.ts';
import { COUNTED, type Counts, RESET_ACCOUNT, RESET_MAILBOX, recountMailbox } from './recount.ts';
import { mailboxSubject } from './subjects.ts';

/** Messages, unseen, deleted and their sizes, as kept on the mailbox, against its entries. */
export const mailboxCounters: Check = {
  kind: 'mailbox-counters',

  async *find({ database }) {
    for await (const [mailbox] of slices<[MailboxId]>((last) => database.rows(MAILBOXES, last?.[0] ?? 0))) {
      const [kept, counted] = await inSnapshot(database, async () => {
        return [database.row<[...Counts]>(KEPT, mailbox), await recountMailbox(database, mailbox)] as const;
      });
      if (kept === undefined) continue;
      const wrong = COUNTED.filter((_, index) => kept[index] !== counted[index]);
      if (wrong.length === 0) continue;
      const differences = wrong.map((name) => {
        const index = COUNTED.indexOf(name);
        return `${name} is ${kept[index]}, counted ${counted[index]}`;
      });
      yield { subject: mailboxSubject(database, mailbox), message: differences.join('; '), key: [mailbox] };
    }
  },

  repair({ database }, [mailbox = 0]) {
    const account = database.value<AccountId>('SELECT account FROM mailbox WHERE id = ?', mailbox);
    if (account === undefined) return true;
    database.run(RESET_MAILBOX, mailbox);
    database.run(RESET_ACCOUNT, account);
    return true;
  },
};

const MAILBOXES = 'SELECT id FROM mailbox WHERE id > ? ORDER BY id LIMIT 2000';
const KEPT = `SELECT ${COUNTED.join(', ')} FROM mailbox WHERE id = ?`;
