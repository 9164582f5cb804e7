/** Reads columns of a set of messages, slice by slice. */
import type { MailboxId, Uid } from '../../ports/ids.ts';
import type { EntryField } from '../../ports/mailboxes.ts';
import { MAX_SLICE } from '../../ports/reader.ts';
import type { Store } from '../../ports/store.ts';
import type { ScanSlice } from '../mailbox-session.ts';
import { type MessageSet, sliceSet } from '../message-set.ts';
import type { SequenceMap } from './sequence-map.ts';

/** Rows with columns of the digest are ten times as large. */
const DIGEST_SLICE = 500;

const DIGEST_FIELDS: ReadonlySet<EntryField> = new Set<EntryField>([
  'envelope',
  'parts',
  'preview',
  'subjectKey',
  'fromKey',
  'toKey',
  'ccKey',
  'bccKey',
  'messageId',
]);

export async function* scanEntries<const F extends readonly ['uid', ...EntryField[]]>(
  store: Store,
  mailbox: MailboxId,
  map: SequenceMap,
  set: MessageSet,
  fields: F,
  signal?: AbortSignal,
): AsyncGenerator<ScanSlice<F>> {
  const size = fields.some((field) => DIGEST_FIELDS.has(field)) ? DIGEST_SLICE : MAX_SLICE;
  for (const slice of sliceSet(set, size)) {
    signal?.throwIfAborted();
    const reader = store.reader(store.feed.position).mailboxes;
    const only = slice.length === 1 ? slice[0] : null;
    // Neighbours in the map are neighbours in the store: nothing can have come between them since.
    const rows =
      only === null
        ? await reader.pick(mailbox, uidsIn(map, slice), fields)
        : await reader.scan(mailbox, map.uidAt(only.from), map.uidAt(only.to), only.to - only.from + 1, fields);
    if (rows.length === 0) continue;
    const seqs = new Uint32Array(rows.length);
    let seq = slice[0].from - 1;
    for (const [index, row] of rows.entries()) {
      const uid = row[0];
      seq = seq < map.length && map.uidAt(seq + 1) === uid ? seq + 1 : map.seqOf(uid);
      seqs[index] = seq;
    }
    yield { seqs, rows };
  }
}

function uidsIn(map: SequenceMap, slice: MessageSet): Uid[] {
  const uids: Uid[] = [];
  for (const { from, to } of slice) map.visit(from, to, map, (_seq, uid) => uids.push(uid));
  return uids;
}
