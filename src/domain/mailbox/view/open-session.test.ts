import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { withLateFeed } from '../../../../test/support/late-feed.ts';
import { appendText, openTestMailboxes } from '../../../../test/support/mailboxes.ts';
import { systemClock } from '../../../base/clock.ts';
import { silentLogger } from '../../../base/log.ts';
import { FLAG_DELETED, FLAG_FLAGGED, FLAG_SEEN, type SystemFlags } from '../../ports/flags.ts';
import type { MailboxId, ModSeq, Uid } from '../../ports/ids.ts';
import type { AccountMailboxes } from '../account-mailboxes.ts';
import { createMailboxService } from '../mailbox-service.ts';
import type { MailboxChanges, MailboxSession } from '../mailbox-session.ts';

const MESSAGE = 'Subject: x\n\ny\n';

async function fill(mailboxes: AccountMailboxes, path: string, count: number, system: SystemFlags = 0): Promise<void> {
  await using batch = await mailboxes.startAppend(path);
  for (let i = 0; i < count; i++) {
    const receiver = batch.add({ system, keywords: i === 2 ? '$Label' : '', receivedAt: null }, null);
    await receiver.write(Buffer.from(`Subject: ${i}\r\n\r\n`));
    await receiver.finish();
  }
  await batch.commit();
}

async function openReady(mailboxes: AccountMailboxes, path: string, isReadOnly = false): Promise<MailboxSession> {
  const session = await mailboxes.open(path, { isReadOnly });
  await session.ready();
  return session;
}

function addFlags(mailboxes: AccountMailboxes, mailbox: MailboxId, uids: number[], system: SystemFlags, keywords = '') {
  return mailboxes.storeFlags(mailbox, { uids: uids as Uid[], mode: 'add', system, keywords, unchangedSince: null });
}

function flagsOf(session: MailboxSession): [number, number, number, string][] {
  const seen: [number, number, number, string][] = [];
  if (session.messageCount > 0) session.visit(1, session.messageCount, (...message) => void seen.push(message));
  return seen;
}

const nothing = { exists: null, recent: null, changed: [], hasMore: false };
const plain = ({ expungedSeqs, expungedUids, ...rest }: MailboxChanges) => ({
  ...rest,
  expunged: [...expungedSeqs].map((seq, index) => [seq, expungedUids[index]]),
});

