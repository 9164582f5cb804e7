/** Which UIDs a client must forget when it comes back. RFC 7162 sections 3.2.5.1, 3.2.5.2 and 3.2.6 */
import type { MailboxId, Uid } from '../../ports/ids.ts';
import { MAX_SLICE } from '../../ports/reader.ts';
import type { Store } from '../../ports/store.ts';
import type { VanishedRequest } from '../mailbox-session.ts';
import { isInRanges, type NumberRange, normalizeRanges, rangesOf } from '../message-set.ts';
import type { SequenceMap } from './sequence-map.ts';

export async function vanishedSince(
  store: Store,
  mailbox: MailboxId,
  map: SequenceMap,
  { modSeq, knownUids, match }: VanishedRequest,
  signal?: AbortSignal,
): Promise<readonly NumberRange[]> {
  const known = knownUids === null ? null : normalizeRanges(knownUids.map(orderRange));
  const vanished: number[] = [];
  let after = (match === null ? 0 : highestMatch(map, match)) as Uid;
  for (;;) {
    signal?.throwIfAborted();
    const reader = store.reader(store.feed.position).mailboxes;
    const tombstones = await reader.vanishedSince(mailbox, modSeq, after, MAX_SLICE);
    for (const { uid } of tombstones) {
      // What this session still counts is announced when its turn comes.
      if ((known === null || isInRanges(known, uid)) && map.seqOf(uid) === 0) vanished.push(uid);
    }
    if (tombstones.length < MAX_SLICE) return rangesOf(vanished);
    after = tombstones.at(-1)!.uid;
  }
}

/** The highest UID of which the client knows the right number: it knows all expunges up to there. */
function highestMatch(map: SequenceMap, match: NonNullable<VanishedRequest['match']>): number {
  let highest = 0;
  const uids = numbersIn(match.uids);
  for (const seq of numbersIn(match.sequence)) {
    const uid = uids.next();
    if (uid.done || seq > map.length) break;
    if (map.uidAt(seq) === uid.value) highest = uid.value;
  }
  return highest;
}

/** Samples that are looked at: clients send a few dozen. */
const MAX_SAMPLES = 10_000;

function* numbersIn(ranges: readonly NumberRange[]): Generator<number> {
  let count = 0;
  for (const { from, to } of ranges) {
    for (let number = from; number <= to; number++) {
      if (count++ >= MAX_SAMPLES) return;
      yield number;
    }
  }
}

function orderRange({ from, to }: NumberRange): NumberRange {
  return from <= to ? { from, to } : { from: to, to: from };
}
