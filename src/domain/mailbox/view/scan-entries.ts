/** Reads columns of a set of messages, slice by slice. */
import type { MailboxId, Uid } from '../../ports/ids.ts';
import { type EntryField, type EntryRow, LONG_FIELDS } from '../../ports/mailboxes.ts';
import { MAX_SLICE } from '../../ports/reader.ts';
import type { Store } from '../../ports/store.ts';
import type { ScanSlice } from '../mailbox-session.ts';
import { intersectSets, type MessageSet, sliceSet } from '../message-set.ts';
import type { SequenceMap } from './sequence-map.ts';

/** Rows with columns of the digest are ten times as large, and some a thousand times. */
const DIGEST_SLICE = 500;

export async function* scanEntries<const F extends readonly ['uid', ...EntryField[]]>(
  store: Store,
  mailbox: MailboxId,
  map: SequenceMap,
  set: MessageSet,
  fields: F,
  signal?: AbortSignal,
): AsyncGenerator<ScanSlice<F>> {
  const size = fields.some((field) => LONG_FIELDS.has(field)) ? DIGEST_SLICE : MAX_SLICE;
  for (const slice of sliceSet(set, size)) {
    // One read may not reach to the end of the slice: see MAX_SLICE_BYTES.
    for (let left: MessageSet = slice; left.length > 0; ) {
      signal?.throwIfAborted();
      const rows = await readRows(store, mailbox, map, left, fields);
      if (rows.length === 0) break;
      const seqs = new Uint32Array(rows.length);
      let seq = left[0].from - 1;
      for (const [index, row] of rows.entries()) {
        const uid = row[0];
        seq = seq < map.length && map.uidAt(seq + 1) === uid ? seq + 1 : map.seqOf(uid);
        seqs[index] = seq;
      }
      yield { seqs, rows };
      left = intersectSets(left, [{ from: seq + 1, to: Infinity }]);
    }
  }
}

function readRows<const F extends readonly ['uid', ...EntryField[]]>(
  store: Store,
  mailbox: MailboxId,
  map: SequenceMap,
  set: MessageSet,
  fields: F,
): Promise<readonly EntryRow<F>[]> {
  const reader = store.reader(store.feed.position).mailboxes;
  const only = set.length === 1 ? set[0] : null;
  if (only === null) return reader.pick(mailbox, uidsIn(map, set), fields);
  // Neighbours in the map are neighbours in the store: nothing can have come between them since.
  return reader.scan(mailbox, map.uidAt(only.from), map.uidAt(only.to), only.to - only.from + 1, fields);
}

function uidsIn(map: SequenceMap, slice: MessageSet): Uid[] {
  const uids: Uid[] = [];
  for (const { from, to } of slice) map.visit(from, to, map, (_seq, uid) => uids.push(uid));
  return uids;
}
