/** Which UIDs a client must forget when it comes back. RFC 7162 sections 3.2.5.1, 3.2.5.2 and 3.2.6 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MailboxId, Uid } from '../../ports/ids.ts';
import { MAX_SLICE } from '../../ports/reader.ts';
import type { Store } from '../../ports/store.ts';
import type { VanishedRequest } from '../mailbox-session.ts';
import { isInRanges, type NumberRange, normalizeRanges, rangesOf } from '../message-set.ts';
import type { SequenceMap } from './sequence-map.ts';

/** @param uidNext as the session has told it: what came later has not vanished, it has not been announced yet. */
export async function vanishedSince(
  store: Store,
  mailbox: MailboxId,
  map: SequenceMap,
  uidNext: Uid,
  { modSeq, knownUids, match }: VanishedRequest,
  signal?: AbortSignal,
): Promise<readonly NumberRange[]> {
  const known = knownUids === null ? null : normalizeRanges(knownUids.map(orderRange));
  const begin = match === null ? 0 : highestMatch(map, match);
  const row = await store.reader(store.feed.position).mailboxes.get(mailbox);
  const last = uidNext - 1;
  const missing = () => missingFrom(map, begin + 1, known ?? [{ from: 1, to: last }], last, signal);
  if (row !== null && modSeq < row.forgottenModSeq) return missing();
  signal?.throwIfAborted();
  const reader = store.reader(store.feed.position).mailboxes;
  const tombstones = await reader.vanishedSince(mailbox, modSeq, MAX_SLICE);
  // Of that many the ranges of what is missing are shorter than a list.
  if (tombstones.length === MAX_SLICE) return missing();
  // What this session still counts is announced when its turn comes.
  const isVanished = (uid: Uid) => uid > begin && (known === null || isInRanges(known, uid)) && map.seqOf(uid) === 0;
  const uids = tombstones.map(({ uid }) => uid).filter(isVanished);
  return rangesOf(uids.sort((a, b) => a - b));
}

/** Without memory of when: all that the client may know and that is not there. RFC 7162 section 3.2.5.1 */
async function missingFrom(
  map: SequenceMap,
  from: number,
  known: readonly NumberRange[],
  last: number,
  signal?: AbortSignal,
): Promise<NumberRange[]> {
  const missing: NumberRange[] = [];
  let room = VISITED_AT_ONCE;
  for (const range of known) {
    let at = Math.max(from, range.from);
    const end = Math.min(last, range.to);
    const lastSeq = map.firstFrom(end + 1) - 1;
    for (let seq = map.firstFrom(at); seq <= lastSeq; ) {
      const stop = Math.min(lastSeq, seq + room - 1);
      map.visit(seq, stop, map, (_seq, uid) => {
        if (uid > at) missing.push({ from: at, to: uid - 1 });
        at = uid + 1;
      });
      room -= stop - seq + 1;
      seq = stop + 1;
      if (room > 0) continue;
      await nextTurn();
      signal?.throwIfAborted();
      room = VISITED_AT_ONCE;
    }
    if (at <= end) missing.push({ from: at, to: end });
    room = Math.max(1, room - 1);
  }
  return missing;
}

/** Messages, and ranges, that are looked at in one go: a few milliseconds. */
const VISITED_AT_ONCE = 20_000;

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
