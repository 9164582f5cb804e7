import type { ModSeq } from '../../../domain/ports/ids.ts';
import type { UidRun } from '../uid-runs.ts';
import type { OperationContext } from './context.ts';
import type { MailboxRow } from './counters.ts';

/**
 * Turns the entries of a range that carry all flags of the mask into tombstones. Their emails count a tombstone more,
 * and an entry less when they are `gone`; one that was `moved` has its new entry counted in place of the old.
 */
export function buryEntries(
  { database, nowMs }: OperationContext,
  mailbox: MailboxRow,
  [from, to]: UidRun,
  mask: number,
  modSeq: ModSeq,
  reason: 'gone' | 'moved',
): void {
  const lost = reason === 'gone' ? 1 : 0;
  database.run(COUNT, lost, mailbox.id, from, to, mask, mask);
  database.run(BURY, modSeq, nowMs, mailbox.id, from, to, mask, mask);
  database.run(REMOVE, mailbox.id, from, to, mask, mask);
}

const WHICH = 'mailbox = ? AND uid BETWEEN ? AND ? AND system & ? = ?';
/** An email may have several entries in one mailbox. */
const COUNT = `
  UPDATE email SET entries = entries - n * ?, tombstones = tombstones + n
  FROM (SELECT email AS id, count(*) AS n FROM entry WHERE ${WHICH} GROUP BY email) AS held
  WHERE email.id = held.id`;
const BURY = `
  INSERT INTO tombstone (mailbox, uid, mod_seq, system, keywords, saved_at_ms, size_bytes, email, expunged_at_ms)
  SELECT mailbox, uid, ?, system, keywords, saved_at_ms, size_bytes, email, ? FROM entry WHERE ${WHICH} ORDER BY uid`;
const REMOVE = `DELETE FROM entry WHERE ${WHICH}`;
