import { FLAG_DELETED } from '../../../../domain/ports/flags.ts';
import type { Uid } from '../../../../domain/ports/ids.ts';
import { MAX_UID } from '../../limits.ts';
import { type UidFilter, uidFilters, uidRange } from '../../uid-filter.ts';
import type { Handler } from '../context.ts';
import { countEntries, EntrySums, requireMailbox } from '../entries.ts';
import { buryEntries } from '../tombstones.ts';

const EVERY_UID: readonly UidFilter[] = [uidRange(1 as Uid, MAX_UID as Uid)];

export const expungeEntries: Handler<'expunge-entries'> = (context, { mailbox: id, uids, onlyDeleted }) => {
  const [mailbox, account] = requireMailbox(context, id);
  const mask = onlyDeleted ? FLAG_DELETED : 0;
  const sums = new EntrySums();
  const gone: Uid[] = [];
  const filters = uids === null ? EVERY_UID : uidFilters(uids);
  const found = filters.filter((filter) => {
    const rows = context.database.rows<[Uid, number, number]>(readSql(filter), id, ...filter.values, mask, mask);
    for (const [uid, system, sizeBytes] of rows) {
      gone.push(uid);
      sums.add(system, sizeBytes);
    }
    return rows.length > 0;
  });
  if (gone.length === 0) return { uids: [], modSeq: null };

  const modSeq = context.counters.nextModSeq(account);
  for (const filter of found) buryEntries(context, mailbox, filter, mask, modSeq, 'gone');
  countEntries(context, mailbox, account, sums, -1);
  mailbox.highestModSeq = modSeq;
  context.changes.push({ kind: 'entries-expunged', account: account.id, mailbox: id, uids: gone, modSeq });
  return { uids: gone, modSeq };
};

function readSql(filter: UidFilter): string {
  return `SELECT uid, system, size_bytes FROM entry WHERE mailbox = ? AND ${filter.sql} AND system & ? = ? ORDER BY uid`;
}
