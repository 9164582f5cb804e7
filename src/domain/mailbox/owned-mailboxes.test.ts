import { describe, expect, test } from 'vitest';
import { appendText, openTestMailboxes } from '../../../test/support/mailboxes.ts';
import { SYSTEM } from '../access/caller.ts';
import { FLAG_DELETED, FLAG_SEEN } from '../ports/flags.ts';
import type { MailboxId, Uid } from '../ports/ids.ts';
import { applyOne } from '../ports/store.ts';
import type { MailboxEvent } from './account-mailboxes.ts';

const MESSAGE = 'From: anna@example.com\nSubject: Hello\n\nHow are you?\n';
const failing = (code: string, detail: Record<string, unknown> = {}) =>
  expect.objectContaining({ code, detail: expect.objectContaining(detail) });

describe('mailboxes of an account', () => {
  test('come, go, and change their names', async () => {
    await using test = await openTestMailboxes();
    const { alice } = test;
    const events: MailboxEvent[] = [];
    const endWatch = alice.watch((event) => events.push(event));
    const made = await alice.create('Projects/2026/', { specialUse: ['Archive'], isSubscribed: true });
    expect(made).toMatchObject({ path: 'Projects/2026', specialUse: ['Archive'], isSubscribed: true });
    expect((await alice.list()).map(({ path }) => path)).toEqual(['INBOX', 'Projects', 'Projects/2026']);
    await expect(alice.create('projects/../x\0')).rejects.toEqual(failing('invalid', { reason: 'control-character' }));
    await expect(alice.create('inbox')).rejects.toEqual(failing('already-exists'));
    await expect(alice.create('Other', { specialUse: ['Archive'] })).rejects.toEqual(failing('invalid'));
    await alice.rename('Projects', 'Work');
    expect(await alice.find('Projects/2026')).toBeNull();
    expect(await alice.find('Work/2026')).toMatchObject({ id: made.id });
    await expect(alice.rename('Work', 'Work/2026/x')).rejects.toEqual(failing('invalid'));
    await expect(alice.delete('Work')).rejects.toEqual(failing('in-use'));
    await alice.delete('Work/2026');
    await expect(alice.get('Work/2026')).rejects.toEqual(failing('not-found'));
    endWatch();
    await alice.create('Unseen by the watcher');
    expect(events.map((event) => event.kind)).toEqual(['created', 'created', 'renamed', 'renamed', 'deleted']);
  });

  test('are subscribed by name', async () => {
    await using test = await openTestMailboxes();
    const { alice } = test;
    await alice.setSubscribed('inbox', false);
    await alice.setSubscribed('Not there', true);
    expect(await alice.get('INBOX')).toMatchObject({ isSubscribed: false });
    expect(await alice.subscribedNames()).toEqual(['Not there']);
    await alice.setSubscribed('Not there', false);
    expect(await alice.subscribedNames()).toEqual([]);
  });

  test('of somebody else do not exist', async () => {
    await using test = await openTestMailboxes();
    const { alice, bob } = test;
    const uid = await appendText(alice, 'INBOX', MESSAGE);
    const { id } = await alice.get('INBOX');
    const flags = { uids: [uid], mode: 'add', system: FLAG_SEEN, keywords: '', unchangedSince: null } as const;
    const gone = failing('not-found', { field: 'source' });
    await expect(bob.storeFlags(id, flags)).rejects.toEqual(gone);
    await expect(bob.copy(id, [uid], 'INBOX')).rejects.toEqual(gone);
    await expect(bob.move(id, [uid], 'INBOX')).rejects.toEqual(gone);
    await expect(bob.remove(id, [uid])).rejects.toEqual(gone);
    await expect(bob.expungeDeleted(id, null)).rejects.toEqual(gone);
    await expect(bob.message(id, uid)).rejects.toEqual(gone);
    await expect(bob.remove(99_999 as MailboxId, [uid])).rejects.toEqual(gone);
    expect((await alice.get('INBOX')).messageCount).toBe(1);
  });
});

