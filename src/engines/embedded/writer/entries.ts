/** Filing: how an email and its entry come into being, and how the counters of mailbox and account follow. */
import { Failure } from '../../../base/failure.ts';
import { FLAG_DELETED, FLAG_SEEN, type Flags } from '../../../domain/ports/flags.ts';
import type { AccountId, EmailNumber, MailboxId, ModSeq, ThreadNumber, Uid } from '../../../domain/ports/ids.ts';
import type { QuotaLimits, ReceivedAt } from '../../../domain/ports/mailboxes.ts';
import { emailId } from '../email-id.ts';
import { MAX_EMAIL_NUMBER, MAX_THREAD_KEYS, MAX_UID } from '../limits.ts';
import type { OperationContext } from './context.ts';
import type { AccountRow, MailboxRow } from './counters.ts';

/** The mailbox with its account. Fails with `not-found`. */
export function requireMailbox(context: OperationContext, id: MailboxId): [MailboxRow, AccountRow] {
  const mailbox = context.counters.mailbox(id);
  const account = mailbox === null ? null : context.counters.account(mailbox.account);
  if (mailbox === null || account === null) throw new Failure('not-found', 'no such mailbox', { detail: { id } });
  return [mailbox, account];
}

export function requireAccount(context: OperationContext, id: AccountId): AccountRow {
  const account = context.counters.account(id);
  if (account === null) throw new Failure('not-found', 'no such account', { detail: { id } });
  return account;
}

/** Fails with `over-quota` when what is added does not fit. */
export function requireQuota(account: AccountRow, limits: QuotaLimits, addedBytes: number, addedCount: number): void {
  const { storageBytes, messageCount } = limits;
  const isOver =
    (storageBytes !== null && account.storageBytes + addedBytes > storageBytes) ||
    (messageCount !== null && account.messageCount + addedCount > messageCount);
  if (isOver) throw new Failure('over-quota', 'the quota of the account would be exceeded');
}

/** Makes an email of a content that already counts it among its holders. */
export function addEmail(
  context: OperationContext,
  account: AccountRow,
  content: number,
  receivedAt: ReceivedAt,
  threadKeys: readonly string[],
): EmailNumber {
  const number = context.counters.change(account).nextEmail;
  if (number > MAX_EMAIL_NUMBER) throw new Failure('too-many', 'the account has used up its email numbers');
  account.nextEmail = (number + 1) as EmailNumber;
  const thread = findThread(context, account.id, threadKeys, number as number as ThreadNumber);
  const id = emailId(account.id, number);
  context.database.run(INSERT_EMAIL, id, thread, receivedAt.ms, receivedAt.offsetMinutes, content);
  return number;
}

/**
 * The thread of a new email: that of the first key that the account knows, else its own. All its keys lead there from
 * then on. Threads that a later email connects stay apart: a thread id must not change. RFC 8474 section 5.2
 */
function findThread(
  { database }: OperationContext,
  account: AccountId,
  threadKeys: readonly string[],
  own: ThreadNumber,
): ThreadNumber {
  const unknown: string[] = [];
  let thread: ThreadNumber | undefined;
  for (const key of threadKeys.slice(0, MAX_THREAD_KEYS)) {
    const found = database.value<ThreadNumber>(FIND_THREAD, account, key);
    if (found === undefined) unknown.push(key);
    else thread ??= found;
  }
  thread ??= own;
  for (const key of unknown) database.run(INSERT_THREAD_KEY, account, key, thread);
  return thread;
}

/** Takes the next `count` UIDs of a mailbox. Returns the first. */
export function takeUids(context: OperationContext, mailbox: MailboxRow, count: number): Uid {
  const first = context.counters.change(mailbox).uidNext;
  if (first + count - 1 > MAX_UID) throw new Failure('too-many', 'the mailbox has used up its UIDs');
  mailbox.uidNext = (first + count) as Uid;
  return first;
}

/** Adds the next entry of a mailbox. Its email already counts it. */
export function addEntry(
  context: OperationContext,
  mailbox: MailboxRow,
  email: number,
  sizeBytes: number,
  flags: Flags,
  modSeq: ModSeq,
): Uid {
  const uid = takeUids(context, mailbox, 1);
  const { system, keywords } = flags;
  context.database.run(INSERT_ENTRY, mailbox.id, uid, modSeq, system, keywords, context.nowMs, sizeBytes, email);
  return uid;
}

/** Sums over entries that come or go. */
export class EntrySums {
  count = 0;
  unseen = 0;
  deleted = 0;
  sizeBytes = 0;
  deletedBytes = 0;

  add(system: number, sizeBytes: number): void {
    this.count += 1;
    this.sizeBytes += sizeBytes;
    if ((system & FLAG_SEEN) === 0) this.unseen += 1;
    if ((system & FLAG_DELETED) === 0) return;
    this.deleted += 1;
    this.deletedBytes += sizeBytes;
  }
}

/** Adds sums to the counters of a mailbox and its account, or takes them away. */
export function countEntries(
  context: OperationContext,
  mailbox: MailboxRow,
  account: AccountRow,
  sums: EntrySums,
  sign: 1 | -1,
): void {
  context.counters.change(mailbox);
  mailbox.messageCount += sign * sums.count;
  mailbox.unseenCount += sign * sums.unseen;
  mailbox.deletedCount += sign * sums.deleted;
  mailbox.sizeBytes += sign * sums.sizeBytes;
  mailbox.deletedBytes += sign * sums.deletedBytes;
  context.counters.change(account);
  account.storageBytes += sign * sums.sizeBytes;
  account.messageCount += sign * sums.count;
}

const INSERT_EMAIL = `
  INSERT INTO email (id, thread, received_at_ms, received_offset_minutes, content, entries, tombstones)
  VALUES (?, ?, ?, ?, ?, 1, 0)`;
const FIND_THREAD = 'SELECT thread FROM thread_key WHERE account = ? AND key = ?';
const INSERT_THREAD_KEY = 'INSERT OR IGNORE INTO thread_key (account, key, thread) VALUES (?, ?, ?)';
const INSERT_ENTRY = `
  INSERT INTO entry (mailbox, uid, mod_seq, system, keywords, saved_at_ms, size_bytes, email)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
