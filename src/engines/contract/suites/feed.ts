import { expect, test } from 'vitest';
import type { Change, ChangeBatch } from '../../../domain/ports/changes.ts';
import { FLAG_DELETED, FLAG_SEEN } from '../../../domain/ports/flags.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { copyTo, mailbox, messageTo, newUser, Office, type OpenStore, UNLIMITED, uids } from '../office.ts';

export function feedSuite(open: OpenStore): void {
  const listen = (office: Office) => {
    const batches: ChangeBatch[] = [];
    office.store.feed.subscribe((batch) => batches.push(batch));
    return () => batches.splice(0).flatMap(({ changes }) => changes);
  };

  test('tells of mail as it comes, changes and goes', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store } = office;
    const { account, inbox } = await office.person('alice');
    const work = await office.makeMailbox(account, 'Work');
    const take = listen(office);
    const place = { account, mailbox: inbox };

    const queued = [messageTo(['x@example.org'])];
    const filing = office.delivery(await office.stage(), [copyTo(account, null, { system: 1, keywords: 'k' })], queued);
    await applyOne(store, filing);
    const nextAttemptAtMs = await office.queue.firstDue('example.org');
    let { highestModSeq: modSeq } = await office.get(inbox);
    const entry = { uid: 1, modSeq, system: 1, keywords: 'k', emailNumber: 1 };
    expect(take()).toEqual([
      { kind: 'entries-added', ...place, entries: [entry] },
      { kind: 'queued', lanes: [{ lane: 'example.org', nextAttemptAtMs }] },
    ]);

    const flags = { kind: 'store-flags', mailbox: inbox, uids: uids(1), keywords: '', unchangedSince: null } as const;
    await applyOne(store, { ...flags, mode: 'add', system: FLAG_DELETED });
    ({ highestModSeq: modSeq } = await office.get(inbox));
    const flagged = { uid: 1, modSeq, system: FLAG_SEEN | FLAG_DELETED, keywords: 'k' };
    expect(take()).toEqual([{ kind: 'flags-changed', ...place, entries: [flagged] }]);
    await applyOne(store, { ...flags, mode: 'add', system: FLAG_DELETED });
    expect(take()).toEqual([]);

    const move = {
      kind: 'copy-entries',
      from: inbox,
      to: work,
      uids: uids(1),
      isMove: true,
      limits: UNLIMITED,
    } as const;
    await applyOne(store, move);
    const moved = take();
    ({ highestModSeq: modSeq } = await office.get(work));
    const arrived = { ...flagged, modSeq, emailNumber: 1 };
    expect(moved).toContainEqual({ kind: 'entries-added', account, mailbox: work, entries: [arrived] });
    const left = (await office.get(inbox)).highestModSeq;
    expect(moved).toContainEqual({ kind: 'entries-expunged', ...place, uids: [1], modSeq: left });

    await applyOne(store, { kind: 'expunge-entries', mailbox: work, uids: null, onlyDeleted: true });
    ({ highestModSeq: modSeq } = await office.get(work));
    expect(take()).toEqual([{ kind: 'entries-expunged', account, mailbox: work, uids: [1], modSeq }]);
  });

  test('tells of mailboxes and the directory', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, domain, admin } = office;
    const take = listen(office);
    const kinds = () => take().map((change: Change) => change.kind);
    const account = await office.user('bob');
    expect(kinds()).toEqual(['user-changed', 'mailbox-created']);
    const { mailbox: deep } = await applyOne(store, {
      ...{ kind: 'create-mailbox', account, maxMailboxes: 9 },
      ...mailbox('a/b'),
    });
    expect(take()).toMatchObject([
      { kind: 'mailbox-created', path: 'a' },
      { mailbox: deep, path: 'a/b' },
    ]);
    const above = await office.find(account, 'a');
    await applyOne(store, { kind: 'rename-mailbox', mailbox: above.id, newPath: 'c' });
    expect(take()).toEqual([
      { kind: 'mailbox-renamed', account, mailbox: above.id, oldPath: 'a', path: 'c' },
      { kind: 'mailbox-renamed', account, mailbox: deep, oldPath: 'a/b', path: 'c/b' },
    ]);
    await applyOne(store, { kind: 'update-mailbox', mailbox: deep, isSubscribed: true });
    expect(take()).toEqual([{ kind: 'mailbox-changed', account, mailbox: deep }]);
    await applyOne(store, { kind: 'delete-mailbox', mailbox: deep });
    expect(take()).toEqual([{ kind: 'mailbox-deleted', account, mailbox: deep, path: 'c/b' }]);

    const { domain: second } = await applyOne(store, {
      ...{ kind: 'create-domain', name: 'example.org', description: '', postmaster: admin, dkimKeys: [] },
    });
    expect(kinds()).toEqual(['domain-changed', 'alias-changed']);
    await applyOne(store, { kind: 'update-domain', expectVersion: null, domain: second, description: 'x' });
    expect(take()).toEqual([{ kind: 'domain-changed', domain: second }]);
    await applyOne(store, { kind: 'update-user', account, expectVersion: null, language: 'de' });
    expect(take()).toEqual([{ kind: 'user-changed', account }]);
    const secret = { verifier: 'v', scram: null, mustChange: false, services: null, createdAtMs: 0, expiresAtMs: null };
    const credential = { kind: 'password', label: '', ...secret } as const;
    await applyOne(store, { kind: 'set-credential', account, credential });
    expect(take()).toEqual([{ kind: 'credentials-changed', account }]);
    await applyOne(store, { kind: 'set-setting', name: 'n', value: '1' });
    expect(take()).toEqual([{ kind: 'setting-changed', name: 'n' }]);
    await applyOne(store, { kind: 'delete-user', expectVersion: null, account, handOverTo: null });
    expect(kinds()).toContain('user-deleted');
    await store.apply([{ kind: 'create-user', domain, ...newUser('admin') }]);
    expect(take()).toEqual([]);
  });

  test('listeners hear before the caller, in order, with rising positions, and can read what they hear of', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store } = office;
    const { account, inbox } = await office.person('alice');
    const heard: number[] = [];
    const seen: Promise<{ readonly told: number; readonly read: number }>[] = [];
    let position = store.feed.position;
    const end = store.feed.subscribe((batch) => {
      expect(batch.position).toBeGreaterThan(position);
      position = batch.position;
      expect(store.feed.position).toBe(position);
      for (const change of batch.changes) {
        if (change.kind !== 'entries-added') continue;
        heard.push(...change.entries.map(({ uid }) => uid));
        const list = change.entries.map(({ uid }) => uid);
        const told = list.length;
        seen.push(office.mailboxes.pick(inbox, list, ['uid']).then((rows) => ({ told, read: rows.length })));
      }
    });
    const contents = await Promise.all(Array.from({ length: 50 }, () => office.stage()));
    await Promise.all(
      contents.map(async (content) => {
        const result = await applyOne(store, office.delivery(content, [copyTo(account)]));
        expect(heard).toContain(result.local[0]?.uid);
      }),
    );
    for (const { told, read } of await Promise.all(seen)) expect(read).toBe(told);
    expect(heard).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    end();
    await office.append(inbox);
    expect(heard).toHaveLength(50);
  });
}