describe('appending', () => {
  test('files several messages or none', async () => {
    await using test = await openTestMailboxes();
    const { alice } = test;
    {
      await using batch = await alice.startAppend('INBOX');
      for (const text of ['one', 'two']) {
        const receiver = batch.add({ system: 0, keywords: '', receivedAt: null }, null);
        for (const byte of Buffer.from(`Subject: ${text}\r\n\r\n`)) await receiver.write(Uint8Array.of(byte));
        await receiver.finish();
      }
      const { entries } = await batch.commit();
      expect(entries.map(({ uid }) => uid)).toEqual([1, 2]);
    }
    {
      await using batch = await alice.startAppend('INBOX');
      const receiver = batch.add({ system: 0, keywords: '', receivedAt: null }, 3);
      await receiver.write(Buffer.from('abc'));
      await receiver.finish();
      batch.add({ system: 0, keywords: '', receivedAt: null }, 300_000);
    }
    expect(await alice.get('INBOX')).toMatchObject({ messageCount: 2, uidNext: 3 });
  });

  test('refuses what is too large, badly flagged or over the quota', async () => {
    await using test = await openTestMailboxes();
    const { alice, settings } = test;
    await settings.set(SYSTEM, 'maxMessageBytes', 65_536);
    await settings.set(SYSTEM, 'defaultStorageQuota', '1M');
    await using batch = await alice.startAppend('INBOX');
    const none = { system: 0, keywords: '', receivedAt: null };
    expect(() => batch.add(none, 65_537)).toThrow(failing('too-large', { limit: 65_536 }));
    expect(() => batch.add({ ...none, keywords: 'a(b' }, 1)).toThrow(failing('invalid'));
    expect(() => batch.add({ ...none, keywords: 'x'.repeat(101) }, 1)).toThrow(failing('too-large'));
    const receiver = batch.add(none, null);
    await receiver.write(Buffer.alloc(65_000));
    expect(() => receiver.write(Buffer.alloc(1000))).toThrow(failing('too-large'));
    await settings.set(SYSTEM, 'defaultMessageQuota', '1');
    await appendText(alice, 'INBOX', MESSAGE);
    await expect(alice.startAppend('INBOX')).rejects.toEqual(failing('over-quota'));
    expect(await alice.quota()).toEqual({
      usage: { storageBytes: Buffer.byteLength(MESSAGE) + 4, messageCount: 1 },
      limits: { storageBytes: 1024 * 1024, messageCount: 1 },
    });
  });

  test("a user's own quota goes before the server's", async () => {
    await using test = await openTestMailboxes();
    const { alice, settings, store } = test;
    await settings.set(SYSTEM, 'defaultMessageQuota', '1');
    const change = { kind: 'update-user', account: alice.account, expectVersion: null } as const;
    await applyOne(store, { ...change, messageQuota: 'none', storageQuota: 5000 });
    expect((await alice.quota()).limits).toEqual({ storageBytes: 5000, messageCount: null });
  });
});

describe('changing messages', () => {
  test('flags, copies, moves and removes', async () => {
    await using test = await openTestMailboxes();
    const { alice } = test;
    await alice.create('Other');
    for (let i = 0; i < 4; i++) await appendText(alice, 'INBOX', MESSAGE);
    const { id } = await alice.get('INBOX');
    const uids = [1, 2, 3] as Uid[];
    const flags = { uids, mode: 'add', system: FLAG_DELETED, keywords: '$Label', unchangedSince: null } as const;
    const { changes, modified } = await alice.storeFlags(id, flags);
    expect(modified).toEqual([]);
    expect(changes.map((change) => change.uids)).toEqual([[1, 2, 3]]);
    expect(await alice.copy(id, [3] as Uid[], 'Other')).toMatchObject({ from: [3], to: [1] });
    expect(await alice.move(id, [2, 77] as Uid[], 'Other')).toMatchObject({ from: [2], to: [2] });
    await expect(alice.move(id, [1] as Uid[], 'None')).rejects.toEqual(failing('not-found', { field: 'target' }));
    expect((await alice.expungeDeleted(id, [3, 4] as Uid[])).uids).toEqual([3]);
    expect((await alice.expungeDeleted(id, null)).uids).toEqual([1]);
    expect((await alice.remove(id, [4] as Uid[])).uids).toEqual([4]);
    expect(await alice.get('INBOX')).toMatchObject({ messageCount: 0 });
    expect(await alice.get('Other')).toMatchObject({ messageCount: 2, deletedCount: 2 });
  });
});
