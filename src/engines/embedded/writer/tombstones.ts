import type { ModSeq } from '../../../domain/ports/ids.ts';
import type { UidFilter } from '../uid-filter.ts';
import type { OperationContext } from './context.ts';
import type { MailboxRow } from './counters.ts';

/**
 * Turns the entries of a list that carry all flags of the mask into tombstones. Their emails count a tombstone more,
 * and an entry less when they are `gone`; one that was `moved` has its new entry counted in place of the old.
 */
export function buryEntries(
  { database, nowMs }: OperationContext,
  mailbox: MailboxRow,
  filter: UidFilter,
  mask: number,
  modSeq: ModSeq,
  reason: 'gone' | 'moved',
): void {
  const lost = reason === 'gone' ? 1 : 0;
  const which = `mailbox = ? AND ${filter.sql} AND system & ? = ?`;
  const values = [mailbox.id, ...filter.values, mask, mask];
  database.run(countSql(which), lost, ...values);
  database.run(burySql(which), modSeq, nowMs, ...values);
  database.run(`DELETE FROM entry WHERE ${which}`, ...values);
}

/** An email may have several entries in one mailbox. */
function countSql(which: string): string {
  return `
    UPDATE email SET entries = entries - n * ?, tombstones = tombstones + n
    FROM (SELECT email AS id, count(*) AS n FROM entry WHERE ${which} GROUP BY email) AS held
    WHERE email.id = held.id`;
}

function burySql(which: string): string {
  return `
    INSERT INTO tombstone (mailbox, uid, mod_seq, system, keywords, saved_at_ms, size_bytes, email, expunged_at_ms)
    SELECT mailbox, uid, ?, system, keywords, saved_at_ms, size_bytes, email, ? FROM entry WHERE ${which} ORDER BY uid`;
}
