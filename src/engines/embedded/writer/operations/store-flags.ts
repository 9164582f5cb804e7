import { Failure } from '../../../../base/failure.ts';
import type { ChangedEntry } from '../../../../domain/ports/changes.ts';
import {
  type Flags,
  joinKeywords,
  type Keywords,
  MAX_KEYWORDS,
  splitKeywords,
} from '../../../../domain/ports/flags.ts';
import type { MailboxId, ModSeq, Uid } from '../../../../domain/ports/ids.ts';
import type { StoreFlags } from '../../../../domain/ports/mailbox-operations.ts';
import { uidFilters } from '../../uid-filter.ts';
import type { Handler, OperationContext } from '../context.ts';
import type { MailboxRow } from '../counters.ts';
import { EntrySums, requireMailbox } from '../entries.ts';

type Row = [Uid, ModSeq, number, Keywords, number];

export const storeFlags: Handler<'store-flags'> = (context, operation) => {
  const [mailbox, account] = requireMailbox(context, operation.mailbox);
  const modified: Uid[] = [];
  const changed: { readonly uid: Uid; readonly flags: Flags }[] = [];
  const before = new EntrySums();
  const after = new EntrySums();
  const merge = keywordMerger(operation);

  for (const [uid, modSeq, system, keywords, sizeBytes] of readRows(context, mailbox.id, operation.uids)) {
    if (operation.unchangedSince !== null && modSeq > operation.unchangedSince) {
      modified.push(uid);
      continue;
    }
    const flags = { system: mergeSystem(operation, system), keywords: merge(keywords) };
    if (flags.system === system && flags.keywords === keywords) continue;
    before.add(system, sizeBytes);
    after.add(flags.system, sizeBytes);
    changed.push({ uid, flags });
  }
  if (changed.length === 0) return { modified, changed: [], modSeq: null };

  const modSeq = context.counters.nextModSeq(account);
  for (const { uid, flags } of changed) {
    context.database.run(SAVE, flags.system, flags.keywords, modSeq, mailbox.id, uid);
  }
  recount(context, mailbox, before, after);
  mailbox.highestModSeq = modSeq;
  const entries = changed.map(({ uid, flags }): ChangedEntry => ({ uid, modSeq, ...flags }));
  context.changes.push({ kind: 'flags-changed', account: account.id, mailbox: mailbox.id, entries });
  return { modified, changed: changed.map(({ uid }) => uid), modSeq };
};

function readRows({ database }: OperationContext, mailbox: MailboxId, uids: readonly Uid[]): Row[] {
  return uidFilters(uids).flatMap(({ sql, values }) => {
    const read = `SELECT uid, mod_seq, system, keywords, size_bytes FROM entry WHERE mailbox = ? AND ${sql} ORDER BY uid`;
    return database.rows<Row>(read, mailbox, ...values);
  });
}

function mergeSystem({ mode, system }: StoreFlags, old: number): number {
  if (mode === 'replace') return system;
  return mode === 'add' ? old | system : old & ~system;
}

/**
 * What becomes of the keywords of an entry. Remembers the last answer: most entries of a mailbox have the same ones.
 * A keyword that is already there keeps the case in which it was first set. Fails with `too-many`.
 */
function keywordMerger({ mode, keywords }: StoreFlags): (old: Keywords) => Keywords {
  const names = splitKeywords(keywords);
  const folds = new Set(names.map((name) => name.toLowerCase()));
  let lastOld: Keywords | undefined;
  let lastNew: Keywords = '';
  return (old) => {
    if (old === lastOld) return lastNew;
    lastOld = old;
    const kept = splitKeywords(old).filter((name) =>
      mode === 'add' ? true : folds.has(name.toLowerCase()) === (mode === 'replace'),
    );
    const added = mode === 'remove' ? [] : names;
    lastNew = joinKeywords([...kept, ...added]);
    if (splitKeywords(lastNew).length > MAX_KEYWORDS) throw new Failure('too-many', 'too many keywords on one message');
    return lastNew;
  };
}

/** Flags change neither number nor size of what a mailbox holds. */
function recount(context: OperationContext, mailbox: MailboxRow, before: EntrySums, after: EntrySums): void {
  context.counters.change(mailbox);
  mailbox.unseenCount += after.unseen - before.unseen;
  mailbox.deletedCount += after.deleted - before.deleted;
  mailbox.deletedBytes += after.deletedBytes - before.deletedBytes;
}

const SAVE = 'UPDATE entry SET system = ?, keywords = ?, mod_seq = ? WHERE mailbox = ? AND uid = ?';
