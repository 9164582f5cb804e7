import { expect, test } from 'vitest';
import { FLAG_DELETED, FLAG_SEEN } from '../../../domain/ports/flags.ts';
import type { MailboxId } from '../../../domain/ports/ids.ts';
import type { CopyEntries } from '../../../domain/ports/mailbox-operations.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { expectFailure } from '../expect-failure.ts';
import { FIRST_UID, LAST_UID, NO_MOD_SEQ, Office, type OpenStore, UNLIMITED, uids } from '../office.ts';

export function copySuite(open: OpenStore): void {
  const transfer = (from: MailboxId, to: MailboxId, list: number[], more: Partial<CopyEntries> = {}): CopyEntries => {
    return { kind: 'copy-entries', from, to, uids: uids(...list), isMove: false, limits: UNLIMITED, ...more };
  };

  const beginWithMail = async (office: Office) => {
    const { account, inbox } = await office.person('alice');
    await office.append(inbox, { system: FLAG_SEEN, keywords: 'k' });
    await office.append(inbox, { system: FLAG_DELETED });
    await office.append(inbox);
    return { account, inbox, work: await office.makeMailbox(account, 'Work') };
  };

  test('a copy within an account is a new entry of the same email', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account, inbox, work } = await beginWithMail(office);
    await office.append(work);
    const result = await applyOne(office.store, transfer(inbox, work, [1, 3, 9]));
    expect(result).toEqual({ uidValidity: (await office.get(work)).uidValidity, from: [1, 3], to: [2, 3] });
    const fields = ['emailNumber', 'threadNumber', 'receivedAtMs', 'hash', 'system', 'keywords'] as const;
    const originals = await office.mailboxes.pick(inbox, uids(1, 3), fields);
    expect(await office.mailboxes.pick(work, uids(2, 3), fields)).toEqual(originals);
    expect((await office.get(inbox)).messageCount).toBe(3);
    expect(await office.get(work)).toMatchObject({ messageCount: 3, unseenCount: 2 });
    const { sizeBytes: inboxBytes } = await office.get(inbox);
    const { sizeBytes: workBytes } = await office.get(work);
    expect(await office.mailboxes.usage(account)).toEqual({ storageBytes: inboxBytes + workBytes, messageCount: 6 });
  });

  test('a move takes new UIDs and leaves tombstones', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account, inbox, work } = await beginWithMail(office);
    const usage = await office.mailboxes.usage(account);
    const before = await office.mailboxes.pick(inbox, uids(2, 3), ['emailNumber']);
    const result = await applyOne(office.store, transfer(inbox, work, [2, 3], { isMove: true }));
    expect(result).toMatchObject({ from: [2, 3], to: [1, 2] });
    expect(await office.show(inbox)).toEqual(['1:1:k']);
    expect(await office.show(work)).toEqual(['1:8:', '2:0:']);
    expect(await office.mailboxes.pick(work, uids(1, 2), ['emailNumber'])).toEqual(before);
    const gone = await office.mailboxes.vanishedSince(inbox, NO_MOD_SEQ, 10);
    expect(gone.map(({ uid }) => uid)).toEqual([2, 3]);
    expect(await office.mailboxes.usage(account)).toEqual(usage);
    // And back: no UID is used again.
    const back = await applyOne(office.store, transfer(work, inbox, [1, 2], { isMove: true }));
    expect(back).toMatchObject({ from: [1, 2], to: [4, 5] });
  });

  test('source and target may be the same mailbox', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { inbox } = await beginWithMail(office);
    const everything = Array.from({ length: 10 }, (_, index) => index + 1);
    expect(await applyOne(office.store, transfer(inbox, inbox, everything))).toMatchObject({ to: [4, 5, 6] });
    const moved = await applyOne(office.store, transfer(inbox, inbox, everything, { isMove: true }));
    expect(moved).toMatchObject({ from: [1, 2, 3, 4, 5, 6], to: [7, 8, 9, 10, 11, 12] });
    expect(await office.show(inbox)).toEqual(['7:1:k', '8:8:', '9:0:', '10:1:k', '11:8:', '12:0:']);
  });

  test('to another account it is a new email of the same content', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account, inbox } = await beginWithMail(office);
    const bob = await office.person('bob');
    await office.append(bob.inbox);
    const before = await office.mailboxes.usage(account);
    const contents = (await office.store.maintenance.status()).contentCount;
    await applyOne(office.store, transfer(inbox, bob.inbox, [1]));
    await applyOne(office.store, transfer(inbox, bob.inbox, [2, 3], { isMove: true }));
    const rows = await office.mailboxes.scan(bob.inbox, FIRST_UID, LAST_UID, 10, ['uid', 'emailNumber', 'system']);
    expect(rows).toEqual([
      [1, 1, 0],
      [2, 2, 1],
      [3, 3, 8],
      [4, 4, 0],
    ]);
    expect((await office.store.maintenance.status()).contentCount).toBe(contents);
    expect((await office.mailboxes.usage(account)).messageCount).toBe(before.messageCount - 2);
    expect((await office.mailboxes.usage(bob.account)).messageCount).toBe(4);
  });

  test('quota counts only where an account grows; all or none', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account, inbox, work } = await beginWithMail(office);
    const limits = { storageBytes: null, messageCount: 5 };
    const before = await office.mailboxes.usage(account);
    await expectFailure(office.store, transfer(inbox, work, [1, 2, 3], { limits }), 'over-quota');
    expect(await office.mailboxes.usage(account)).toEqual(before);
    await applyOne(office.store, transfer(inbox, work, [1, 2], { limits }));
    await applyOne(office.store, transfer(inbox, work, [3], { limits, isMove: true }));
    const { sizeBytes } = await office.get(work);
    const full = { storageBytes: sizeBytes, messageCount: null };
    await expectFailure(office.store, transfer(inbox, work, [1], { limits: full }), 'over-quota');
    await applyOne(office.store, transfer(inbox, work, [1], { limits: full, isMove: true }));
  });

  test('where all are required nothing is done without one of them', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { inbox, work } = await beginWithMail(office);
    await applyOne(office.store, { kind: 'expunge-entries', mailbox: inbox, uids: uids(2), onlyDeleted: false });
    const [before, target] = [await office.show(inbox), await office.get(work)];
    for (const isMove of [false, true]) {
      await expectFailure(office.store, transfer(inbox, work, [1, 2], { isMove, requiresAll: true }), 'conflict');
      await expectFailure(office.store, transfer(inbox, work, [3, 9], { isMove, requiresAll: true }), 'conflict');
    }
    expect(await office.show(inbox)).toEqual(before);
    expect(await office.get(work)).toEqual(target);
    expect(await applyOne(office.store, transfer(inbox, work, [1, 3], { requiresAll: true }))).toMatchObject({
      to: [1, 2],
    });
  });

  test('fails with not-found for either mailbox; without UIDs nothing happens', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { inbox, work } = await beginWithMail(office);
    const nowhere = 999_999 as MailboxId;
    await expectFailure(office.store, transfer(nowhere, work, [1]), 'not-found');
    await expectFailure(office.store, transfer(inbox, nowhere, [1]), 'not-found');
    const before = await office.get(work);
    expect(await applyOne(office.store, transfer(inbox, work, [8, 9]))).toMatchObject({ from: [], to: [] });
    expect(await office.get(work)).toEqual(before);
  });
}
