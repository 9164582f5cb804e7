import { FLAG_DELETED } from '../../../../domain/ports/flags.ts';
import type { Uid } from '../../../../domain/ports/ids.ts';
import { MAX_UID } from '../../limits.ts';
import { type UidRun, uidRuns } from '../../uid-runs.ts';
import type { Handler } from '../context.ts';
import { countEntries, EntrySums, requireMailbox } from '../entries.ts';
import { buryEntries } from '../tombstones.ts';

const EVERY_UID: readonly UidRun[] = [[1 as Uid, MAX_UID as Uid]];

export const expungeEntries: Handler<'expunge-entries'> = (context, { mailbox: id, uids, onlyDeleted }) => {
  const [mailbox, account] = requireMailbox(context, id);
  const mask = onlyDeleted ? FLAG_DELETED : 0;
  const sums = new EntrySums();
  const gone: Uid[] = [];
  const runs = uids === null ? EVERY_UID : uidRuns(uids);
  const found = runs.filter(([from, to]) => {
    const rows = context.database.rows<[Uid, number, number]>(READ, id, from, to, mask, mask);
    for (const [uid, system, sizeBytes] of rows) {
      gone.push(uid);
      sums.add(system, sizeBytes);
    }
    return rows.length > 0;
  });
  if (gone.length === 0) return { uids: [], modSeq: null };

  const modSeq = context.counters.nextModSeq(account);
  for (const run of found) buryEntries(context, mailbox, run, mask, modSeq, 'gone');
  countEntries(context, mailbox, account, sums, -1);
  mailbox.highestModSeq = modSeq;
  context.changes.push({ kind: 'entries-expunged', account: account.id, mailbox: id, uids: gone, modSeq });
  return { uids: gone, modSeq };
};

const READ = `
  SELECT uid, system, size_bytes FROM entry
  WHERE mailbox = ? AND uid BETWEEN ? AND ? AND system & ? = ? ORDER BY uid`;
