import { expect, test, vi } from 'vitest';
import { appendText, openTestMailboxes } from '../../../../test/support/mailboxes.ts';
import type { Uid } from '../../ports/ids.ts';
import type { EntryField } from '../../ports/mailboxes.ts';
import { MAX_SLICE } from '../../ports/reader.ts';
import type { MailboxSession } from '../mailbox-session.ts';

async function openFilled(count: number) {
  const test = await openTestMailboxes();
  await test.alice.create('Box');
  for (let i = 0; i < count; i++) await appendText(test.alice, 'Box', `Subject: ${i}\n\nx\n`);
  const session = await test.alice.open('Box', { isReadOnly: false });
  await session.ready();
  return { ...test, session, scans: vi.spyOn(test.store.reader().mailboxes, 'scan') };
}

/** What a scan of one message finds, as `seq:uid`. */
async function readOne(session: MailboxSession, seq: number, fields: readonly EntryField[] = ['hash']) {
  const found: string[] = [];
  for await (const { seqs, rows } of session.scan([{ from: seq, to: seq }], ['uid', ...fields])) {
    for (const [index, row] of rows.entries()) {
      expect(row).toHaveLength(1 + fields.length);
      found.push(`${seqs[index]}:${row[0]}`);
    }
  }
  return found.join();
}

test('messages that are read one by one take fewer and fewer scans', async () => {
  const { session, scans, ...test } = await openFilled(20);
  await using _ = test;
  for (let seq = 1; seq <= 20; seq++) expect(await readOne(session, seq)).toBe(`${seq}:${seq}`);
  // 1, then 2, 4, 8 and the rest.
  expect(scans).toHaveBeenCalledTimes(5);
  for (const seq of [9, 3, 17]) expect(await readOne(session, seq)).toBe(`${seq}:${seq}`);
  expect(scans.mock.calls.slice(5).map(([, from, to]) => to - from)).toEqual([0, 0, 0]);
});

test('other fields are read for themselves, and what changes is never read ahead', async () => {
  const { session, scans, ...test } = await openFilled(6);
  await using _ = test;
  for (let seq = 1; seq <= 6; seq++) {
    expect(await readOne(session, seq)).toBe(`${seq}:${seq}`);
    expect(await readOne(session, seq, ['sizeBytes', 'envelope'])).toBe(`${seq}:${seq}`);
    expect(await readOne(session, seq, ['system'])).toBe(`${seq}:${seq}`);
  }
  expect(scans.mock.calls.every(([, from, to]) => from === to)).toBe(true);
});

test('what is expunged or moved behind the session is gone at once', async () => {
  const { session, scans, ...test } = await openFilled(12);
  await using _ = test;
  for (const seq of [1, 2, 3, 4]) await readOne(session, seq);
  expect(scans.mock.calls.at(-1)).toMatchObject({ 1: 4, 2: 7 });
  await test.alice.remove(session.mailbox, [5 as Uid]);
  expect(await readOne(session, 5)).toBe('');
  expect(await readOne(session, 6)).toBe('6:6');
  expect(await readOne(session, 7)).toBe('7:7');
  await test.alice.move(session.mailbox, [8 as Uid], 'INBOX');
  expect(await readOne(session, 8)).toBe('');
  session.takeChanges({ mayExpunge: true });
  expect(await readOne(session, 7)).toBe('7:9');
});

test('nothing is left of a mailbox that is deleted, also while it is read', async () => {
  const { session, scans, ...test } = await openFilled(8);
  await using _ = test;
  for (const seq of [1, 2, 3, 4]) await readOne(session, seq);
  await test.alice.delete('Box');
  await test.alice.create('Box');
  expect(await readOne(session, 5)).toBe('');
  expect(scans.mock.calls.every(([, , , limit]) => limit <= MAX_SLICE)).toBe(true);
});

test('a change that comes while rows are read makes them out of date', async () => {
  const { session, scans, ...test } = await openFilled(8);
  await using _ = test;
  for (const seq of [1, 2, 3]) await readOne(session, seq);
  const mailboxes = test.store.reader().mailboxes;
  const scan = Object.getPrototypeOf(mailboxes).scan.bind(mailboxes) as typeof mailboxes.scan;
  scans.mockImplementationOnce(async (...call) => {
    const rows = await scan(...call);
    await test.alice.remove(session.mailbox, [5 as Uid]);
    return rows;
  });
  expect(await readOne(session, 4)).toBe('4:4');
  expect(await readOne(session, 5)).toBe('');
});

test('no more rows are kept than one read returns', async () => {
  const { session, scans, ...test } = await openFilled(8);
  await using _ = test;
  for (const seq of [1, 2, 3]) await readOne(session, seq);
  // As if these rows were so long that two of them are all that can be read together.
  const mailboxes = test.store.reader().mailboxes;
  const scan = Object.getPrototypeOf(mailboxes).scan.bind(mailboxes) as typeof mailboxes.scan;
  scans.mockClear().mockImplementation(async (...call) => (await scan(...call)).slice(0, 2));
  for (const seq of [4, 5]) expect(await readOne(session, seq)).toBe(`${seq}:${seq}`);
  expect(scans).toHaveBeenCalledTimes(1);
  expect(await readOne(session, 6)).toBe('6:6');
  expect(scans).toHaveBeenCalledTimes(2);
});