describe('selecting', () => {
  test('answers from the counters', async () => {
    await using test = await openTestMailboxes();
    await fill(test.alice, 'INBOX', 5);
    using session = await test.alice.open('inbox', { isReadOnly: false });
    const row = await test.alice.get('INBOX');
    expect(session.isReady).toBe(false);
    expect(session.selected).toEqual({
      uidValidity: row.uidValidity,
      messageCount: 5,
      uidNext: 6,
      highestModSeq: row.highestModSeq,
      recentCount: 5,
      firstUnseen: null,
      keywords: ['$Label'],
    });
    await session.ready();
    expect(flagsOf(session).map(([seq, uid, , keywords]) => [seq, uid, keywords])).toEqual([
      [1, 1, ''],
      [2, 2, ''],
      [3, 3, '$Label'],
      [4, 4, ''],
      [5, 5, ''],
    ]);
    expect(session.keywords()).toEqual(['$Label']);
    await addFlags(test.alice, session.mailbox, [1, 2], FLAG_SEEN);
    using another = await test.alice.open('INBOX', { isReadOnly: true });
    expect(another.selected).toMatchObject({ firstUnseen: 3, keywords: ['$Label'], recentCount: 0 });
  });

  test('an empty mailbox, and none', async () => {
    await using test = await openTestMailboxes();
    using session = await openReady(test.alice, 'INBOX');
    expect(session.messageCount).toBe(0);
    expect(session.firstUnseen()).toBe(0);
    expect(session.resolveUids([{ from: 1, to: Infinity }])).toEqual([]);
    expect(() => session.resolveSequence([{ from: Infinity, to: Infinity }])).toThrow('sequence number');
    await expect(test.alice.open('Nowhere', { isReadOnly: true })).rejects.toMatchObject({ code: 'not-found' });
  });

  test('only one session is told of \\Recent, and the next one when a session read only', async () => {
    await using test = await openTestMailboxes();
    await fill(test.alice, 'INBOX', 2);
    expect(await test.alice.countRecent(await test.alice.get('INBOX'))).toBe(2);
    using looking = await openReady(test.alice, 'INBOX', true);
    expect([looking.recentCount, looking.isRecent(1 as Uid)]).toEqual([2, true]);
    using first = await openReady(test.alice, 'INBOX');
    using second = await openReady(test.alice, 'INBOX');
    expect([first.recentCount, second.recentCount]).toEqual([2, 0]);
    expect(await test.alice.countRecent(await test.alice.get('INBOX'))).toBe(0);
    await appendText(test.alice, 'INBOX', MESSAGE);
    expect(second.takeChanges({ mayExpunge: true })).toMatchObject({ exists: 3, recent: 1 });
    expect(first.takeChanges({ mayExpunge: true })).toMatchObject({ exists: 3, recent: null });
    expect([second.isRecent(3 as Uid), first.isRecent(3 as Uid), first.isRecent(2 as Uid)]).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('\\Recent is remembered beyond the sessions', async () => {
    await using test = await openTestMailboxes({ spareViewBytes: 0 });
    await fill(test.alice, 'INBOX', 2);
    (await openReady(test.alice, 'INBOX'))[Symbol.dispose]();
    using atOnce = await test.alice.open('INBOX', { isReadOnly: true });
    expect(atOnce.selected.recentCount).toBe(0);
    await expect.poll(async () => (await test.alice.get('INBOX')).firstRecentUid).toBe(3);
    using session = await openReady(test.alice, 'INBOX');
    expect(session.recentCount).toBe(0);
  });
});

describe('changes', () => {
  test('are told when the session asks for them, in three steps', async () => {
    await using test = await openTestMailboxes();
    const { alice } = test;
    await fill(alice, 'INBOX', 5);
    using session = await openReady(alice, 'INBOX', true);
    expect(plain(session.takeChanges({ mayExpunge: true }))).toEqual({ ...nothing, expunged: [] });
    const { changes } = await addFlags(alice, session.mailbox, [1, 5], FLAG_FLAGGED, 'Later');
    await alice.remove(session.mailbox, [2, 3] as Uid[]);
    await appendText(alice, 'INBOX', MESSAGE);
    expect(session.hasChanges).toBe(true);
    expect(session.messageCount).toBe(5);
    // Flags are the newest even before.
    expect(flagsOf(session)[0]).toEqual([1, 1, FLAG_FLAGGED, 'Later']);
    const { modSeq } = changes[0];
    const changed = { modSeq, system: FLAG_FLAGGED, keywords: 'Later' };
    const held = session.takeChanges({ mayExpunge: false });
    expect(plain(held)).toEqual({
      ...nothing,
      expunged: [],
      exists: 6,
      recent: 6,
      changed: [
        { seq: 1, uid: 1, ...changed },
        { seq: 5, uid: 5, ...changed },
      ],
    });
    expect(session.highestModSeq).toBe(session.selected.highestModSeq);
    expect(session.hasChanges).toBe(true);
    expect(flagsOf(session).map(([, uid]) => uid)).toEqual([1, 2, 3, 4, 5, 6]);
    await appendText(alice, 'INBOX', MESSAGE);
    const rest = session.takeChanges({ mayExpunge: true });
    expect(plain(rest)).toEqual({
      ...nothing,
      expunged: [
        [2, 2],
        [3, 3],
      ],
      exists: 5,
      recent: 5,
    });
    expect(session.highestModSeq).toBe((await alice.get('INBOX')).highestModSeq);
    expect(session.hasChanges).toBe(false);
    expect(flagsOf(session).map(([, uid]) => uid)).toEqual([1, 4, 5, 6, 7]);
    expect([session.seqOf(4 as Uid), session.seqOf(2 as Uid), session.uidAt(5)]).toEqual([2, 0, 7]);
  });

  test('of messages just added are not told twice', async () => {
    await using test = await openTestMailboxes();
    const { alice } = test;
    using session = await openReady(alice, 'INBOX');
    await appendText(alice, 'INBOX', MESSAGE);
    await addFlags(alice, session.mailbox, [1], FLAG_SEEN);
    expect(session.takeChanges({ mayExpunge: false })).toMatchObject({ exists: 1, changed: [] });
    await addFlags(alice, session.mailbox, [1], FLAG_FLAGGED);
    expect(session.takeChanges({ mayExpunge: false }).changed).toHaveLength(1);
  });

  test('of its own need not be told, unless somebody else has made one too', async () => {
    await using test = await openTestMailboxes();
    const { alice } = test;
    await fill(alice, 'INBOX', 3);
    using session = await openReady(alice, 'INBOX');
    using other = await openReady(alice, 'INBOX');
    await addFlags(alice, session.mailbox, [2], FLAG_SEEN);
    const { changes } = await addFlags(alice, session.mailbox, [1, 2, 3], FLAG_FLAGGED);
    for (const { uids, modSeq } of changes) session.acknowledge(uids, modSeq);
    expect(session.takeChanges({ mayExpunge: false }).changed).toMatchObject([
      { uid: 2, system: FLAG_SEEN | FLAG_FLAGGED, modSeq: changes[0].modSeq },
    ]);
    expect(session.hasChanges).toBe(false);
    expect(other.takeChanges({ mayExpunge: false }).changed.map(({ uid }) => uid)).toEqual([1, 2, 3]);
  });

  test('of its own in many slices, between those of others', async () => {
    await using test = await openTestMailboxes();
    const { alice } = test;
    for (let i = 0; i < 7; i++) await fill(alice, 'INBOX', 1000);
    using session = await openReady(alice, 'INBOX');
    const all = Array.from({ length: 7000 }, (_, index) => index + 1);
    const storeAll = async (system: SystemFlags) => {
      const { changes } = await addFlags(alice, session.mailbox, all, system);
      expect(changes).toHaveLength(2);
      for (const { uids, modSeq } of changes) session.acknowledge(uids, modSeq);
    };
    await storeAll(FLAG_SEEN);
    expect(session.hasChanges).toBe(false);
    await addFlags(alice, session.mailbox, [6000], FLAG_DELETED);
    await storeAll(FLAG_FLAGGED);
    // Far behind, the session makes a list of its own; what comes after is acknowledged all the same.
    for (const system of [2, 16]) await storeAll(system);
    expect(session.takeChanges({ mayExpunge: false }).changed.map(({ uid }) => uid)).toEqual([6000]);
    expect(session.hasChanges).toBe(false);
  });

  test('many are told in portions, however they came', async () => {
    await using test = await openTestMailboxes();
    const { alice } = test;
    await alice.create('Many');
    for (let i = 0; i < 6; i++) await fill(alice, 'Many', 1000);
    using session = await openReady(alice, 'Many');
    const all = Array.from({ length: 6000 }, (_, index) => index + 1);
    for (const system of [FLAG_SEEN, FLAG_FLAGGED, FLAG_DELETED, 16])
      await addFlags(alice, session.mailbox, all, system);
    const first = session.takeChanges({ mayExpunge: true });
    expect([first.changed.length, first.hasMore]).toEqual([5000, true]);
    const { highestModSeq } = await alice.get('Many');
    expect(session.highestModSeq).toBeLessThan(highestModSeq);
    const second = session.takeChanges({ mayExpunge: true });
    expect([second.changed.length, second.hasMore]).toEqual([1000, false]);
    expect([...first.changed, ...second.changed].map(({ uid }) => uid)).toEqual(all);
    expect(session.highestModSeq).toBe(highestModSeq);
    expect((await alice.expungeDeleted(session.mailbox, null)).uids).toEqual(all);
    expect(session.takeChanges({ mayExpunge: true }).expungedSeqs).toHaveLength(6000);
    expect(session.messageCount).toBe(0);
  });

  test('are notified once until they are taken', async () => {
    await using test = await openTestMailboxes();
    const { alice } = test;
    using session = await alice.open('INBOX', { isReadOnly: false });
    let calls = 0;
    session.onPending(() => calls++);
    await appendText(alice, 'INBOX', MESSAGE);
    await appendText(alice, 'INBOX', MESSAGE);
    await nextTurn();
    expect(calls).toBe(1);
    await session.ready();
    expect(session.takeChanges({ mayExpunge: true })).toMatchObject({ exists: 2 });
    await appendText(alice, 'INBOX', MESSAGE);
    await nextTurn();
    expect(calls).toBe(2);
    session.onPending(null);
    session.takeChanges({ mayExpunge: true });
    await appendText(alice, 'INBOX', MESSAGE);
    session.onPending(() => calls++);
    await nextTurn();
    expect(calls).toBe(3);
  });

  test('a deleted mailbox is gone for who has it open', async () => {
    await using test = await openTestMailboxes();
    const { alice } = test;
    await alice.create('Short-lived');
    using session = await openReady(alice, 'Short-lived');
    let calls = 0;
    session.onPending(() => calls++);
    await alice.delete('Short-lived');
    await nextTurn();
    expect([session.isGone, session.hasChanges, calls]).toEqual([true, true, 1]);
    await expect(session.ready()).rejects.toMatchObject({ code: 'not-found' });
    await alice.create('Short-lived');
    using again = await openReady(alice, 'Short-lived');
    expect(again.isGone).toBe(false);
  });
});

describe('reading', () => {
  test('scans rows of any length, no more of them at once than memory is set aside for', async () => {
    await using test = await openTestMailboxes();
    const { alice } = test;
    const manyParts = `Content-Type: multipart/mixed; boundary=a\n\n${`--a\nContent-ID: <${'x'.repeat(60)}@example.com>\n\n`.repeat(9000)}`;
    for (let i = 0; i < 4; i++) await appendText(alice, 'INBOX', `Subject: ${i}\n${manyParts}`);
    await appendText(alice, 'INBOX', 'Subject: short\n\nx\n');
    using session = await openReady(alice, 'INBOX');
    await alice.remove(session.mailbox, [2] as Uid[]);
    for (const set of [
      [{ from: 1, to: 5 }],
      [
        { from: 1, to: 3 },
        { from: 5, to: 5 },
      ],
    ]) {
      const slices: number[][] = [];
      for await (const { seqs } of session.scan(set, ['uid', 'parts'])) slices.push([...seqs]);
      expect(slices.length).toBeGreaterThan(1);
      expect(slices.flat()).toEqual(set.length === 1 ? [1, 3, 4, 5] : [1, 3, 5]);
    }
  });

  test('scans sets, and leaves out what is gone', async () => {
    await using test = await openTestMailboxes();
    const { alice } = test;
    await fill(alice, 'INBOX', 10);
    using session = await openReady(alice, 'INBOX');
    await alice.remove(session.mailbox, [4] as Uid[]);
    const scan = async (set: string) => {
      const ranges = set.split(',').map((part) => {
        const [from, to] = part.split(':').map(Number) as [number, number?];
        return { from, to: to ?? from };
      });
      const rows: unknown[] = [];
      for await (const slice of session.scan(session.resolveSequence(ranges), ['uid', 'subjectKey'])) {
        for (const [index, row] of slice.rows.entries()) rows.push([slice.seqs[index], ...row]);
      }
      return rows;
    };
    expect(await scan('3:5')).toEqual([
      [3, 3, '2'],
      [5, 5, '4'],
    ]);
    expect(await scan('1,9:8,4,10')).toEqual([
      [1, 1, '0'],
      [8, 8, '7'],
      [9, 9, '8'],
      [10, 10, '9'],
    ]);
    const stop = AbortSignal.abort(new Error('stopped'));
    const slices = session.scan([{ from: 1, to: 1 }], ['uid'], stop)[Symbol.asyncIterator]();
    await expect(slices.next()).rejects.toThrow('stopped');
  });

  test('finds what has changed and what has vanished', async () => {
    await using test = await openTestMailboxes();
    const { alice } = test;
    await fill(alice, 'INBOX', 10);
    const { highestModSeq: since } = await alice.get('INBOX');
    const { id } = await alice.get('INBOX');
    await addFlags(alice, id, [2, 8, 9], FLAG_SEEN);
    await alice.remove(id, [3, 4, 9, 10] as Uid[]);
    using session = await openReady(alice, 'INBOX');
    const all = [{ from: 1, to: 6 }];
    expect(await session.changedSince(since, all)).toEqual([
      { from: 2, to: 2 },
      { from: 6, to: 6 },
    ]);
    expect(await session.changedSince(session.selected.highestModSeq, all)).toEqual([]);
    const vanished = (known: [number, number][] | null, match: [number[], number[]] | null = null) =>
      session.vanishedSince({
        modSeq: since,
        knownUids: known?.map(([from, to]) => ({ from, to })) ?? null,
        match: match && {
          sequence: match[0].map((at) => ({ from: at, to: at })),
          uids: match[1].map((at) => ({ from: at, to: at })),
        },
      });
    expect(await vanished(null)).toEqual([
      { from: 3, to: 4 },
      { from: 9, to: 10 },
    ]);
    expect(await vanished([[4, 9]])).toEqual([
      { from: 4, to: 4 },
      { from: 9, to: 9 },
    ]);
    // RFC 7162 section 3.2.5.2: the sixth message has UID 8, so the client knows of everything below.
    expect(
      await vanished(null, [
        [2, 6, 7],
        [2, 8, 9],
      ]),
    ).toEqual([{ from: 9, to: 10 }]);
    expect(
      await vanished(null, [
        [2, 3],
        [2, 3],
      ]),
    ).toHaveLength(2);
    await alice.remove(id, [1] as Uid[]);
    expect(await vanished(null)).toHaveLength(2);
  });
});

describe('coming back after a long time', () => {
  test('large changes are found without the index by ModSeq', async () => {
    await using test = await openTestMailboxes();
    const { alice } = test;
    for (let i = 0; i < 5; i++) await fill(alice, 'INBOX', 1000);
    const { id, highestModSeq: since } = await alice.get('INBOX');
    const odd = Array.from({ length: 2500 }, (_, index) => 2 * index + 1);
    await addFlags(alice, id, odd, FLAG_SEEN);
    await alice.remove(id, odd.slice(0, 2200) as Uid[]);
    using session = await openReady(alice, 'INBOX');
    const changed = await session.changedSince(since, [{ from: 1, to: session.messageCount }]);
    expect(changed.map(({ from, to }) => [session.uidAt(from), to - from])).toEqual(
      odd.slice(2200).map((uid) => [uid, 0]),
    );
    const vanished = await session.vanishedSince({ modSeq: since, knownUids: null, match: null });
    expect(vanished).toEqual(odd.slice(0, 2200).map((uid) => ({ from: uid, to: uid })));
    const some = {
      modSeq: since,
      knownUids: [
        { from: 7, to: 4 },
        { from: 4998, to: 9000 },
      ],
      match: null,
    };
    expect(await session.vanishedSince(some)).toEqual([
      { from: 5, to: 5 },
      { from: 7, to: 7 },
    ]);
  });

  test('whatever is missing has vanished where tombstones are forgotten', async () => {
    await using test = await openTestMailboxes();
    const { alice } = test;
    await fill(alice, 'INBOX', 6);
    const { id, highestModSeq: since } = await alice.get('INBOX');
    await alice.remove(id, [2, 3, 6] as Uid[]);
    await test.store.maintenance.compact({ forgetExpungedBeforeMs: Date.now() + 1000, deadShare: 1 });
    await alice.remove(id, [5] as Uid[]);
    using session = await openReady(alice, 'INBOX');
    // Its client has not heard of this one, which is there all the same.
    await appendText(alice, 'INBOX', MESSAGE);
    const request = { modSeq: since, knownUids: null, match: null };
    expect(await session.vanishedSince(request)).toEqual([
      { from: 2, to: 3 },
      { from: 5, to: 6 },
    ]);
    const recently = { ...request, modSeq: (session.selected.highestModSeq - 1) as ModSeq };
    expect(await session.vanishedSince(recently)).toEqual([{ from: 5, to: 5 }]);
  });
});

describe('a feed that comes after the readers', () => {
  test.each([0, 1, 2, 3])('gives each session the state that it was selected with (%i)', async (variant) => {
    await using test = await openTestMailboxes();
    const { alice: writing } = test;
    await fill(writing, 'INBOX', 6);
    const late = withLateFeed(test.store);
    const base = {
      store: late.store,
      settings: test.settings,
      policies: test.policies,
      clock: systemClock,
      log: silentLogger,
    };
    await using service = createMailboxService(base);
    const alice = service.mailboxesOf({ account: writing.account });
    const { id } = await writing.get('INBOX');

    using early = await alice.open('INBOX', { isReadOnly: true });
    late.hold();
    await writing.remove(id, [2] as Uid[]);
    await addFlags(writing, id, [1], FLAG_SEEN);
    await addFlags(writing, id, [1], FLAG_FLAGGED, 'New');
    await appendText(writing, 'INBOX', MESSAGE);
    // It reads rows that the feed has not told of: an expunge, flags, an addition.
    const ready = early.ready();
    if (variant % 2 === 1) await nextTurn();
    if (variant < 2) late.release();
    await nextTurn();
    using between = await alice.open('INBOX', { isReadOnly: true });
    late.release();
    await ready;
    await between.ready();

    expect(flagsOf(early).map(([, uid]) => uid)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(flagsOf(early)[0]).toEqual([1, 1, FLAG_SEEN | FLAG_FLAGGED, 'New']);
    expect(plain(early.takeChanges({ mayExpunge: true }))).toMatchObject({
      expunged: [[2, 2]],
      exists: 6,
      changed: [{ seq: 1, uid: 1, system: FLAG_SEEN | FLAG_FLAGGED, keywords: 'New' }],
    });
    expect(between.selected.messageCount).toBe(between.messageCount);
    between.takeChanges({ mayExpunge: true });
    expect(flagsOf(between)).toEqual(flagsOf(early));
    expect(flagsOf(early).map(([, uid]) => uid)).toEqual([1, 3, 4, 5, 6, 7]);
  });

  test('never sets flags back', async () => {
    await using test = await openTestMailboxes();
    const { alice: writing } = test;
    await fill(writing, 'INBOX', 3);
    const late = withLateFeed(test.store);
    const base = {
      store: late.store,
      settings: test.settings,
      policies: test.policies,
      clock: systemClock,
      log: silentLogger,
    };
    await using service = createMailboxService(base);
    const alice = service.mailboxesOf({ account: writing.account });
    const { id } = await writing.get('INBOX');
    using session = await alice.open('INBOX', { isReadOnly: true });
    late.hold();
    await addFlags(writing, id, [1], FLAG_SEEN);
    await addFlags(writing, id, [1], FLAG_FLAGGED);
    await session.ready();
    const both = FLAG_SEEN | FLAG_FLAGGED;
    expect(flagsOf(session)[0][2]).toBe(both);
    late.releaseOne();
    // What was shown already is newer than what the feed tells of.
    expect(flagsOf(session)[0][2]).toBe(both);
    late.release();
    expect(flagsOf(session)[0][2]).toBe(both);
    expect(session.takeChanges({ mayExpunge: true }).changed).toHaveLength(1);
    await addFlags(writing, id, [1], FLAG_DELETED);
    expect(flagsOf(session)[0][2]).toBe(FLAG_SEEN | FLAG_FLAGGED | FLAG_DELETED);
  });

  test('does not count again what the row had counted', async () => {
    await using test = await openTestMailboxes();
    const { alice: writing } = test;
    await fill(writing, 'INBOX', 3);
    const late = withLateFeed(test.store);
    const base = {
      store: late.store,
      settings: test.settings,
      policies: test.policies,
      clock: systemClock,
      log: silentLogger,
    };
    await using service = createMailboxService(base);
    const alice = service.mailboxesOf({ account: writing.account });
    late.hold();
    await appendText(writing, 'INBOX', MESSAGE);
    await writing.remove((await writing.get('INBOX')).id, [1] as Uid[]);
    using session = await alice.open('INBOX', { isReadOnly: true });
    expect(session.selected).toMatchObject({ messageCount: 3, uidNext: 5 });
    late.releaseOne();
    await session.ready();
    late.release();
    expect(session.hasChanges).toBe(false);
    expect(flagsOf(session).map(([, uid]) => uid)).toEqual([2, 3, 4]);
    await appendText(writing, 'INBOX', MESSAGE);
    expect(session.takeChanges({ mayExpunge: true })).toMatchObject({ exists: 4 });
  });

  test('many sessions and random changes end in the same state', async () => {
    await using test = await openTestMailboxes({ spareViewBytes: 3000 });
    const { alice } = test;
    await fill(alice, 'INBOX', 40);
    const { id } = await alice.get('INBOX');
    let seed = 7162;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    const sessions: MailboxSession[] = [];
    const models = new Map<MailboxSession, number[]>();
    const take = (session: MailboxSession, mayExpunge: boolean) => {
      const changes = session.takeChanges({ mayExpunge });
      const model = models.get(session)!;
      for (const seq of changes.expungedSeqs.toReversed()) model.splice(seq - 1, 1);
      while (changes.exists !== null && model.length < changes.exists) model.push(session.uidAt(model.length + 1));
      expect(flagsOf(session).map(([, uid]) => uid)).toEqual(model);
      for (const { seq, uid } of changes.changed) expect(model[seq - 1]).toBe(uid);
    };
    const pending: Promise<unknown>[] = [];
    for (let step = 0; step < 300; step++) {
      const uid = 1 + random(40 + step);
      switch (random(6)) {
        case 0:
          pending.push(appendText(alice, 'INBOX', MESSAGE));
          break;
        case 1:
          pending.push(alice.remove(id, [uid] as Uid[]));
          break;
        case 2:
        case 3:
          pending.push(addFlags(alice, id, [uid, uid + 1], 1 << random(5), `k${random(3)}`));
          break;
        case 4: {
          const session = await alice.open('INBOX', { isReadOnly: random(2) === 0 });
          const { messageCount } = session.selected;
          await session.ready();
          expect(session.messageCount).toBe(messageCount);
          sessions.push(session);
          models.set(session, [...session.uidsOf(messageCount === 0 ? [] : [{ from: 1, to: messageCount }])]);
          break;
        }
        default: {
          const session = sessions[random(sessions.length)];
          if (session !== undefined) take(session, random(3) > 0);
          if (sessions.length > 8) sessions.splice(random(8), 1)[0][Symbol.dispose]();
        }
      }
    }
    await Promise.all(pending);
    const rows = await test.store
      .reader()
      .mailboxes.scan(id, 1 as Uid, 1e9 as Uid, 2000, ['uid', 'system', 'keywords']);
    for (const session of sessions) {
      take(session, true);
      expect(flagsOf(session).map(([, ...rest]) => rest)).toEqual(rows);
      expect(session.hasChanges).toBe(false);
      session[Symbol.dispose]();
    }
    expect((await alice.get('INBOX')).highestModSeq satisfies ModSeq).toBeGreaterThan(0);
  });
});
