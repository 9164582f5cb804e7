import { expect, test } from 'vitest';
import { FLAG_DELETED, FLAG_FLAGGED, FLAG_SEEN, MAX_KEYWORDS } from '../../../domain/ports/flags.ts';
import type { MailboxId, Uid } from '../../../domain/ports/ids.ts';
import type { StoreFlags } from '../../../domain/ports/mailbox-operations.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { expectFailure } from '../expect-failure.ts';
import { Office, type OpenStore, uids } from '../office.ts';

export function flagSuite(open: OpenStore): void {
  const change = (mailbox: MailboxId, list: readonly Uid[], more: Partial<StoreFlags>): StoreFlags => {
    return {
      kind: 'store-flags',
      mailbox,
      uids: list,
      mode: 'add',
      system: 0,
      keywords: '',
      unchangedSince: null,
      ...more,
    };
  };

  test('adds, removes and replaces, and counts', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { inbox } = await office.person('alice');
    for (const keywords of ['', 'Work', 'a b']) await office.append(inbox, { keywords });
    const all = uids(1, 2, 3);
    await applyOne(office.store, change(inbox, all, { system: FLAG_SEEN | FLAG_DELETED, keywords: 'work z' }));
    // The case in which a keyword was first set stays.
    expect(await office.show(inbox)).toEqual(['1:9:work z', '2:9:Work z', '3:9:a b work z']);
    expect(await office.get(inbox)).toMatchObject({ unseenCount: 0, deletedCount: 3 });
    const removal = { mode: 'remove', system: FLAG_DELETED, keywords: 'WORK b' } as const;
    await applyOne(office.store, change(inbox, uids(2, 3), removal));
    expect(await office.show(inbox)).toEqual(['1:9:work z', '2:1:z', '3:1:a z']);
    const replacement = { mode: 'replace', system: FLAG_FLAGGED, keywords: 'new' } as const;
    await applyOne(office.store, change(inbox, uids(1, 3), replacement));
    expect(await office.show(inbox)).toEqual(['1:4:new', '2:1:z', '3:4:new']);
    const { unseenCount, deletedCount, deletedBytes } = await office.get(inbox);
    expect({ unseenCount, deletedCount, deletedBytes }).toEqual({ unseenCount: 2, deletedCount: 0, deletedBytes: 0 });
  });

  test('what does not change keeps its ModSeq; what is not there is passed over', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { inbox } = await office.person('alice');
    await office.append(inbox, { system: FLAG_SEEN });
    await office.append(inbox);
    const before = await office.mailboxes.pick(inbox, uids(1, 2), ['modSeq']);
    const result = await applyOne(office.store, change(inbox, uids(1, 2, 3, 77), { system: FLAG_SEEN }));
    expect(result).toMatchObject({ modified: [], changed: [2] });
    const after = await office.mailboxes.pick(inbox, uids(1, 2), ['modSeq']);
    expect(after).toEqual([before[0], [result.modSeq]]);
    expect((await office.get(inbox)).highestModSeq).toBe(result.modSeq);
    const again = await applyOne(office.store, change(inbox, uids(1, 2), { system: FLAG_SEEN }));
    expect(again).toEqual({ modified: [], changed: [], modSeq: null });
  });

  test('unchangedSince leaves alone what changed after it', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { inbox } = await office.person('alice');
    for (let count = 0; count < 3; count += 1) await office.append(inbox);
    const known = (await office.get(inbox)).highestModSeq;
    await applyOne(office.store, change(inbox, uids(2), { system: FLAG_FLAGGED }));
    const result = await applyOne(
      office.store,
      change(inbox, uids(1, 2, 3), { system: FLAG_SEEN, unchangedSince: known }),
    );
    expect(result).toMatchObject({ modified: [2], changed: [1, 3] });
    expect(await office.show(inbox)).toEqual(['1:1:', '2:4:', '3:1:']);
  });

  test('fails with not-found and too-many, and changes nothing then', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { inbox } = await office.person('alice');
    await office.append(inbox);
    await office.append(inbox, { keywords: 'one' });
    await expectFailure(office.store, change(999_999 as MailboxId, uids(1), {}), 'not-found');
    const many = Array.from({ length: MAX_KEYWORDS }, (_, index) => `k${index + 100}`).join(' ');
    await expectFailure(office.store, change(inbox, uids(1, 2), { keywords: many }), 'too-many');
    expect(await office.show(inbox)).toEqual(['1:0:', '2:0:one']);
    await applyOne(office.store, change(inbox, uids(1), { keywords: many }));
  });
}
