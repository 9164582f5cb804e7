/** Counts the entries of a mailbox anew: in one go for the writer, in slices for the checker. */
import type { MailboxId, Uid } from '../../../domain/ports/ids.ts';
import type { Database } from '../index/database.ts';
import { pause } from './check.ts';

/** The columns of `mailbox` that entries add up to, in this order. */
export const COUNTED = ['message_count', 'unseen_count', 'deleted_count', 'size_bytes', 'deleted_bytes'] as const;

export type Counts = readonly [count: number, unseen: number, deleted: number, bytes: number, deletedBytes: number];

/** Entries of one slice: a few milliseconds. */
const SLICE = 20_000;

/** Inside a snapshot. */
export async function recountMailbox(database: Database, mailbox: MailboxId): Promise<Counts> {
  let sums: Counts = [0, 0, 0, 0, 0];
  for (let after = 0; ; await pause()) {
    const last = database.value<Uid | null>(LAST_OF_SLICE, mailbox, after, SLICE);
    if (last === undefined || last === null) return sums;
    const counts = database.row<[...Counts]>(COUNT, mailbox, after, last) ?? [0, 0, 0, 0, 0];
    sums = sums.map((sum, index) => sum + (counts[index] ?? 0)) as unknown as Counts;
    after = last;
  }
}

const LAST_OF_SLICE = 'SELECT max(uid) FROM (SELECT uid FROM entry WHERE mailbox = ? AND uid > ? ORDER BY uid LIMIT ?)';
/** The flags are \Seen and \Deleted of ports/flags.ts. */
const SUMS = `
  count(*), coalesce(sum(system & 1 = 0), 0), coalesce(sum(system & 8 <> 0), 0), coalesce(sum(size_bytes), 0),
  coalesce(sum(CASE WHEN system & 8 <> 0 THEN size_bytes END), 0)`;
const COUNT = `SELECT ${SUMS} FROM entry WHERE mailbox = ? AND uid > ? AND uid <= ?`;

/** Sets the counters of a mailbox to what its entries add up to. */
export const RESET_MAILBOX = `
  UPDATE mailbox SET (${COUNTED.join(', ')}) = (SELECT ${SUMS} FROM entry WHERE entry.mailbox = mailbox.id)
  WHERE id = ?`;

/** Sets the usage of an account to what its mailboxes' entries add up to. */
export const RESET_ACCOUNT = `
  UPDATE account SET (message_count, storage_bytes) = (
    SELECT count(*), coalesce(sum(entry.size_bytes), 0)
    FROM mailbox JOIN entry ON entry.mailbox = mailbox.id WHERE mailbox.account = account.id)
  WHERE id = ?`;
