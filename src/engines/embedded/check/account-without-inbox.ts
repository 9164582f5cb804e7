import type { AccountId } from '../../../domain/ports/ids.ts';
import { INBOX } from '../../../domain/ports/mailboxes.ts';
import { insertMailbox } from '../writer/mailboxes.ts';
import type { Check } from './check.ts';
import { accountSubject } from './subjects.ts';

/** K1: an account without a mailbox does not exist. */
export const accountWithoutInbox: Check = {
  kind: 'account-without-inbox',

  async *find({ database }) {
    for (const [account] of database.rows<[AccountId]>(FIND, INBOX)) {
      yield { subject: accountSubject(database, account), message: 'it has no INBOX', key: [account] };
    }
  },

  repair(context, key) {
    const [id] = key as [AccountId];
    const account = context.counters.account(id);
    if (account === null || context.counters.inboxOf(account) !== null) return true;
    insertMailbox(context, account, { path: INBOX, specialUse: [], isSubscribed: true });
    return true;
  },
};

const FIND = `
  SELECT id FROM account
  WHERE NOT EXISTS (SELECT 1 FROM mailbox WHERE mailbox.account = account.id AND mailbox.path = ?)`;
