/** Reads the entries of a mailbox as they were when its counters were read. */

import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../../base/clock.ts';
import type { Logger } from '../../../base/log.ts';
import type { Uid } from '../../ports/ids.ts';
import { MAX_SLICE } from '../../ports/reader.ts';
import type { Store } from '../../ports/store.ts';
import type { LoadedEntries, MailboxView } from './mailbox-view.ts';
import { type MappedEntry, SequenceMap } from './sequence-map.ts';

/** Work at a stretch before others get a turn. */
const STRETCH_MS = 5;
/** How long the feed may take to tell of an expunge that reading has seen already. */
const FEED_PATIENCE_MS = 2000;
const FEED_POLL_MS = 2;

const FIELDS = ['uid', 'system', 'keywords', 'modSeq'] as const;

/**
 * Rows are read in slices, each at a later state than the one before. Entries expunged on the way are known from the
 * feed and put back; the count of the row tells when the picture is complete.
 */
export async function loadEntries(
  store: Store,
  view: MailboxView,
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
): Promise<LoadedEntries> {
  const { uidNext, highestModSeq, messageCount } = view.base;
  const newer = new Map<number, number>();
  let map = SequenceMap.EMPTY;
  let turnBegan = clock.monotonicMs();
  for (let from = 1; from < uidNext && messageCount > 0; ) {
    const reader = store.reader(store.feed.position).mailboxes;
    const rows = await reader.scan(view.id, from as Uid, (uidNext - 1) as Uid, MAX_SLICE, FIELDS);
    map = map.append(rows.map(([uid, system, keywords]) => ({ uid, system, keywords })));
    for (const [uid, , , modSeq] of rows) if (modSeq > highestModSeq) newer.set(uid, modSeq);
    if (rows.length < MAX_SLICE) break;
    from = rows.at(-1)![0] + 1;
    if (clock.monotonicMs() - turnBegan > STRETCH_MS) {
      await nextTurn();
      turnBegan = clock.monotonicMs();
    }
  }
  const waitUntil = clock.monotonicMs() + FEED_PATIENCE_MS;
  for (;;) {
    map = putBack(map, view.expungedSinceBase());
    if (map.length >= messageCount || view.isGone || clock.monotonicMs() > waitUntil) break;
    await delay(FEED_POLL_MS);
  }
  if (map.length !== messageCount && !view.isGone) {
    log.error({ mailbox: view.id, counted: messageCount, found: map.length }, 'mailbox counters are wrong: run check');
  }
  return { map, newer };
}

/** Adds entries that are gone: their flags no longer matter. */
function putBack(map: SequenceMap, uids: readonly number[]): SequenceMap {
  const missing = uids.filter((uid) => map.seqOf(uid) === 0);
  if (missing.length === 0) return map;
  const entries: MappedEntry[] = missing.map((uid) => ({ uid, system: 0, keywords: '' }));
  if (map.length > 0) {
    map.visit(1, map.length, map, (_seq, uid, system, keywords) => entries.push({ uid, system, keywords }));
  }
  return SequenceMap.of(entries.sort((a, b) => a.uid - b.uid));
}
