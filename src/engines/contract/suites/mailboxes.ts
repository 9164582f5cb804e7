import { expect, test } from 'vitest';
import type { AccountId, MailboxId, ModSeq, Uid } from '../../../domain/ports/ids.ts';
import type { CreateMailbox, NewMailbox } from '../../../domain/ports/mailbox-operations.ts';
import { type ChangeMark, INBOX } from '../../../domain/ports/mailboxes.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { expectFailure } from '../expect-failure.ts';
import { mailbox, NO_MOD_SEQ, Office, type OpenStore, uids } from '../office.ts';

export function mailboxSuite(open: OpenStore): void {
  const creation = (account: AccountId, path: string, more: Partial<NewMailbox> = {}): CreateMailbox => {
    return { kind: 'create-mailbox', account, maxMailboxes: 6, ...mailbox(path, more) };
  };
  const paths = async (office: Office, account: AccountId) => {
    return (await office.mailboxes.list(account)).map(({ path }) => path);
  };
  const nowhere = 999_999 as MailboxId;

  test('create makes what is missing above', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account } = await office.person('alice');
    const made = await applyOne(office.store, creation(account, 'a/b/c', { specialUse: ['Sent', 'Archive'] }));
    expect(await paths(office, account)).toEqual([INBOX, 'a', 'a/b', 'a/b/c']);
    const found = await office.get(made.mailbox);
    expect(found).toMatchObject({
      account,
      path: 'a/b/c',
      specialUse: ['Sent', 'Archive'],
      isSubscribed: false,
      uidNext: 1,
    });
    expect(found.highestModSeq).toBeGreaterThan(0);
    expect(found.uidValidity).toBeGreaterThan(0);
  });

  test('create fails with each of its failures', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account } = await office.person('alice');
    await applyOne(office.store, creation(account, 'Sent', { specialUse: ['Sent'] }));
    await expectFailure(office.store, creation(account, 'Sent'), 'already-exists');
    await expectFailure(office.store, creation(account, INBOX), 'already-exists');
    await expectFailure(office.store, creation(999_999 as AccountId, 'x'), 'not-found');
    await expectFailure(office.store, creation(account, 'Other', { specialUse: ['Sent'] }), 'invalid');
    await expectFailure(office.store, creation(account, 'a/b/c/d/e'), 'too-many');
    await applyOne(office.store, creation(account, 'a/b/c/d'));
    await expectFailure(office.store, creation(account, 'x'), 'too-many');
    expect(await paths(office, account)).toEqual([INBOX, 'Sent', 'a', 'a/b', 'a/b/c', 'a/b/c/d']);
    const bob = await office.person('bob');
    await applyOne(office.store, creation(bob.account, 'Sent', { specialUse: ['Sent'] }));
  });

  test('rename takes inferiors along, and only them', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account } = await office.person('alice');
    const work = await office.makeMailbox(account, 'Work');
    const deep = await office.makeMailbox(account, 'Work/2026/May');
    await office.makeMailbox(account, 'Work-old');
    await office.makeMailbox(account, 'Work0');
    await office.append(deep);
    const before = await office.get(deep);
    await applyOne(office.store, { kind: 'rename-mailbox', mailbox: work, newPath: 'Old/Jobs' });
    const expected = [INBOX, 'Old', 'Old/Jobs', 'Old/Jobs/2026', 'Old/Jobs/2026/May', 'Work-old', 'Work0'];
    expect(await paths(office, account)).toEqual(expected);
    expect(await office.get(deep)).toEqual({ ...before, path: 'Old/Jobs/2026/May' });
  });

  test('rename fails with each of its failures', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account, inbox } = await office.person('alice');
    const work = await office.makeMailbox(account, 'Work');
    await office.makeMailbox(account, 'Other');
    const rename = { kind: 'rename-mailbox', mailbox: work } as const;
    await expectFailure(office.store, { ...rename, mailbox: nowhere, newPath: 'x' }, 'not-found');
    await expectFailure(office.store, { ...rename, newPath: 'Other' }, 'already-exists');
    await expectFailure(office.store, { ...rename, newPath: 'Work' }, 'already-exists');
    await expectFailure(office.store, { ...rename, newPath: 'Work/below' }, 'invalid');
    await expectFailure(office.store, { ...rename, mailbox: inbox, newPath: 'Work' }, 'already-exists');
    expect(await paths(office, account)).toEqual([INBOX, 'Other', 'Work']);
  });

  test('renaming INBOX moves its messages and leaves it and its inferiors in place', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account, inbox } = await office.person('alice');
    await office.makeMailbox(account, 'INBOX/below');
    await office.append(inbox, { keywords: 'k' });
    await office.append(inbox);
    await applyOne(office.store, { kind: 'rename-mailbox', mailbox: inbox, newPath: 'Saved/2026' });
    expect(await paths(office, account)).toEqual([INBOX, 'INBOX/below', 'Saved', 'Saved/2026']);
    expect(await office.get(inbox)).toMatchObject({ path: INBOX, messageCount: 0, uidNext: 3 });
    expect(await office.show((await office.find(account, 'Saved/2026')).id)).toEqual(['1:0:k', '2:0:']);
    expect(await office.mailboxes.vanishedSince(inbox, NO_MOD_SEQ, 10)).toHaveLength(2);
  });

  test('delete removes entries and gives the quota back; a new one has a higher UIDVALIDITY', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account, inbox } = await office.person('alice');
    let last = 0;
    for (let round = 0; round < 3; round += 1) {
      const work = await office.makeMailbox(account, 'Work');
      const { uidValidity } = await office.get(work);
      expect(uidValidity).toBeGreaterThan(last);
      last = uidValidity;
      await office.append(work);
      await applyOne(office.store, { kind: 'delete-mailbox', mailbox: work });
      expect(await office.mailboxes.get(work)).toBeNull();
      expect(await office.mailboxes.scan(work, 1 as Uid, 9 as Uid, 9, ['uid'])).toHaveLength(0);
    }
    expect(await office.mailboxes.usage(account)).toEqual({ storageBytes: 0, messageCount: 0 });
    await expectFailure(office.store, { kind: 'delete-mailbox', mailbox: inbox }, 'invalid');
    await expectFailure(office.store, { kind: 'delete-mailbox', mailbox: nowhere }, 'not-found');
    await office.makeMailbox(account, 'a/b');
    const above = (await office.find(account, 'a')).id;
    await expectFailure(office.store, { kind: 'delete-mailbox', mailbox: above }, 'in-use');
  });

  test('update changes only what is given; recent UIDs only rise', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account, inbox } = await office.person('alice');
    const work = await office.makeMailbox(account, 'Work');
    const update = { kind: 'update-mailbox', mailbox: work } as const;
    await applyOne(office.store, { ...update, specialUse: ['Drafts'], isSubscribed: true });
    await applyOne(office.store, { ...update, firstRecentUid: 5 as Uid });
    await applyOne(office.store, { ...update, firstRecentUid: 3 as Uid });
    const expected = { specialUse: ['Drafts'], isSubscribed: true, firstRecentUid: 5 };
    expect(await office.get(work)).toMatchObject(expected);
    await applyOne(office.store, { ...update, specialUse: ['Drafts', 'Flagged'] });
    await expectFailure(office.store, { ...update, mailbox: inbox, specialUse: ['Flagged'] }, 'invalid');
    await expectFailure(office.store, { ...update, mailbox: nowhere, isSubscribed: true }, 'not-found');
  });

  test('names stay subscribed without a mailbox, and become its subscription', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account } = await office.person('alice');
    const subscribe = { kind: 'subscribe-name', account, isSubscribed: true } as const;
    await applyOne(office.store, { ...subscribe, path: 'b' });
    await applyOne(office.store, { ...subscribe, path: 'a' });
    await applyOne(office.store, { ...subscribe, path: 'a' });
    expect(await office.mailboxes.subscribedNames(account)).toEqual(['a', 'b']);
    await applyOne(office.store, { ...subscribe, path: 'b', isSubscribed: false });
    const made = await office.makeMailbox(account, 'a');
    expect((await office.get(made)).isSubscribed).toBe(true);
    expect(await office.mailboxes.subscribedNames(account)).toEqual([]);
    await applyOne(office.store, { kind: 'delete-mailbox', mailbox: made });
    expect(await office.mailboxes.subscribedNames(account)).toEqual(['a']);
    await expectFailure(office.store, { ...subscribe, account: 999_999 as AccountId, path: 'x' }, 'not-found');
  });

  test('changedSince lists by ModSeq, then UID, in slices', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { inbox } = await office.person('alice');
    for (let count = 0; count < 5; count += 1) await office.append(inbox);
    const since = (await office.get(inbox)).highestModSeq;
    const flags = { mode: 'add', system: 1, keywords: '', unchangedSince: null } as const;
    await applyOne(office.store, { kind: 'store-flags', mailbox: inbox, uids: uids(4), ...flags });
    await applyOne(office.store, { kind: 'store-flags', mailbox: inbox, uids: uids(2, 5), ...flags });
    const changed = async (after?: ChangeMark, limit = 10, from = since) =>
      (await office.mailboxes.changedSince(inbox, from, limit, after)).map(({ uid }) => uid);
    expect(await changed()).toEqual([4, 2, 5]);
    const [first] = await office.mailboxes.changedSince(inbox, since, 1);
    expect(first?.uid).toBe(4);
    expect(await changed(first, 1)).toEqual([2]);
    expect(await changed({ uid: 2 as Uid, modSeq: (first.modSeq + 1) as ModSeq })).toEqual([5]);
    expect(await changed(undefined, 10, NO_MOD_SEQ)).toEqual([1, 3, 4, 2, 5]);
  });

  test('vanishedSince, too', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { inbox } = await office.person('alice');
    for (let count = 0; count < 5; count += 1) await office.append(inbox);
    const since = (await office.get(inbox)).highestModSeq;
    const expunge = { kind: 'expunge-entries', mailbox: inbox, onlyDeleted: false } as const;
    await applyOne(office.store, { ...expunge, uids: uids(4) });
    await applyOne(office.store, { ...expunge, uids: uids(2, 5) });
    const all = await office.mailboxes.vanishedSince(inbox, since, 10);
    expect(all.map(({ uid }) => uid)).toEqual([4, 2, 5]);
    expect(await office.mailboxes.vanishedSince(inbox, since, 10, all[1])).toEqual([all[2]]);
    expect(await office.mailboxes.vanishedSince(inbox, all[0].modSeq, 10)).toEqual(all.slice(1));
  });

  test('keywordSets lists each set of keywords once, in slices', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account, inbox } = await office.person('alice');
    for (const keywords of ['b', '', 'a', 'b', 'a b', 'a']) await office.append(inbox, { keywords });
    const other = await office.makeMailbox(account, 'Work');
    await office.append(other, { keywords: 'z' });
    expect(await office.mailboxes.keywordSets(inbox, '', 10)).toEqual(['a', 'a b', 'b']);
    expect(await office.mailboxes.keywordSets(inbox, '', 2)).toEqual(['a', 'a b']);
    expect(await office.mailboxes.keywordSets(inbox, 'a b', 2)).toEqual(['b']);
    const expunge = { kind: 'expunge-entries', mailbox: inbox, onlyDeleted: false } as const;
    await applyOne(office.store, { ...expunge, uids: uids(1, 4) });
    expect(await office.mailboxes.keywordSets(inbox, '', 10)).toEqual(['a', 'a b']);
    await applyOne(office.store, { kind: 'delete-mailbox', mailbox: other });
    expect(await office.mailboxes.keywordSets(other, '', 10)).toEqual([]);
  });
}
