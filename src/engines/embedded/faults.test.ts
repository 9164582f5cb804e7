/** Disk errors at every single file operation: an answer is given only for what is on disk, and nothing is torn. */
import { expect, test } from 'vitest';
import { openTestStore } from '../../../test/support/store.ts';
import type { Failure } from '../../base/failure.ts';
import { applyOne } from '../../domain/ports/store.ts';
import { copyTo, messageTo, Office, UNLIMITED } from '../contract/office.ts';
import { inlineLink } from './client/writer-link.ts';
import { type SegmentFiles, systemFiles } from './segments/files.ts';

type FileOperation = 'write' | 'flush' | 'rename' | 'flushDirectory' | 'open' | 'truncate';

/** Files whose operations can be made to fail from the n-th on, or only at it. */
class FaultyFiles {
  readonly files: SegmentFiles;
  calls = 0;
  #fault: { readonly operation: FileOperation; readonly at: number; readonly code: string } | null = null;
  #seen = 0;

  constructor() {
    const wrap = <K extends FileOperation>(operation: K): SegmentFiles[K] => {
      const real = systemFiles[operation] as (...values: unknown[]) => unknown;
      return ((...values: unknown[]) => {
        this.#trip(operation);
        return real(...values);
      }) as SegmentFiles[K];
    };
    this.files = {
      ...systemFiles,
      write: wrap('write'),
      flush: wrap('flush'),
      rename: wrap('rename'),
      flushDirectory: wrap('flushDirectory'),
      open: wrap('open'),
      truncate: wrap('truncate'),
    };
  }

  failAt(operation: FileOperation, at: number, code: string): void {
    this.#fault = { operation, at, code };
    this.#seen = 0;
  }

  get hasFailed(): boolean {
    return this.#fault !== null && this.#seen >= this.#fault.at;
  }

  #trip(operation: FileOperation): void {
    if (this.#fault?.operation !== operation) return;
    this.#seen += 1;
    if (this.#seen === this.#fault.at) throw Object.assign(new Error(this.#fault.code), { code: this.#fault.code });
  }
}

const LARGE = Buffer.alloc(300_000, 'large ');
const OPERATIONS: readonly FileOperation[] = ['open', 'truncate', 'write', 'flush', 'rename', 'flushDirectory'];

test.each(OPERATIONS)('EIO at every %s: no answer without the message, no message torn', async (operation) => {
  let tripped = 0;
  for (let at = 1; ; at += 1) {
    const faulty = new FaultyFiles();
    const broken: Failure[] = [];
    const openLink = inlineLink(faulty.files);
    await using opened = await openTestStore({ openLink, onFatal: (failure) => broken.push(failure) });
    const office = await Office.begin(opened);
    const { account, inbox } = await office.person('alice');
    faulty.failAt(operation, at, 'EIO');
    let acknowledged = 0;
    for (const content of ['one', LARGE, 'three', Buffer.concat([LARGE, LARGE])]) {
      try {
        await applyOne(office.store, office.delivery(await office.stage(content), [copyTo(account)]));
        acknowledged += 1;
      } catch (error) {
        expect(error).toMatchObject({ code: 'unavailable' });
      }
    }
    const hasFailed = faulty.hasFailed;
    // Where no segment can be begun, only what needs one fails.
    const isFatal = hasFailed && operation !== 'open' && operation !== 'truncate';
    expect(broken).toHaveLength(isFatal ? 1 : 0);
    // The process starts again from what is on disk.
    await opened.reopen({ openLink: inlineLink(systemFiles), onFatal: () => {} });
    expect((await office.get(inbox)).messageCount).toBe(acknowledged);
    const rows = await office.mailboxes.scan(inbox, 1 as never, 99 as never, 99, ['hash', 'sizeBytes']);
    for (const [hash, size] of rows) expect(await office.store.contents.read(hash)).toHaveLength(size);
    if (!hasFailed) break;
    expect(acknowledged).toBeLessThan(4);
    tripped += 1;
  }
  expect(tripped).toBeGreaterThan(0);
});

test('ENOSPC while writing refuses what grows, lets the rest through, and is not fatal', async () => {
  const faulty = new FaultyFiles();
  const broken: Failure[] = [];
  const openLink = inlineLink(faulty.files);
  await using opened = await openTestStore({ openLink, onFatal: (failure) => broken.push(failure) });
  const office = await Office.begin(opened);
  const { account, inbox } = await office.person('alice');
  const uid = await office.append(inbox);
  faulty.failAt('write', 1, 'ENOSPC');
  const flags = { kind: 'store-flags', mailbox: inbox, mode: 'add', system: 1, keywords: '' } as const;
  const [delivery, flagged, setting] = await office.store.apply([
    office.delivery(await office.stage(), [copyTo(account)]),
    { ...flags, uids: [uid], unchangedSince: null },
    { kind: 'set-setting', name: 'a', value: '1' },
  ]);
  expect(delivery.ok ? 'ok' : delivery.failure.code).toBe('no-space');
  expect([flagged.ok, setting.ok]).toEqual([true, true]);
  expect(await office.show(inbox)).toEqual(['1:1:']);
  expect(broken).toEqual([]);
});

test('a disk that is short refuses what grows and nothing else', async () => {
  await using opened = await openTestStore();
  const office = await Office.begin(opened);
  const { account, inbox } = await office.person('alice');
  const work = await office.makeMailbox(account, 'Work');
  for (let count = 0; count < 3; count += 1) await office.append(inbox);
  const content = await office.stage();
  const [queued] = await queue(office);
  const { quarantined } = await applyOne(office.store, office.quarantining(await office.stage()));
  const store = await opened.reopen({ reserveBytes: Number.MAX_SAFE_INTEGER });
  expect((await store.maintenance.status()).isDiskShort).toBe(true);
  expect(() => store.contents.receive().write(Buffer.from('x'))).toThrow(expect.objectContaining({ code: 'no-space' }));
  expect(() => store.contents.scratch().write(Buffer.from('x'))).toThrow(expect.objectContaining({ code: 'no-space' }));
  const { kind: _kind, ...notice } = office.delivery(content, [copyTo(account)]);
  const settle = { kind: 'settle-outgoing', message: queued.id, notices: [] } as const;
  const [first, second] = queued.recipients.map(({ id }) => [{ kind: 'done', recipient: id } as const]);
  const release = { kind: 'release-quarantined', quarantined, local: [copyTo(account)], outgoing: [] } as const;
  const email = { content, receivedAt: { ms: 0, offsetMinutes: 0 }, system: 0, keywords: '' };
  const transfer = { kind: 'copy-entries', from: inbox, to: work, uids: [1 as never], limits: UNLIMITED } as const;
  const outcomes = await store.apply([
    office.delivery(content, [copyTo(account)]),
    { kind: 'append-emails', mailbox: inbox, emails: [email], limits: UNLIMITED },
    { ...transfer, isMove: false },
    { ...transfer, isMove: true },
    {
      kind: 'store-flags',
      mailbox: inbox,
      uids: [2 as never],
      mode: 'add',
      system: 8,
      keywords: '',
      unchangedSince: null,
    },
    { kind: 'expunge-entries', mailbox: inbox, uids: null, onlyDeleted: true },
    { kind: 'delete-mailbox', mailbox: work },
    { ...settle, recipients: first, notices: [notice] },
    { ...settle, recipients: first },
    { kind: 'update-queue', messages: [queued.id], change: { kind: 'hold', because: 'x' } },
    { ...settle, recipients: second },
    office.quarantining(content),
    { ...release, receivedAt: { ms: 0, offsetMinutes: 0 } },
    { kind: 'delete-quarantined', quarantined: [quarantined] },
  ]);
  const codes = outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.failure.code));
  expect(codes).toEqual([
    ...['no-space', 'no-space', 'no-space', 'ok', 'ok', 'ok', 'ok'],
    ...['no-space', 'ok', 'ok', 'ok', 'no-space', 'no-space', 'ok'],
  ]);
  expect(await office.show(inbox)).toEqual(['3:0:']);
  expect(await office.queue.counts()).toMatchObject({ messages: 0 });
});

