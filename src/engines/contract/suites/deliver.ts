import { expect, test } from 'vitest';
import { FLAG_FLAGGED, FLAG_SEEN } from '../../../domain/ports/flags.ts';
import type { AccountId, MailboxId } from '../../../domain/ports/ids.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { copyTo, FIRST_UID, LAST_UID, Office, type OpenStore } from '../office.ts';

export function deliverSuite(open: OpenStore): void {
  test('files a copy for each recipient and keeps the content once', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const alice = await office.person('alice');
    const bob = await office.person('bob');
    const content = await office.stage('Subject: hi\r\nMessage-ID: <1@example.org>\r\n\r\nbody');
    const result = await applyOne(
      office.store,
      office.delivery(content, [
        copyTo(alice.account),
        copyTo(bob.account, null, { system: FLAG_SEEN, keywords: 'a b' }),
      ]),
    );
    expect(result.local.map((filed) => [filed?.mailbox, filed?.uid])).toEqual([
      [alice.inbox, 1],
      [bob.inbox, 1],
    ]);
    expect(await office.show(bob.inbox)).toEqual(['1:1:a b']);
    expect(await office.get(alice.inbox)).toMatchObject({ messageCount: 1, unseenCount: 1, sizeBytes: 48, uidNext: 2 });
    expect(await office.get(bob.inbox)).toMatchObject({ messageCount: 1, unseenCount: 0 });
    const fields = ['hash', 'receivedAtMs', 'receivedOffsetMinutes', 'messageId', 'subjectKey', 'sizeBytes'] as const;
    const rows = await office.mailboxes.scan(alice.inbox, FIRST_UID, LAST_UID, 10, fields);
    expect(rows).toEqual([[content.staged.hash, 1_700_000_000_000, -90, '<1@example.org>', 'hi', 48]]);
    expect(await office.store.maintenance.status()).toMatchObject({
      contentCount: 1,
      contentBytes: 48,
      emailCount: 2,
      emailBytes: 96,
    });
  });

  test('goes to the mailbox named, and to INBOX when that is gone or belongs to another', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const alice = await office.person('alice');
    const bob = await office.person('bob');
    const work = await office.makeMailbox(alice.account, 'Work');
    const targets = [work, 999_999 as MailboxId, bob.inbox];
    const local = targets.map((target) => copyTo(alice.account, target));
    const result = await applyOne(office.store, office.delivery(await office.stage(), local));
    expect(result.local.map((filed) => filed?.mailbox)).toEqual([work, alice.inbox, alice.inbox]);
  });

  test('a copy for an account that is gone is null, and the others are filed', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const alice = await office.person('alice');
    const gone = 999_999 as AccountId;
    const delivery = office.delivery(await office.stage(), [copyTo(gone), copyTo(alice.account)]);
    const result = await applyOne(office.store, delivery);
    expect(result.local[0]).toBeNull();
    expect(result.local[1]).toMatchObject({ mailbox: alice.inbox, uid: 1 });
    const nobody = await applyOne(office.store, office.delivery(await office.stage(), [copyTo(gone)]));
    expect(nobody).toEqual({ local: [null], outgoing: [] });
  });

  test('answers join the thread of what they answer, by any of their keys', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account, inbox } = await office.person('alice');
    for (const threadKeys of [['first'], ['other'], ['answer', 'first'], ['late', 'unknown', 'answer'], []]) {
      const { staged, digest } = await office.stage();
      const content = { staged, digest: { ...digest, threadKeys } };
      await applyOne(office.store, office.delivery(content, [copyTo(account)]));
    }
    const rows = await office.mailboxes.scan(inbox, FIRST_UID, LAST_UID, 10, ['emailNumber', 'threadNumber']);
    expect(rows).toEqual([
      [1, 1],
      [2, 2],
      [3, 1],
      [4, 1],
      [5, 5],
    ]);
  });

  test('the same content again is a new email of the same content', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account, inbox } = await office.person('alice');
    const text = office.text();
    const flags = { system: FLAG_FLAGGED };
    for (let round = 0; round < 3; round += 1) {
      await applyOne(office.store, office.delivery(await office.stage(text), [copyTo(account, null, flags)]));
    }
    const rows = await office.mailboxes.scan(inbox, FIRST_UID, LAST_UID, 10, ['uid', 'emailNumber', 'threadNumber']);
    expect(rows).toEqual([
      [1, 1, 1],
      [2, 2, 1],
      [3, 3, 1],
    ]);
    expect((await office.store.maintenance.status()).contentCount).toBe(1);
  });

  test('one staged content may be filed by several operations', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account, inbox } = await office.person('alice');
    const content = await office.stage();
    const delivery = office.delivery(content, [copyTo(account)]);
    const together = await office.store.apply([delivery, delivery]);
    expect(together.map(({ ok }) => ok)).toEqual([true, true]);
    await applyOne(office.store, delivery);
    expect((await office.get(inbox)).messageCount).toBe(3);
  });
}
