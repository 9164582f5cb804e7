import type { AccountId, MailboxId, ModSeq, Uid } from '../../../domain/ports/ids.ts';
import type { AccountUsage, EntryField, EntryRow, Mailbox, Vanished } from '../../../domain/ports/mailboxes.ts';
import { MAX_SLICE, type MailboxReader } from '../../../domain/ports/reader.ts';
import type { Database } from '../index/database.ts';
import { uidRuns } from '../uid-runs.ts';
import { selectEntries } from './entry-query.ts';
import { type MailboxTuple, SELECT_MAILBOX, toMailbox } from './mailbox-row.ts';

/** A list of UIDs in at most so many runs is read run by run; above, as one list. */
const MAX_RUNS = 8;

export class EmbeddedMailboxReader implements MailboxReader {
  readonly #database: Database;
  /** SELECT by field list: a query text is made once. */
  readonly #selects = new Map<string, string>();

  constructor(database: Database) {
    this.#database = database;
  }

  async list(account: AccountId): Promise<readonly Mailbox[]> {
    return this.#database.rows<MailboxTuple>(LIST, account).map(toMailbox);
  }

  async get(mailbox: MailboxId): Promise<Mailbox | null> {
    const row = this.#database.row<MailboxTuple>(GET, mailbox);
    return row === undefined ? null : toMailbox(row);
  }

  async find(account: AccountId, path: string): Promise<Mailbox | null> {
    const row = this.#database.row<MailboxTuple>(FIND, account, path);
    return row === undefined ? null : toMailbox(row);
  }

  async subscribedNames(account: AccountId): Promise<readonly string[]> {
    return this.#database.rows<[string]>(SUBSCRIBED_NAMES, account).map(([path]) => path);
  }

  async scan<const F extends readonly EntryField[]>(
    mailbox: MailboxId,
    from: Uid,
    to: Uid,
    limit: number,
    fields: F,
  ): Promise<readonly EntryRow<F>[]> {
    const sql = `${this.#select(fields)}${IN_RANGE}`;
    return this.#database.rows<EntryRow<F>>(sql, mailbox, from, to, Math.min(limit, MAX_SLICE));
  }

  async pick<const F extends readonly EntryField[]>(
    mailbox: MailboxId,
    uids: readonly Uid[],
    fields: F,
  ): Promise<readonly EntryRow<F>[]> {
    if (uids.length > MAX_SLICE) throw new RangeError(`more than ${MAX_SLICE} UIDs in one call`);
    const select = this.#select(fields);
    const runs = uidRuns(uids);
    if (runs.length > MAX_RUNS) {
      return this.#database.rows<EntryRow<F>>(`${select}${IN_LIST}`, mailbox, JSON.stringify(uids));
    }
    const read = () =>
      runs.flatMap(([from, to]) =>
        this.#database.rows<EntryRow<F>>(`${select}${IN_RANGE}`, mailbox, from, to, MAX_SLICE),
      );
    return runs.length > 1 ? this.#database.snapshot(read) : read();
  }

  async changedSince(mailbox: MailboxId, since: ModSeq, after: Uid, limit: number): Promise<readonly Uid[]> {
    return this.#database.rows<[Uid]>(CHANGED, mailbox, since, after, Math.min(limit, MAX_SLICE)).map(([uid]) => uid);
  }

  async vanishedSince(mailbox: MailboxId, since: ModSeq, after: Uid, limit: number): Promise<readonly Vanished[]> {
    const rows = this.#database.rows<[Uid, ModSeq]>(VANISHED, mailbox, since, after, Math.min(limit, MAX_SLICE));
    return rows.map(([uid, modSeq]) => ({ uid, modSeq }));
  }

  async usage(account: AccountId): Promise<AccountUsage> {
    const [storageBytes, messageCount] = this.#database.row<[number, number]>(USAGE, account) ?? [0, 0];
    return { storageBytes, messageCount };
  }

  #select(fields: readonly EntryField[]): string {
    const key = fields.join();
    const known = this.#selects.get(key);
    if (known !== undefined) return known;
    const sql = selectEntries(fields);
    this.#selects.set(key, sql);
    return sql;
  }
}

const LIST = `${SELECT_MAILBOX} WHERE account = ? ORDER BY path`;
const GET = `${SELECT_MAILBOX} WHERE id = ?`;
const FIND = `${SELECT_MAILBOX} WHERE account = ? AND path = ?`;
const SUBSCRIBED_NAMES = 'SELECT path FROM subscribed_name WHERE account = ? ORDER BY path';
/** Entries of a deleted mailbox are still there until they are purged. */
const LIVE = '(SELECT id FROM mailbox WHERE id = ?)';
const IN_RANGE = ` WHERE entry.mailbox = ${LIVE} AND entry.uid BETWEEN ? AND ? ORDER BY entry.uid LIMIT ?`;
const IN_LIST = ` WHERE entry.mailbox = ${LIVE} AND entry.uid IN (SELECT value FROM json_each(?)) ORDER BY entry.uid`;
const CHANGED = `
  SELECT uid FROM entry INDEXED BY entry_changes WHERE mailbox = ${LIVE} AND mod_seq > ? AND uid > ? ORDER BY uid LIMIT ?`;
const VANISHED = `
  SELECT uid, mod_seq FROM tombstone INDEXED BY tombstone_changes
  WHERE mailbox = ${LIVE} AND mod_seq > ? AND uid > ? ORDER BY uid LIMIT ?`;
const USAGE = 'SELECT storage_bytes, message_count FROM account WHERE id = ?';
