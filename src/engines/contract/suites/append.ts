import { expect, test } from 'vitest';
import { FLAG_DELETED, FLAG_SEEN } from '../../../domain/ports/flags.ts';
import type { MailboxId } from '../../../domain/ports/ids.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { expectFailure } from '../expect-failure.ts';
import { Office, type OpenStore, UNLIMITED } from '../office.ts';

export function appendSuite(open: OpenStore): void {
  test('files in order, with one ModSeq', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account, inbox } = await office.person('alice');
    const before = await office.get(inbox);
    const emails = [
      await office.email({ system: FLAG_SEEN }),
      await office.email({ system: FLAG_DELETED, keywords: 'x' }),
      await office.email(),
    ];
    const append = { kind: 'append-emails', mailbox: inbox, emails, limits: UNLIMITED } as const;
    const result = await applyOne(office.store, append);
    expect(result.uidValidity).toBe(before.uidValidity);
    expect(result.entries.map(({ uid }) => uid)).toEqual([1, 2, 3]);
    expect(await office.show(inbox)).toEqual(['1:1:', '2:8:x', '3:0:']);
    const sizes = emails.map(({ content }) => content.staged.sizeBytes);
    const after = await office.get(inbox);
    expect(after).toMatchObject({
      uidNext: 4,
      messageCount: 3,
      unseenCount: 2,
      deletedCount: 1,
      sizeBytes: sizes.reduce((sum, size) => sum + size),
      deletedBytes: sizes[1],
    });
    expect(after.highestModSeq).toBeGreaterThan(before.highestModSeq);
    expect(await office.mailboxes.usage(account)).toEqual({ storageBytes: after.sizeBytes, messageCount: 3 });
  });

  test('an empty list changes nothing', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { inbox } = await office.person('alice');
    const before = await office.get(inbox);
    await applyOne(office.store, { kind: 'append-emails', mailbox: inbox, emails: [], limits: UNLIMITED });
    expect(await office.get(inbox)).toEqual(before);
  });

  test('fails with not-found, and the content can be filed elsewhere', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { inbox } = await office.person('alice');
    const emails = [await office.email()];
    const append = { kind: 'append-emails', mailbox: 999_999 as MailboxId, emails, limits: UNLIMITED } as const;
    await expectFailure(office.store, append, 'not-found');
    await applyOne(office.store, { ...append, mailbox: inbox });
    expect((await office.get(inbox)).messageCount).toBe(1);
  });

  test('quota: all or none, and what fits exactly fits', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account, inbox } = await office.person('alice');
    await office.append(inbox);
    const emails = [await office.email(), await office.email()];
    const used = (await office.mailboxes.usage(account)).storageBytes;
    const total = used + emails.reduce((sum, { content }) => sum + content.staged.sizeBytes, 0);
    const append = { kind: 'append-emails', mailbox: inbox, emails } as const;
    const before = await office.get(inbox);
    await expectFailure(
      office.store,
      { ...append, limits: { storageBytes: total - 1, messageCount: null } },
      'over-quota',
    );
    await expectFailure(office.store, { ...append, limits: { storageBytes: null, messageCount: 2 } }, 'over-quota');
    expect(await office.get(inbox)).toEqual(before);
    await applyOne(office.store, { ...append, limits: { storageBytes: total, messageCount: 3 } });
    expect((await office.get(inbox)).messageCount).toBe(3);
  });
}
