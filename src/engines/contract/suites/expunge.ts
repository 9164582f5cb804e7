import { expect, test } from 'vitest';
import { FLAG_DELETED } from '../../../domain/ports/flags.ts';
import type { MailboxId } from '../../../domain/ports/ids.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { expectFailure } from '../expect-failure.ts';
import { NO_MOD_SEQ, Office, type OpenStore, uids } from '../office.ts';

export function expungeSuite(open: OpenStore): void {
  const beginWithMail = async (office: Office) => {
    const alice = await office.person('alice');
    for (const system of [0, FLAG_DELETED, 0, FLAG_DELETED, FLAG_DELETED]) await office.append(alice.inbox, { system });
    return alice;
  };

  test('removes all that are deleted, or those of them that are named', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { inbox } = await beginWithMail(office);
    const expunge = { kind: 'expunge-entries', mailbox: inbox, onlyDeleted: true } as const;
    const first = await applyOne(office.store, { ...expunge, uids: uids(1, 2, 3) });
    expect(first.uids).toEqual([2]);
    const second = await applyOne(office.store, { ...expunge, uids: null });
    expect(second.uids).toEqual([4, 5]);
    expect(await office.show(inbox)).toEqual(['1:0:', '3:0:']);
    expect(second.modSeq).toBeGreaterThan(first.modSeq ?? 0);
    expect((await office.get(inbox)).highestModSeq).toBe(second.modSeq);
    expect(await office.mailboxes.vanishedSince(inbox, NO_MOD_SEQ, 10)).toEqual([
      { uid: 2, modSeq: first.modSeq },
      { uid: 4, modSeq: second.modSeq },
      { uid: 5, modSeq: second.modSeq },
    ]);
    const later = await office.mailboxes.vanishedSince(inbox, first.modSeq ?? NO_MOD_SEQ, 10);
    expect(later.map(({ uid }) => uid)).toEqual([4, 5]);
    expect(await applyOne(office.store, { ...expunge, uids: null })).toEqual({ uids: [], modSeq: null });
  });

  test('removes what is named whatever its flags, and gives the quota back', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account, inbox } = await beginWithMail(office);
    const expunge = { kind: 'expunge-entries', mailbox: inbox, onlyDeleted: false } as const;
    expect((await applyOne(office.store, { ...expunge, uids: uids(1, 2, 77) })).uids).toEqual([1, 2]);
    const { sizeBytes } = await office.get(inbox);
    expect(await office.mailboxes.usage(account)).toEqual({ storageBytes: sizeBytes, messageCount: 3 });
    expect((await applyOne(office.store, { ...expunge, uids: null })).uids).toEqual([3, 4, 5]);
    const counts = { messageCount: 0, unseenCount: 0, deletedCount: 0, sizeBytes: 0, deletedBytes: 0, uidNext: 6 };
    expect(await office.get(inbox)).toMatchObject(counts);
    expect(await office.mailboxes.usage(account)).toEqual({ storageBytes: 0, messageCount: 0 });
  });

  test('fails with not-found', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const expunge = { kind: 'expunge-entries', mailbox: 999_999 as MailboxId, uids: null, onlyDeleted: true } as const;
    await expectFailure(office.store, expunge, 'not-found');
  });
}
