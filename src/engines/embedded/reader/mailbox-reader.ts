import type { Keywords } from '../../../domain/ports/flags.ts';
import type { AccountId, ContentHash, MailboxId, ModSeq, Uid } from '../../../domain/ports/ids.ts';
import {
  type AccountUsage,
  type ChangeMark,
  type EntryField,
  type EntryRow,
  LONG_FIELDS,
  type Mailbox,
} from '../../../domain/ports/mailboxes.ts';
import { MAX_SLICE, MAX_SLICE_BYTES, type MailboxReader } from '../../../domain/ports/reader.ts';
import type { PlaceHints } from '../contents/place-hints.ts';
import type { Database, SqlValue, TextBudget } from '../index/database.ts';
import { MAX_UID } from '../limits.ts';
import type { SegmentNumber } from '../segments/layout.ts';
import { uidRuns } from '../uid-runs.ts';
import { selectEntries } from './entry-query.ts';
import { type MailboxTuple, SELECT_MAILBOX, toMailbox } from './mailbox-row.ts';
import { type Block, isKeepable, MIN_BLOCK_ROWS, type RowBlocks } from './row-blocks.ts';

/** A list of UIDs in at most so many runs is read run by run; above, as one list. */
const MAX_RUNS = 8;
/** Whoever asks for the hashes of more messages does not read all of them next. */
const MAX_HINTED_ROWS = 100;

/** Null where no text can be long. */
function budgetOf(fields: readonly EntryField[]): TextBudget | null {
  return fields.some((field) => LONG_FIELDS.has(field)) ? { leftChars: MAX_SLICE_BYTES } : null;
}

function isUsedUp(budget: TextBudget | null): boolean {
  return budget !== null && budget.leftChars <= 0;
}

export class EmbeddedMailboxReader implements MailboxReader {
  readonly #database: Database;
  /** SELECT by field list: a query text is made once. */
  readonly #selects = new Map<string, string>();
  readonly #blocks: RowBlocks;
  readonly #hints: PlaceHints;

  constructor(database: Database, blocks: RowBlocks, hints: PlaceHints) {
    this.#database = database;
    this.#blocks = blocks;
    this.#hints = hints;
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
    const most = Math.min(limit, MAX_SLICE);
    const budget = budgetOf(fields);
    const read = () => this.#inRange(mailbox, from, to, most, fields, budget);
    if (to - from < MIN_BLOCK_ROWS || most < MIN_BLOCK_ROWS || !isKeepable(fields)) return read();
    const key = [mailbox, from, to, most, ...fields].join();
    const known = this.#blocks.get(key);
    // The type of the rows follows from the fields, which are part of the key.
    if (known !== undefined && this.#isUnchanged(known, mailbox, from, to, most))
      return known as readonly EntryRow<F>[];
    const rows = read();
    if (!isUsedUp(budget)) this.#blocks.set(key, rows);
    return rows;
  }

  async pick<const F extends readonly EntryField[]>(
    mailbox: MailboxId,
    uids: readonly Uid[],
    fields: F,
  ): Promise<readonly EntryRow<F>[]> {
    if (uids.length > MAX_SLICE) throw new RangeError(`more than ${MAX_SLICE} UIDs in one call`);
    const runs = uidRuns(uids);
    const budget = budgetOf(fields);
    if (runs.length > MAX_RUNS) {
      return this.#rows<F>(budget, `${this.#select(fields)}${IN_LIST}`, mailbox, JSON.stringify(uids));
    }
    const read = () =>
      runs.flatMap(([from, to]) =>
        isUsedUp(budget) ? [] : this.#inRange(mailbox, from, to, MAX_SLICE, fields, budget),
      );
    return runs.length > 1 ? this.#database.snapshot(read) : read();
  }

  async changedSince(
    mailbox: MailboxId,
    since: ModSeq,
    limit: number,
    after?: ChangeMark,
  ): Promise<readonly ChangeMark[]> {
    return this.#marks(CHANGED, mailbox, since, limit, after);
  }

  async vanishedSince(
    mailbox: MailboxId,
    since: ModSeq,
    limit: number,
    after?: ChangeMark,
  ): Promise<readonly ChangeMark[]> {
    return this.#marks(VANISHED, mailbox, since, limit, after);
  }

  async keywordSets(mailbox: MailboxId, after: Keywords, limit: number): Promise<readonly Keywords[]> {
    const rows = this.#database.rows<[Keywords]>(KEYWORD_SETS, mailbox, after, Math.min(limit, MAX_SLICE));
    return rows.map(([keywords]) => keywords);
  }

  async usage(account: AccountId): Promise<AccountUsage> {
    const [storageBytes, messageCount] = this.#database.row<[number, number]>(USAGE, account) ?? [0, 0];
    return { storageBytes, messageCount };
  }

  #inRange<const F extends readonly EntryField[]>(
    mailbox: MailboxId,
    from: Uid,
    to: Uid,
    limit: number,
    fields: F,
    budget: TextBudget | null,
  ): EntryRow<F>[] {
    const withPlace = fields.includes('hash') && Math.min(to - from + 1, limit) <= MAX_HINTED_ROWS;
    const sql = `${this.#select(fields, withPlace)}${IN_RANGE}`;
    const rows = this.#rows<F>(budget, sql, mailbox, from, to, limit);
    if (withPlace) this.#takePlaces(rows as unknown as unknown[][], fields);
    return rows;
  }

