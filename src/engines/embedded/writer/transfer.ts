/** COPY and MOVE, set by set: within an account an entry more of the same email, to another one a new email. */
import { Failure } from '../../../base/failure.ts';
import type { AddedEntry } from '../../../domain/ports/changes.ts';
import type { Keywords } from '../../../domain/ports/flags.ts';
import type { EmailNumber, ModSeq, Uid } from '../../../domain/ports/ids.ts';
import type { CopyEntries, CopyResult } from '../../../domain/ports/mailbox-operations.ts';
import { emailId, emailNumberOf } from '../email-id.ts';
import { holdContent } from '../holders.ts';
import { type UidFilter, uidFilters } from '../uid-filter.ts';
import { splitThreadKeys } from './content-filer.ts';
import type { OperationContext } from './context.ts';
import type { AccountRow, MailboxRow } from './counters.ts';
import { addEmail, addEntry, countEntries, EntrySums, requireMailbox, requireQuota, takeUids } from './entries.ts';
import { buryEntries } from './tombstones.ts';

type Row = [uid: Uid, system: number, keywords: Keywords, sizeBytes: number, email: number];

export type Transfer = Omit<CopyEntries, 'kind'>;

/** RFC 9051 section 6.4.7, 6.4.8. Everything that arrives gets one ModSeq, everything that leaves another account's. */
export function transferEntries(context: OperationContext, transfer: Transfer): CopyResult {
  const { isMove, limits } = transfer;
  const [source, sourceAccount] = requireMailbox(context, transfer.from);
  const [target, targetAccount] = requireMailbox(context, transfer.to);
  const isSameAccount = sourceAccount === targetAccount;
  if (!(isMove && isSameAccount)) context.requireSpace();

  // What is added to the same mailbox has UIDs from here on.
  const uids = transfer.uids.filter((uid) => uid < source.uidNext);
  const parts = uidFilters(uids).flatMap((filter) => readPart(context, source, filter));
  const rows = parts.flatMap((part) => part.rows);
  if (transfer.requiresAll === true && rows.length < transfer.uids.length) {
    throw new Failure('conflict', 'some of the entries are gone');
  }
  const { uidValidity } = target;
  if (rows.length === 0) return { uidValidity, from: [], to: [] };
  const sums = new EntrySums();
  for (const [, system, , sizeBytes] of rows) sums.add(system, sizeBytes);
  if (!(isMove && isSameAccount)) requireQuota(targetAccount, limits, sums.sizeBytes, sums.count);

  const modSeq = context.counters.nextModSeq(targetAccount);
  const added = isSameAccount
    ? addCopies(context, source, target, parts, modSeq, isMove)
    : rows.map((row) => addForeignCopy(context, target, targetAccount, row, modSeq));
  countEntries(context, target, targetAccount, sums, 1);
  target.highestModSeq = modSeq;
  context.changes.push({ kind: 'entries-added', account: targetAccount.id, mailbox: target.id, entries: added });

  const from = rows.map(([uid]) => uid);
  if (isMove) {
    const goneAt = isSameAccount ? modSeq : context.counters.nextModSeq(sourceAccount);
    for (const { filter } of parts) buryEntries(context, source, filter, 0, goneAt, isSameAccount ? 'moved' : 'gone');
    countEntries(context, source, sourceAccount, sums, -1);
    source.highestModSeq = goneAt;
    const place = { account: sourceAccount.id, mailbox: source.id };
    context.changes.push({ kind: 'entries-expunged', ...place, uids: from, modSeq: goneAt });
  }
  return { uidValidity, from, to: added.map(({ uid }) => uid) };
}

/** Entries that one condition names. */
interface Part {
  readonly filter: UidFilter;
  readonly rows: readonly Row[];
}

function readPart({ database }: OperationContext, source: MailboxRow, filter: UidFilter): Part[] {
  const rows = database.rows<Row>(readSql(filter), source.id, ...filter.values);
  return rows.length === 0 ? [] : [{ filter, rows }];
}

/** A move's emails keep their number of entries: the old ones go in the same operation. */
function addCopies(
  context: OperationContext,
  source: MailboxRow,
  target: MailboxRow,
  parts: readonly Part[],
  modSeq: ModSeq,
  isMove: boolean,
): AddedEntry[] {
  const { database, nowMs } = context;
  const added: AddedEntry[] = [];
  for (const { filter, rows } of parts) {
    const first = takeUids(context, target, rows.length);
    if (!isMove) database.run(countSql(filter), source.id, ...filter.values);
    database.run(copySql(filter), target.id, first, modSeq, nowMs, source.id, ...filter.values);
    for (const [place, [, system, keywords, , email]] of rows.entries()) {
      const uid = (first + place) as Uid;
      added.push({ uid, modSeq, system, keywords, emailNumber: emailNumberOf(email) });
    }
  }
  return added;
}

function addForeignCopy(
  context: OperationContext,
  target: MailboxRow,
  account: AccountRow,
  [, system, keywords, sizeBytes, email]: Row,
  modSeq: ModSeq,
): AddedEntry {
  const { database } = context;
  const found = database.row<[number, number, number, string]>(READ_EMAIL, email);
  if (found === undefined) throw new Error(`entry without email ${email}`);
  const [content, ms, offsetMinutes, threadKeys] = found;
  holdContent(database, content, { emails: 1 });
  const keys = splitThreadKeys(threadKeys);
  const emailNumber: EmailNumber = addEmail(context, account, content, { ms, offsetMinutes }, keys);
  const id = emailId(account.id, emailNumber);
  const uid = addEntry(context, target, id, sizeBytes, { system, keywords }, modSeq);
  return { uid, modSeq, system, keywords, emailNumber };
}

function readSql({ sql }: UidFilter): string {
  return `SELECT uid, system, keywords, size_bytes, email FROM entry WHERE mailbox = ? AND ${sql} ORDER BY uid`;
}

function countSql({ sql }: UidFilter): string {
  return `
    UPDATE email SET entries = entries + n
    FROM (SELECT email AS id, count(*) AS n FROM entry WHERE mailbox = ? AND ${sql} GROUP BY email) AS held
    WHERE email.id = held.id`;
}

function copySql({ sql }: UidFilter): string {
  return `
    INSERT INTO entry (mailbox, uid, mod_seq, system, keywords, saved_at_ms, size_bytes, email)
    SELECT ?, ? + row_number() OVER (ORDER BY uid) - 1, ?, system, keywords, ?, size_bytes, email
    FROM entry WHERE mailbox = ? AND ${sql} ORDER BY uid`;
}

const READ_EMAIL = `
  SELECT email.content, received_at_ms, received_offset_minutes, thread_keys
  FROM email JOIN digest ON digest.content = email.content WHERE email.id = ?`;
