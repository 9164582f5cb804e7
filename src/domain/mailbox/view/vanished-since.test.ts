import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { MailboxId, ModSeq, Uid } from '../../ports/ids.ts';
import type { Store } from '../../ports/store.ts';
import { SequenceMap } from './sequence-map.ts';
import { vanishedSince } from './vanished-since.ts';

const COUNT = 100_000;

/** Every second UID of a mailbox whose tombstones are forgotten. */
async function openLarge() {
  const entries = Array.from({ length: COUNT }, (_, index) => ({ uid: 2 * index + 1, system: 0, keywords: '' }));
  const mailboxes = { get: async () => ({ forgottenModSeq: 100 as ModSeq }) };
  const store = { feed: { position: 0 }, reader: () => ({ mailboxes }) } as unknown as Store;
  return { store, map: SequenceMap.of(entries as Parameters<typeof SequenceMap.of>[0]) };
}

test('a large mailbox is looked through in turns with others', async () => {
  const { store, map } = await openLarge();
  let isDone = false;
  let turns = 0;
  const request = { modSeq: 1 as ModSeq, knownUids: null, match: null };
  const search = vanishedSince(store, 1 as MailboxId, map, (2 * COUNT + 1) as Uid, request).finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await nextTurn();
    turns += 1;
  }
  expect(turns).toBeGreaterThan(4);
  const vanished = await search;
  expect(vanished).toHaveLength(COUNT);
  expect(vanished[0]).toEqual({ from: 2, to: 2 });
  expect(vanished.at(-1)).toEqual({ from: 2 * COUNT, to: 2 * COUNT });
});

test('what the client knows is cut out, whatever the slices', async () => {
  const { store, map } = await openLarge();
  const known = Array.from({ length: 30_000 }, (_, index) => ({ from: 6 * index + 1, to: 6 * index + 3 }));
  const request = { modSeq: 1 as ModSeq, knownUids: known, match: null };
  const vanished = await vanishedSince(store, 1 as MailboxId, map, (2 * COUNT + 1) as Uid, request);
  expect(vanished).toEqual(known.map(({ from }) => ({ from: from + 1, to: from + 1 })));
});