  #rows<F extends readonly EntryField[]>(budget: TextBudget | null, sql: string, ...values: SqlValue[]): EntryRow<F>[] {
    if (budget === null) return this.#database.rows<EntryRow<F>>(sql, ...values);
    return this.#database.rowsWithin<EntryRow<F>>(budget, sql, ...values);
  }

  /** Cuts the places off the rows. */
  #takePlaces(rows: unknown[][], fields: readonly EntryField[]): void {
    const at = fields.indexOf('hash');
    for (const row of rows) {
      const [segment, offset, sizeBytes] = row.splice(fields.length) as [SegmentNumber, number, number];
      this.#hints.note(row[at] as ContentHash, { segment, offset, sizeBytes });
    }
  }

  #isUnchanged(block: Block, mailbox: MailboxId, from: Uid, to: Uid, limit: number): boolean {
    const [count, last] = this.#database.row<[number, Uid | null]>(EXTENT, mailbox, from, to, limit) ?? [0, null];
    return count === block.length && last === block.at(-1)?.[0];
  }

  /** Behind the last UID there is nothing: without a mark it begins behind all entries of `since`. */
  #marks(sql: string, mailbox: MailboxId, since: ModSeq, limit: number, after?: ChangeMark): ChangeMark[] {
    const { modSeq, uid } = after !== undefined && after.modSeq > since ? after : { modSeq: since, uid: MAX_UID };
    const rows = this.#database.rows<[Uid, ModSeq]>(sql, mailbox, modSeq, uid, Math.min(limit, MAX_SLICE));
    return rows.map(([uid, modSeq]) => ({ uid, modSeq }));
  }

  #select(fields: readonly EntryField[], withPlace = false): string {
    const key = withPlace ? `${fields.join()} at` : fields.join();
    const known = this.#selects.get(key);
    if (known !== undefined) return known;
    const sql = selectEntries(fields, withPlace);
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
const EXTENT = `SELECT count(*), max(uid) FROM (SELECT uid FROM entry${IN_RANGE})`;
const IN_LIST = ` WHERE entry.mailbox = ${LIVE} AND entry.uid IN (SELECT value FROM json_each(?)) ORDER BY entry.uid`;
/** In the order of the index, which ends with the UID: nothing is sorted, and the limit ends the reading. */
const BEHIND_MARK = `WHERE mailbox = ${LIVE} AND (mod_seq, uid) > (?, ?) ORDER BY mod_seq, uid LIMIT ?`;
const CHANGED = `SELECT uid, mod_seq FROM entry INDEXED BY entry_changes ${BEHIND_MARK}`;
const VANISHED = `SELECT uid, mod_seq FROM tombstone INDEXED BY tombstone_changes ${BEHIND_MARK}`;
/** Jumps from each set to the next in the index: many messages with the same keywords cost as much as one. */
const KEYWORD_SETS = `
  WITH RECURSIVE found (keywords) AS (
    SELECT min(keywords) FROM entry INDEXED BY entry_keywords
    WHERE mailbox = (SELECT id FROM mailbox WHERE id = ?1) AND keywords <> '' AND keywords > ?2
    UNION ALL
    SELECT (
      SELECT min(keywords) FROM entry INDEXED BY entry_keywords
      WHERE mailbox = ?1 AND keywords <> '' AND keywords > found.keywords)
    FROM found WHERE found.keywords IS NOT NULL)
  SELECT keywords FROM found WHERE keywords IS NOT NULL LIMIT ?3`;
const USAGE = 'SELECT storage_bytes, message_count FROM account WHERE id = ?';
