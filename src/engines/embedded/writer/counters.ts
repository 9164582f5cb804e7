/**
 * The rows that nearly every operation changes, kept in memory by the writer, which is the only one that changes them:
 * read once, written once for each commit. An operation that fails gets them back as they were.
 */
import type { AccountId, EmailNumber, MailboxId, ModSeq, Uid, UidValidity } from '../../../domain/ports/ids.ts';
import { INBOX } from '../../../domain/ports/mailboxes.ts';
import type { Database } from '../index/database.ts';

/** Rows kept from one commit to the next. */
const MAX_ROWS = 20_000;

export interface AccountRow {
  readonly id: AccountId;
  /** Never another one: INBOX cannot be deleted or renamed. Null until the account has it. */
  inbox: MailboxId | null;
  modSeq: ModSeq;
  nextEmail: EmailNumber;
  storageBytes: number;
  messageCount: number;
}

export interface MailboxRow {
  readonly id: MailboxId;
  readonly account: AccountId;
  readonly uidValidity: UidValidity;
  uidNext: Uid;
  highestModSeq: ModSeq;
  messageCount: number;
  unseenCount: number;
  deletedCount: number;
  sizeBytes: number;
  deletedBytes: number;
}

type Row = AccountRow | MailboxRow;

export class Counters {
  readonly #database: Database;
  readonly #accounts = new Map<AccountId, AccountRow>();
  readonly #mailboxes = new Map<MailboxId, MailboxRow>();
  readonly #dirty = new Set<Row>();
  /** Rows as they were when the running operation first touched them. */
  readonly #before = new Map<Row, Row>();
  readonly #removed: Row[] = [];
  /** Rows that the running operation read: it may have made them itself. */
  readonly #loaded: Row[] = [];

  constructor(database: Database) {
    this.#database = database;
  }

  /** For reading; `change` before changing it. */
  account(id: AccountId): AccountRow | null {
    const known = this.#accounts.get(id);
    if (known !== undefined) return known;
    const row = this.#database.row<[ModSeq, EmailNumber, number, number]>(READ_ACCOUNT, id);
    if (row === undefined) return null;
    const [modSeq, nextEmail, storageBytes, messageCount] = row;
    const account = { id, inbox: null, modSeq, nextEmail, storageBytes, messageCount };
    this.#accounts.set(id, account);
    this.#loaded.push(account);
    return account;
  }

  inboxOf(account: AccountRow): MailboxRow | null {
    account.inbox ??= this.#database.value<MailboxId>(READ_INBOX, account.id, INBOX) ?? null;
    return account.inbox === null ? null : this.mailbox(account.inbox);
  }

  mailbox(id: MailboxId): MailboxRow | null {
    const known = this.#mailboxes.get(id);
    if (known !== undefined) return known;
    const row = this.#database.row<MailboxTuple>(READ_MAILBOX, id);
    if (row === undefined) return null;
    const [account, uidValidity, uidNext, highestModSeq, ...counts] = row;
    const [messageCount, unseenCount, deletedCount, sizeBytes, deletedBytes] = counts;
    const mailbox = {
      ...{ id, account, uidValidity, uidNext, highestModSeq },
      ...{ messageCount, unseenCount, deletedCount, sizeBytes, deletedBytes },
    };
    this.#mailboxes.set(id, mailbox);
    this.#loaded.push(mailbox);
    return mailbox;
  }

  /** Announces a change, so that it can be taken back and is written with the commit. */
  change<R extends Row>(row: R): R {
    if (!this.#before.has(row)) this.#before.set(row, { ...row });
    this.#dirty.add(row);
    return row;
  }

  /** The next ModSeq of the account: one for everything that an operation changes in it. */
  nextModSeq(account: AccountRow): ModSeq {
    this.change(account).modSeq = (account.modSeq + 1) as ModSeq;
    return account.modSeq;
  }

  /** The operation removed the mailbox from its table. */
  forgetMailbox(row: MailboxRow): void {
    this.change(row);
    this.#removed.push(row);
  }

  /** The operation removed the account from its table. */
  forgetAccount(row: AccountRow): void {
    this.change(row);
    this.#removed.push(row);
  }

  /** Ends the operation: it succeeded. */
  accept(): void {
    if (this.#before.size > 0) this.#before.clear();
    if (this.#loaded.length > 0) this.#loaded.length = 0;
    for (const row of this.#removed.splice(0)) this.#drop(row);
  }

  /** Ends the operation: it failed. */
  rollback(): void {
    for (const [row, before] of this.#before) Object.assign(row, before);
    this.#before.clear();
    this.#removed.length = 0;
    for (const row of this.#loaded.splice(0)) this.#drop(row);
  }

  /** Writes what changed. Statements that read these columns from the tables come after it. */
  flush(): void {
    for (const row of this.#dirty) {
      if ('inbox' in row) this.#saveAccount(row);
      else this.#saveMailbox(row);
    }
    this.#dirty.clear();
  }

  /** After a commit. */
  trim(): void {
    if (this.#accounts.size > MAX_ROWS) this.#accounts.clear();
    if (this.#mailboxes.size > MAX_ROWS) this.#mailboxes.clear();
  }

  /** Forgets everything: the tables were changed by other means, or the transaction was given up. */
  clear(): void {
    this.#accounts.clear();
    this.#mailboxes.clear();
    this.#dirty.clear();
    this.#before.clear();
    this.#removed.length = 0;
    this.#loaded.length = 0;
  }

  #drop(row: Row): void {
    this.#dirty.delete(row);
    if ('inbox' in row) this.#accounts.delete(row.id);
    else this.#mailboxes.delete(row.id);
  }

  #saveAccount(row: AccountRow): void {
    this.#database.run(SAVE_ACCOUNT, row.modSeq, row.nextEmail, row.storageBytes, row.messageCount, row.id);
  }

  #saveMailbox(row: MailboxRow): void {
    const { uidNext, highestModSeq, messageCount, unseenCount, deletedCount, sizeBytes, deletedBytes } = row;
    const counts = [messageCount, unseenCount, deletedCount, sizeBytes, deletedBytes];
    this.#database.run(SAVE_MAILBOX, uidNext, highestModSeq, ...counts, row.id);
  }
}

type MailboxTuple = [AccountId, UidValidity, Uid, ModSeq, number, number, number, number, number];

const READ_ACCOUNT = 'SELECT mod_seq, next_email, storage_bytes, message_count FROM account WHERE id = ?';
const READ_INBOX = 'SELECT id FROM mailbox WHERE account = ? AND path = ?';
const READ_MAILBOX = `
  SELECT account, uid_validity, uid_next, highest_mod_seq,
    message_count, unseen_count, deleted_count, size_bytes, deleted_bytes
  FROM mailbox WHERE id = ?`;
const SAVE_ACCOUNT = `
  UPDATE account SET mod_seq = ?, next_email = ?, storage_bytes = ?, message_count = ? WHERE id = ?`;
const SAVE_MAILBOX = `
  UPDATE mailbox SET uid_next = ?, highest_mod_seq = ?,
    message_count = ?, unseen_count = ?, deleted_count = ?, size_bytes = ?, deleted_bytes = ?
  WHERE id = ?`;
