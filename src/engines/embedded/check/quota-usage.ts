import type { AccountId, MailboxId } from '../../../domain/ports/ids.ts';
import { type Check, type CheckContext, inSnapshot, slices } from './check.ts';
import { RESET_ACCOUNT, RESET_MAILBOX, recountMailbox } from './recount.ts';
import { accountSubject } from './subjects.ts';

/** What the account is charged with, against its entries; and the size of each entry, against its content. */
export const quotaUsage: Check = {
  kind: 'quota-usage',

  async *find(context) {
    const { database } = context;
    for await (const [account] of slices<[AccountId]>((last) => database.rows(ACCOUNTS, last?.[0] ?? 0))) {
      const message = await inSnapshot(database, () => compare(context, account));
      if (message !== null) yield { subject: accountSubject(database, account), message, key: [account] };
    }
    for await (const [mailbox, uid, size, expected, account] of slices<SizeRow>((last) =>
      database.rows(SIZES, last?.[0] ?? 0, last?.[1] ?? 0),
    )) {
      if (size === expected) continue;
      const message = `mailbox ${mailbox}, UID ${uid}: size is ${size}, the content has ${expected}`;
      yield { subject: accountSubject(database, account), message, key: [account, mailbox, uid] };
    }
  },

  repair({ database }, [account = 0, mailbox, uid]) {
    if (mailbox !== undefined && uid !== undefined) {
      database.run(RESET_SIZE, mailbox, uid);
      database.run(RESET_MAILBOX, mailbox);
    }
    database.run(RESET_ACCOUNT, account);
    return true;
  },
};

type SizeRow = [mailbox: MailboxId, uid: number, size: number, expected: number, account: AccountId];

async function compare({ database }: CheckContext, account: AccountId): Promise<string | null> {
  const kept = database.row<[number, number]>(KEPT, account);
  if (kept === undefined) return null;
  let count = 0;
  let bytes = 0;
  for (const [mailbox] of database.rows<[MailboxId]>('SELECT id FROM mailbox WHERE account = ?', account)) {
    const counts = await recountMailbox(database, mailbox);
    count += counts[0];
    bytes += counts[3];
  }
  if (kept[0] === count && kept[1] === bytes) return null;
  return `${kept[0]} messages of ${kept[1]} bytes, counted ${count} of ${bytes}`;
}

const ACCOUNTS = 'SELECT id FROM account WHERE id > ? ORDER BY id LIMIT 2000';
const KEPT = 'SELECT message_count, storage_bytes FROM account WHERE id = ?';
const SIZES = `
  SELECT entry.mailbox, entry.uid, entry.size_bytes, content.size_bytes, mailbox.account
  FROM entry CROSS JOIN mailbox ON mailbox.id = entry.mailbox CROSS JOIN email ON email.id = entry.email
    CROSS JOIN content ON content.id = email.content
  WHERE (entry.mailbox, entry.uid) > (?, ?) ORDER BY entry.mailbox, entry.uid LIMIT 2000`;
const RESET_SIZE = `
  UPDATE entry SET size_bytes = content.size_bytes FROM email JOIN content ON content.id = email.content
  WHERE email.id = entry.email AND entry.mailbox = ? AND entry.uid = ?`;
