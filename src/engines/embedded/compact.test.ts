import fs from 'node:fs';
import { expect, test } from 'vitest';
import { openTestStore, purged, requireSound } from '../../../test/support/store.ts';
import { applyOne } from '../../domain/ports/store.ts';
import { NO_MOD_SEQ, Office, uids } from '../contract/office.ts';
import { CONTENT_GRACE_MS, SEGMENT_BYTES, SPILL_ABOVE_BYTES } from './limits.ts';
import { shardPaths } from './segments/layout.ts';
import { HEADER_BYTES } from './segments/record.ts';

/** A clock that the test sets. */
function testClock() {
  let offset = 0;
  return {
    nowMs: () => Date.now() + offset,
    monotonicMs: () => performance.now(),
    advance(ms: number) {
      offset += ms;
    },
  };
}

const EVERYTHING = { forgetExpungedBeforeMs: Number.MAX_SAFE_INTEGER, deadShare: 0.5 };
const NOTHING = { tombstonesRemoved: 0, contentsRemoved: 0, segmentsRemoved: 0, freedBytes: 0 };

test('tombstones go first, contents an hour later, then the segments that are mostly dead', async () => {
  const clock = testClock();
  await using opened = await openTestStore({ clock });
  const office = await Office.begin(opened);
  const { inbox } = await office.person('alice');
  const large = Buffer.alloc(500_000, 'x');
  await office.append(inbox);
  await office.append(inbox, {}, large);
  await office.append(inbox);
  const expunge = { kind: 'expunge-entries', mailbox: inbox, onlyDeleted: false } as const;
  const { modSeq } = await applyOne(office.store, { ...expunge, uids: uids(1, 2) });
  const { maintenance } = office.store;
  expect(await maintenance.compact({ ...EVERYTHING, forgetExpungedBeforeMs: 1000 })).toEqual(NOTHING);
  expect(await maintenance.compact(EVERYTHING)).toEqual({ ...NOTHING, tombstonesRemoved: 2 });
  expect(await office.mailboxes.vanishedSince(inbox, NO_MOD_SEQ, 9)).toEqual([]);
  expect((await office.get(inbox)).forgottenModSeq).toBe(modSeq);
  clock.advance(CONTENT_GRACE_MS + 1000);
  const report = await maintenance.compact(EVERYTHING);
  expect(report).toEqual({ ...NOTHING, contentsRemoved: 2, segmentsRemoved: 1, freedBytes: large.length + 64 });
  await requireSound(office.store);
  expect((await maintenance.status()).contentCount).toBe(1);
});

test('live contents of a mostly dead segment move, and are read as before', async () => {
  const clock = testClock();
  await using opened = await openTestStore({ clock });
  const office = await Office.begin(opened);
  const { inbox } = await office.person('alice');
  const bob = await office.person('bob');
  // More than one segment of 64 MB, of which every tenth message stays.
  const size = 200_000;
  for (let round = 0; round < 40; round += 1) {
    const bytes = Array.from({ length: 10 }, (_, index) => Buffer.alloc(size, `${round} ${index} `));
    await Promise.all(bytes.map((content, index) => office.append(index === 0 ? inbox : bob.inbox, {}, content)));
  }
  const hashes = (await office.mailboxes.scan(inbox, 1 as never, 999 as never, 999, ['hash'])).flat();
  await applyOne(office.store, { kind: 'delete-user', expectVersion: null, account: bob.account, handOverTo: null });
  await purged(opened.directory);
  clock.advance(CONTENT_GRACE_MS + 1000);
  const reading = Promise.all(hashes.map((hash) => office.store.contents.read(hash)));
  const report = await office.store.maintenance.compact(EVERYTHING);
  expect(report).toMatchObject({ contentsRemoved: 360, segmentsRemoved: 1 });
  expect((await reading).every((bytes) => bytes.length === size)).toBe(true);
  for (const hash of hashes) expect(await office.store.contents.read(hash)).toHaveLength(size);
  await opened.reopen();
  for (const hash of hashes) expect(await office.store.contents.read(hash)).toHaveLength(size);
});

test('a segment that is being read is removed only afterwards', async () => {
  const clock = testClock();
  await using opened = await openTestStore({ clock });
  const office = await Office.begin(opened);
  const { inbox } = await office.person('alice');
  const large = Buffer.alloc(4_000_000, 'x');
  await office.append(inbox, {}, large);
  const [row] = await office.mailboxes.scan(inbox, 1 as never, 9 as never, 9, ['hash']);
  const hash = row?.[0] as never;
  const stream = office.store.contents.stream(hash)[Symbol.asyncIterator]();
  const first = await stream.next();
  expect(first.done).toBe(false);
  await applyOne(office.store, { kind: 'expunge-entries', mailbox: inbox, uids: null, onlyDeleted: false });
  await office.store.maintenance.compact(EVERYTHING);
  clock.advance(CONTENT_GRACE_MS + 1000);
  const held = await office.store.maintenance.compact(EVERYTHING);
  expect(held).toMatchObject({ contentsRemoved: 1, segmentsRemoved: 0 });
  let length = first.value?.length ?? 0;
  for (let next = await stream.next(); next.done !== true; next = await stream.next()) length += next.value.length;
  expect(length).toBe(large.length);
  expect(await office.store.maintenance.compact(EVERYTHING)).toMatchObject({ segmentsRemoved: 1 });
  expect(fs.readdirSync(shardPaths(opened.directory).segments)).toEqual([]);
});

test('a restart never goes on in an older segment, which compaction would take for finished', async () => {
  const clock = testClock();
  await using opened = await openTestStore({ clock });
  const office = await Office.begin(opened);
  const { inbox } = await office.person('alice');
  const bob = await office.person('bob');
  let count = 0;
  const put = (mailbox: typeof inbox, recordBytes: number) => {
    count += 1;
    return office.append(mailbox, {}, Buffer.alloc(recordBytes - HEADER_BYTES, `record ${count} `));
  };
  const most = SPILL_ABOVE_BYTES;
  const inOneSegment = SEGMENT_BYTES / most;
  // The first segment has room left for less than one record; the second is full to the byte.
  for (let i = 0; i < inOneSegment - 1; i += 1) await put(bob.inbox, most);
  await put(inbox, most + 20);
  for (let i = 0; i < inOneSegment - 2; i += 1) await put(inbox, most);
  await put(inbox, SEGMENT_BYTES - (most + 20) - (inOneSegment - 2) * most);
  await opened.reopen();
  await applyOne(opened.store, { kind: 'expunge-entries', mailbox: bob.inbox, uids: null, onlyDeleted: false });
  await opened.store.maintenance.compact(EVERYTHING);
  clock.advance(CONTENT_GRACE_MS + 1000);
  expect(await opened.store.maintenance.compact(EVERYTHING)).toMatchObject({ segmentsRemoved: 1 });
  await office.append(inbox, {}, Buffer.from('Subject: acknowledged\r\n\r\nand kept\r\n'));
  await requireSound(opened.store);
});
