import { expect, test } from 'vitest';
import type { MailboxId } from '../../../domain/ports/ids.ts';
import type { Operation } from '../../../domain/ports/operations.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { copyTo, Office, type OpenStore, UNLIMITED, uids } from '../office.ts';

export function concurrencySuite(open: OpenStore): void {
  test('an operation that fails in the middle of a group touches no other', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store } = office;
    const people = await Promise.all(['a', 'b', 'c', 'd'].map((name) => office.person(name)));
    const calls = Array.from({ length: 300 }, async (_, index) => {
      const person = people[index % people.length];
      if (person === undefined) throw new Error('no person');
      const good = office.delivery(await office.stage(), [copyTo(person.account)]);
      const email = await office.email();
      const limits = { storageBytes: 1, messageCount: null };
      const bad: Operation[] = [
        { kind: 'append-emails', mailbox: person.inbox, emails: [email], limits },
        { kind: 'append-emails', mailbox: 999_999 as MailboxId, emails: [email], limits: UNLIMITED },
        { kind: 'rename-mailbox', mailbox: person.inbox, newPath: 'INBOX' },
        { kind: 'delete-user', expectVersion: null, account: office.admin, handOverTo: null },
      ];
      const [first, failed, last] = await store.apply([good, bad[index % bad.length], good]);
      expect([first?.ok, failed?.ok, last?.ok]).toEqual([true, false, true]);
    });
    await Promise.all(calls);
    for (const { account, inbox } of people) {
      const { messageCount, uidNext, sizeBytes } = await office.get(inbox);
      expect({ messageCount, uidNext }).toEqual({ messageCount: 150, uidNext: 151 });
      expect(await office.mailboxes.usage(account)).toEqual({ storageBytes: sizeBytes, messageCount });
    }
  });

  test('an operation that fails late leaves nothing of what it had done', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store } = office;
    const { account, inbox } = await office.person('alice');
    const work = await office.makeMailbox(account, 'Work');
    await office.makeMailbox(account, 'Work/a/b');
    await office.makeMailbox(account, 'New');
    await office.append(inbox);
    const before = await office.mailboxes.list(account);
    const taken = { kind: 'create-user', domain: office.domain, ...newUserWithTwoInboxes() } as const;
    const outcomes = await store.apply([
      { kind: 'rename-mailbox', mailbox: work, newPath: 'New' },
      taken,
      {
        kind: 'store-flags',
        mailbox: inbox,
        uids: uids(1),
        mode: 'add',
        system: 1,
        keywords: '',
        unchangedSince: null,
      },
      taken,
    ]);
    expect(outcomes.map(({ ok }) => ok)).toEqual([false, false, true, false]);
    const after = await office.mailboxes.list(account);
    expect(after.filter(({ id }) => id !== inbox)).toEqual(before.filter(({ id }) => id !== inbox));
    expect(await office.directory.findUser('twice')).toBeNull();
    const next = await office.person('next');
    expect(await office.show(next.inbox)).toEqual([]);
  });

  test('operations of one call are executed in their order', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account } = await office.person('alice');
    const make = { kind: 'create-mailbox', account, maxMailboxes: 9, specialUse: [], isSubscribed: false } as const;
    const outcomes = await office.store.apply([
      { ...make, path: 'a' },
      { ...make, path: 'a' },
      { ...make, path: 'a/b' },
    ]);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true]);
    expect(await office.store.apply([])).toEqual([]);
  });

  test('of many who want the same name one gets it', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const tries = Array.from({ length: 20 }, () => office.user('same'));
    const settled = await Promise.allSettled(tries);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const account = await office.directory.findUser('same');
    expect(account).not.toBeNull();
    await applyOne(office.store, {
      kind: 'delete-user',
      expectVersion: null,
      account: account?.account as never,
      handOverTo: null,
    });
  });
}

function newUserWithTwoInboxes() {
  const inbox = { path: 'INBOX', specialUse: [], isSubscribed: false };
  return {
    ...{ userId: 'twice', localPart: 'twice', role: 'user' as const, language: null, credentials: [] },
    ...{ roleDomains: [], isListed: true, privileges: {} },
    ...{ storageQuota: 'inherit' as const, messageQuota: 'inherit' as const, mailboxes: [inbox, inbox] },
    profile: {
      ...{ firstName: '', lastName: '', title: '', office: '', workPhone: '', mobilePhone: '', homePhone: '' },
      ...{ pager: '', fax: '', alternateMail: '' },
    },
  };
}