test('after a fatal error everything is refused', async () => {
  const faulty = new FaultyFiles();
  await using opened = await openTestStore({ openLink: inlineLink(faulty.files), onFatal: () => {} });
  const office = await Office.begin(opened);
  const { account } = await office.person('alice');
  faulty.failAt('flush', 1, 'EIO');
  const contents = await Promise.all([office.stage(), office.stage()]);
  const waiting = contents.map((content) => office.store.apply([office.delivery(content, [copyTo(account)])]));
  const settled = await Promise.allSettled(waiting);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const later = office.store.apply([{ kind: 'set-setting', name: 'a', value: '1' }]);
  await expect(later).rejects.toMatchObject({ code: 'unavailable' });
  await opened.reopen({ openLink: inlineLink(systemFiles) });
});

test('a flush that fails while compacting ends the store as one of a delivery does', async () => {
  const faulty = new FaultyFiles();
  const broken: Failure[] = [];
  let nowMs = Date.now();
  const clock = { nowMs: () => nowMs, monotonicMs: () => performance.now() };
  const openLink = inlineLink(faulty.files);
  await using opened = await openTestStore({ clock, openLink, onFatal: (failure) => broken.push(failure) });
  const office = await Office.begin(opened);
  const { inbox } = await office.person('alice');
  const bob = await office.person('bob');
  // More than one segment, of which every tenth message stays.
  for (let i = 0; i < 350; i += 1) {
    await office.append(i % 10 === 0 ? inbox : bob.inbox, {}, Buffer.alloc(200_000, `record ${i} `));
  }
  const all = { kind: 'expunge-entries', mailbox: bob.inbox, uids: null, onlyDeleted: false } as const;
  await applyOne(opened.store, all);
  const everything = { forgetExpungedBeforeMs: Number.MAX_SAFE_INTEGER, deadShare: 0.5 };
  await opened.store.maintenance.compact(everything);
  nowMs += 2 * 3_600_000;
  faulty.failAt('flush', 1, 'EIO');
  await expect(opened.store.maintenance.compact(everything)).rejects.toMatchObject({ code: 'unavailable' });
  expect(faulty.hasFailed).toBe(true);
  expect(broken).toHaveLength(1);
  await expect(office.append(inbox)).rejects.toMatchObject({ code: 'unavailable' });
  await opened.reopen({ openLink: inlineLink(systemFiles), onFatal: () => {} });
});

/** One message to two recipients. */
async function queue(office: Office) {
  const outgoing = [messageTo(['a@example.org', 'b@example.org'])];
  await applyOne(office.store, office.delivery(await office.stage(), [], outgoing));
  return office.queue.list({ limit: 1 });
}
