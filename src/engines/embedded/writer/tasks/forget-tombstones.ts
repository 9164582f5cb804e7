import type { MailboxId, ModSeq, Uid } from '../../../../domain/ports/ids.ts';
import type { CompactionStep } from '../../protocol.ts';
import type { OperationContext } from '../context.ts';
import { dropEmails } from '../drop-emails.ts';

/** Tombstones one step looks at. */
const SLICE = 2000;

/**
 * Removes tombstones that are older than `beforeMs`. What a mailbox forgot is noted: a client that was away longer is
 * told of every UID that does not exist. RFC 7162 section 3.2.10
 */
export function forgetTombstones(
  { database, nowMs }: OperationContext,
  beforeMs: number,
  after: readonly [MailboxId, Uid],
): CompactionStep {
  const rows = database.rows<[MailboxId, Uid, ModSeq, number, number]>(READ, ...after, SLICE);
  const emails = new Map<number, number>();
  let removed = 0;
  for (const [mailbox, uid, modSeq, email, expungedAtMs] of rows) {
    if (expungedAtMs >= beforeMs) continue;
    database.run('DELETE FROM tombstone WHERE mailbox = ? AND uid = ?', mailbox, uid);
    database.run(NOTE_FORGOTTEN, modSeq, mailbox);
    emails.set(email, (emails.get(email) ?? 0) + 1);
    removed += 1;
  }
  dropEmails(database, 'tombstone', [...emails], nowMs);
  const last = rows.at(-1);
  const next = last === undefined || rows.length < SLICE ? null : [last[0], last[1]];
  return { removed, freedBytes: 0, next };
}

const READ = `
  SELECT mailbox, uid, mod_seq, email, expunged_at_ms FROM tombstone
  WHERE (mailbox, uid) > (?, ?) ORDER BY mailbox, uid LIMIT ?`;
const NOTE_FORGOTTEN = 'UPDATE mailbox SET forgotten_mod_seq = max(forgotten_mod_seq, ?) WHERE id = ?';
