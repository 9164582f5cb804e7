/** Removes, slice by slice, what deleted mailboxes and accounts left behind. Goes on after a restart. */
import type { AccountId, MailboxId, Uid } from '../../../domain/ports/ids.ts';
import { emailIdRange } from '../email-id.ts';
import type { Database } from '../index/database.ts';
import { PURGE_SLICE } from '../limits.ts';
import { dropEmails } from './drop-emails.ts';

/** Does one slice in a transaction of its own. Returns whether there was anything to do. */
export function purgeSlice(database: Database, nowMs: number): boolean {
  const mailbox = database.value<MailboxId>('SELECT mailbox FROM mailbox_purge LIMIT 1');
  const account =
    mailbox === undefined ? database.value<AccountId>('SELECT account FROM account_purge LIMIT 1') : undefined;
  if (mailbox === undefined && account === undefined) return false;
  database.run('BEGIN IMMEDIATE');
  try {
    if (mailbox !== undefined) purgeMailbox(database, mailbox, nowMs);
    else if (account !== undefined) purgeAccount(database, account, nowMs);
    database.run('COMMIT');
    return true;
  } catch (error) {
    database.run('ROLLBACK');
    throw error;
  }
}

function purgeMailbox(database: Database, mailbox: MailboxId, nowMs: number): void {
  for (const holder of ['entry', 'tombstone'] as const) {
    const last = database.value<Uid | null>(LAST_OF_SLICE[holder], mailbox, PURGE_SLICE);
    if (last === undefined || last === null) continue;
    const emails = database.rows<[number, number]>(EMAILS_OF_SLICE[holder], mailbox, last);
    database.run(REMOVE_SLICE[holder], mailbox, last);
    dropEmails(database, holder, emails, nowMs);
    return;
  }
  database.run('DELETE FROM mailbox_purge WHERE mailbox = ?', mailbox);
}

/** Its mailboxes were purged before. */
function purgeAccount(database: Database, account: AccountId, nowMs: number): void {
  const [first, end] = emailIdRange(account);
  const emails = database.rows<[number, number]>(EMAILS_OF_ACCOUNT, first, end, PURGE_SLICE);
  if (emails.length > 0) {
    dropEmails(database, 'entry', emails, nowMs);
    return;
  }
  if (database.run(REMOVE_THREAD_KEYS, account, account, PURGE_SLICE) > 0) return;
  database.run('DELETE FROM account_purge WHERE account = ?', account);
}

type Holder = 'entry' | 'tombstone';

function forHolders(make: (holder: Holder) => string): Record<Holder, string> {
  return { entry: make('entry'), tombstone: make('tombstone') };
}

const LAST_OF_SLICE = forHolders(
  (holder) => `SELECT max(uid) FROM (SELECT uid FROM ${holder} WHERE mailbox = ? ORDER BY uid LIMIT ?)`,
);
const EMAILS_OF_SLICE = forHolders(
  (holder) => `SELECT email, count(*) FROM ${holder} WHERE mailbox = ? AND uid <= ? GROUP BY email`,
);
const REMOVE_SLICE = forHolders((holder) => `DELETE FROM ${holder} WHERE mailbox = ? AND uid <= ?`);
/** Only where counts were wrong before; otherwise the last holder took the email along. */
const EMAILS_OF_ACCOUNT = 'SELECT id, entries + tombstones FROM email WHERE id >= ? AND id < ? LIMIT ?';
const REMOVE_THREAD_KEYS = `
  DELETE FROM thread_key WHERE account = ? AND key IN (SELECT key FROM thread_key WHERE account = ? LIMIT ?)`;
