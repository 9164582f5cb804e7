import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { openTestStore } from '../../../../test/support/store.ts';
import type { MailboxId, Uid } from '../../../domain/ports/ids.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { FIRST_UID, LAST_UID, Office, uids } from '../../contract/office.ts';
import { shardPaths } from '../segments/layout.ts';
import { isKeepable, MIN_BLOCK_ROWS, RowBlocks } from './row-blocks.ts';

const COUNT = MIN_BLOCK_ROWS + 8;
const FIELDS = ['uid', 'envelope', 'hash'] as const;

async function openFilled() {
  const opened = await openTestStore();
  const office = await Office.begin(opened);
  const { account, inbox } = await office.person('alice');
  const emails = await Promise.all(Array.from({ length: COUNT }, () => office.email()));
  const limits = { storageBytes: null, messageCount: null };
  await applyOne(office.store, { kind: 'append-emails', mailbox: inbox, emails, limits });
  const read = (mailbox: MailboxId = inbox, to: Uid = LAST_UID) =>
    office.mailboxes.scan(mailbox, FIRST_UID, to, 500, FIELDS);
  /** Twice, so that the rows are kept from then on. */
  const readUids = async (mailbox?: MailboxId) => {
    const rows = await read(mailbox);
    expect(await read(mailbox)).toEqual(rows);
    return rows.map(([uid]) => Number(uid));
  };
  const expunge = (...gone: number[]) =>
    applyOne(office.store, { kind: 'expunge-entries', mailbox: inbox, uids: uids(...gone), onlyDeleted: false });
  return { ...{ opened, office, account, inbox, read, readUids, expunge }, store: office.store };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('a scan that is done again', () => {
  test('is answered from memory as long as nothing comes or goes', async () => {
    const { opened, office, inbox, read } = await openFilled();
    await using _ = opened;
    const first = await read();
    const second = await read();
    expect(second).not.toBe(first);
    const request = {
      mailbox: inbox,
      uids: uids(3),
      mode: 'add',
      system: 1,
      keywords: '',
      unchangedSince: null,
    } as const;
    await applyOne(office.store, { kind: 'store-flags', ...request });
    expect(await read()).toBe(second);
    // Another limit, other fields or another end are another question.
    expect(await office.mailboxes.scan(inbox, FIRST_UID, LAST_UID, MIN_BLOCK_ROWS, FIELDS)).toHaveLength(
      MIN_BLOCK_ROWS,
    );
    expect((await office.mailboxes.scan(inbox, FIRST_UID, LAST_UID, 500, ['uid', 'preview']))[0]).toHaveLength(2);
    expect(await read(inbox, MIN_BLOCK_ROWS as Uid)).toHaveLength(MIN_BLOCK_ROWS);
  });

  test('never shows what was expunged or moved away', async () => {
    const { opened, office, account, inbox, readUids, expunge } = await openFilled();
    await using _ = opened;
    await readUids();
    await expunge(2, COUNT);
    const left = upTo(COUNT - 1).filter((uid) => uid !== 2);
    expect(await readUids()).toEqual(left);
    const to = await office.makeMailbox(account, 'Other');
    const limits = { storageBytes: null, messageCount: null };
    const move = { kind: 'copy-entries', from: inbox, to, isMove: true, limits } as const;
    await applyOne(office.store, { ...move, uids: uids(5) });
    expect(await readUids()).toEqual(left.filter((uid) => uid !== 5));
    expect(await readUids(to)).toEqual([1]);
  });

  test('shows what was added, also where as much went', async () => {
    const { opened, office, inbox, readUids, expunge } = await openFilled();
    await using _ = opened;
    await readUids();
    await office.append(inbox);
    expect(await readUids()).toEqual(upTo(COUNT + 1));
    await expunge(7);
    await office.append(inbox);
    expect(await readUids()).toEqual(upTo(COUNT + 2).filter((uid) => uid !== 7));
    // The last one is replaced by the next.
    await expunge(COUNT + 2);
    await office.append(inbox);
    expect((await readUids()).slice(-2)).toEqual([COUNT + 1, COUNT + 3]);
  });

  test('finds nothing in a mailbox that was deleted, nor in the next one of that name', async () => {
    const { opened, office, account, inbox, readUids } = await openFilled();
    await using _ = opened;
    const limits = { storageBytes: null, messageCount: null };
    const to = await office.makeMailbox(account, 'Other');
    const copy = { kind: 'copy-entries', from: inbox, uids: uids(...upTo(COUNT)), isMove: false, limits } as const;
    await applyOne(office.store, { ...copy, to });
    expect(await readUids(to)).toEqual(upTo(COUNT));
    await applyOne(office.store, { kind: 'delete-mailbox', mailbox: to });
    expect(await readUids(to)).toEqual([]);
    expect(await readUids(await office.makeMailbox(account, 'Other'))).toEqual([]);
  });

  test('shows what the checker has mended', async () => {
    const { opened, office, inbox } = await openFilled();
    await using _ = opened;
    const readSizes = () => office.mailboxes.scan(inbox, FIRST_UID, LAST_UID, 500, ['uid', 'sizeBytes', 'hash']);
    const [right] = await readSizes();
    await opened.reopen({}, (directory) => {
      using index = new DatabaseSync(shardPaths(directory).index);
      index.exec(`UPDATE entry SET size_bytes = size_bytes + 1 WHERE mailbox = ${inbox} AND uid = 1`);
    });
    for (let i = 0; i < 2; i += 1) expect(await readSizes()).not.toContainEqual(right);
    for await (const { outcome } of office.store.maintenance.check({ repair: true, verifyContents: false })) {
      expect(outcome).toBe('repaired');
    }
    expect(await readSizes()).toContainEqual(right);
  });
});

test('what changes is never kept, nor what is as quickly read again', () => {
  expect(isKeepable(['uid', 'envelope'])).toBe(true);
  expect(isKeepable(['uid', 'envelope', 'keywords'])).toBe(false);
  expect(isKeepable(['uid', 'sizeBytes'])).toBe(false);
  expect(isKeepable(['envelope'])).toBe(false);
});

test('the memory is bounded: what was not used for longest goes first', () => {
  const blocks = new RowBlocks(20_000);
  const rows = Array.from({ length: MIN_BLOCK_ROWS }, (_, uid) => [uid, 'x'.repeat(100)]);
  for (const key of ['a', 'b', 'c', 'd']) blocks.set(key, rows);
  expect(blocks.sizeBytes).toBe(0);
  blocks.set('a', rows);
  const one = blocks.sizeBytes;
  expect(one).toBeGreaterThan(MIN_BLOCK_ROWS * 100);
  blocks.set('b', rows);
  blocks.set('c', rows);
  expect(blocks.get('a')).toBe(rows);
  blocks.set('d', rows);
  expect(['a', 'b', 'c', 'd'].map((key) => blocks.get(key) !== undefined)).toEqual([true, false, true, true]);
  blocks.set('d', rows.slice(1));
  expect(blocks.get('d')).toBeUndefined();
  expect(blocks.sizeBytes).toBe(2 * one);
  blocks.clear();
  expect(blocks.sizeBytes).toBe(0);
});
