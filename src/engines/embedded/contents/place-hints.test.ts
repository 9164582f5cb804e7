import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openTestStore } from '../../../../test/support/store.ts';
import type { ContentHash } from '../../../domain/ports/ids.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { FIRST_UID, Office, uids } from '../../contract/office.ts';
import { connectReader } from '../index/connect.ts';
import { CONTENT_GRACE_MS } from '../limits.ts';
import { type SegmentNumber, shardPaths } from '../segments/layout.ts';
import { EmbeddedContents } from './content-store.ts';
import { OpenSegments } from './open-segments.ts';
import { PlaceHints } from './place-hints.ts';

const EVERYTHING = { forgetExpungedBeforeMs: Number.MAX_SAFE_INTEGER, deadShare: 0.5 };

test('what a scan has named is read without looking it up', async () => {
  await using opened = await openTestStore();
  const office = await Office.begin(opened);
  const { inbox } = await office.person('alice');
  await office.append(inbox, {}, 'the bytes');
  const [[hash]] = (await office.mailboxes.scan(inbox, FIRST_UID, FIRST_UID, 1, ['hash'])) as [[ContentHash]];
  const forget = (to: string, from: string) => {
    using index = new DatabaseSync(shardPaths(opened.directory).index);
    index.exec(`UPDATE content SET hash = X'${to}' WHERE hash = X'${from}'`);
  };
  forget('00', hash);
  expect(Buffer.from(await office.store.contents.read(hash)).toString()).toBe('the bytes');
  // Once: afterwards the index is asked again.
  await expect(office.store.contents.read(hash)).rejects.toMatchObject({ code: 'not-found' });
  forget(hash, '00');
});

test('a segment that compaction has removed since is left for the place of today', async () => {
  await using opened = await openTestStore();
  const office = await Office.begin(opened);
  const { inbox } = await office.person('alice');
  await office.append(inbox, {}, 'the bytes');
  const [[hash]] = (await office.mailboxes.scan(inbox, FIRST_UID, FIRST_UID, 1, ['hash'])) as [[ContentHash]];
  const paths = shardPaths(opened.directory);
  const hints = new PlaceHints();
  const segments = new OpenSegments(paths.segments);
  const database = connectReader(paths.index);
  const contents = new EmbeddedContents(database, segments, hints, { incoming: '', isDiskShort: () => false });
  for (const range of [[], [4, 9]] as const) {
    hints.note(hash, { segment: 999 as SegmentNumber, offset: 0, sizeBytes: 9 });
    expect(Buffer.from(await contents.read(hash, ...range)).toString()).toBe('the bytes'.slice(...range));
  }
  await segments.close();
  database.close();
});

test('a content that was removed is not found by an older hint', async () => {
  let aheadMs = 0;
  const clock = { nowMs: () => Date.now() + aheadMs, monotonicMs: () => performance.now() };
  await using opened = await openTestStore({ clock });
  const office = await Office.begin(opened);
  const { inbox } = await office.person('alice');
  await office.append(inbox, {}, 'the bytes');
  await office.append(inbox);
  const [[hash]] = (await office.mailboxes.scan(inbox, FIRST_UID, FIRST_UID, 1, ['hash'])) as [[ContentHash]];
  await applyOne(office.store, { kind: 'expunge-entries', mailbox: inbox, uids: uids(1), onlyDeleted: false });
  await office.store.maintenance.compact(EVERYTHING);
  await office.mailboxes.pick(inbox, uids(2), ['hash']);
  aheadMs = CONTENT_GRACE_MS + 1000;
  expect(await office.store.maintenance.compact(EVERYTHING)).toMatchObject({ contentsRemoved: 1 });
  await expect(office.store.contents.read(hash)).rejects.toMatchObject({ code: 'not-found' });
});

test('hints are bounded', () => {
  const hints = new PlaceHints();
  const place = { segment: 1 as SegmentNumber, offset: 0, sizeBytes: 1 };
  for (let count = 0; count < 5000; count += 1) hints.note(`${count}` as ContentHash, place);
  const kept = Array.from({ length: 5000 }, (_, count) => hints.take(`${count}` as ContentHash)).filter(Boolean);
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.length).toBeLessThanOrEqual(2000);
});
