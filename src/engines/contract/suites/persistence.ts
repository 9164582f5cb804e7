import { expect, test } from 'vitest';
import { applyOne } from '../../../domain/ports/store.ts';
import { FIRST_UID, LAST_UID, NO_MOD_SEQ, Office, type OpenStore, UNLIMITED, uids } from '../office.ts';

export function persistenceSuite(open: OpenStore): void {
  test('everything is there after closing and opening again, and goes on where it was', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account, inbox } = await office.person('alice');
    const work = await office.makeMailbox(account, 'Work');
    const big = Buffer.alloc(700_000, 'big ');
    for (const content of [undefined, big, undefined]) await office.append(inbox, { keywords: 'k' }, content);
    await applyOne(office.store, {
      ...{ kind: 'copy-entries', from: inbox, to: work, uids: uids(1, 2), isMove: true, limits: UNLIMITED },
    });
    const look = async () => ({
      mailboxes: await office.mailboxes.list(account),
      inbox: await office.show(inbox),
      work: await office.mailboxes.scan(work, FIRST_UID, LAST_UID, 9, ['uid', 'modSeq', 'hash', 'subjectKey']),
      gone: await office.mailboxes.vanishedSince(inbox, NO_MOD_SEQ, 9),
      user: await office.directory.user(account),
      usage: await office.mailboxes.usage(account),
      aliases: await office.directory.listAliases(null, { limit: 9 }),
    });
    const before = await look();
    const { position } = office.store.feed;
    await opened.reopen();
    expect(await look()).toEqual(before);
    expect(office.store.feed.position).toBe(position);
    for (const [, , hash] of before.work) {
      const bytes = await office.store.contents.read(hash);
      expect(bytes.length).toBeGreaterThan(0);
    }
    expect(await office.append(inbox)).toBe(4);
    expect(office.store.feed.position).toBeGreaterThan(position);
    const made = await office.makeMailbox(account, 'Later');
    const last = Math.max(...before.mailboxes.map(({ uidValidity }) => uidValidity));
    expect((await office.get(made)).uidValidity).toBeGreaterThan(last);
  });

  test('numbers of what was deleted are not given again after a restart', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const bob = await office.person('bob');
    const work = await office.makeMailbox(bob.account, 'Work');
    const { uidValidity } = await office.get(work);
    await applyOne(office.store, { kind: 'delete-mailbox', mailbox: work });
    await applyOne(office.store, { kind: 'delete-user', expectVersion: null, account: bob.account, handOverTo: null });
    await opened.reopen();
    const next = await office.person('bob');
    expect(next.account).toBeGreaterThan(bob.account);
    expect(next.inbox).toBeGreaterThan(work);
    expect((await office.get(next.inbox)).uidValidity).toBeGreaterThan(uidValidity);
  });
}
