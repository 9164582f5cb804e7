/** How findings name what they are about. */
import type { AccountId, MailboxId } from '../../../domain/ports/ids.ts';
import type { Database } from '../index/database.ts';

export function mailboxSubject(database: Database, mailbox: MailboxId): string {
  const [userId, path] = database.row<[string | null, string]>(MAILBOX, mailbox) ?? [null, null];
  return path === null ? `mailbox ${mailbox}` : `mailbox ${mailbox} (${userId ?? '?'} ${path})`;
}

export function accountSubject(database: Database, account: AccountId): string {
  const userId = database.value<string>('SELECT user_id FROM user WHERE account = ?', account);
  return userId === undefined ? `account ${account}` : `account ${account} (${userId})`;
}

const MAILBOX =
  'SELECT user_id, path FROM mailbox LEFT JOIN user ON user.account = mailbox.account WHERE mailbox.id = ?';
