import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { appendText, openTestMailboxes } from '../../../../test/support/mailboxes.ts';
import { systemClock } from '../../../base/clock.ts';
import { Failure } from '../../../base/failure.ts';
import { silentLogger } from '../../../base/log.ts';
import type { Uid } from '../../ports/ids.ts';
import { applyOne, type Store } from '../../ports/store.ts';
import type { MailboxEvent } from '../account-mailboxes.ts';
import { createMailboxService } from '../mailbox-service.ts';

const MESSAGE = 'Subject: x\n\ny\n';

/** Counts what is read; while `isBroken`, scanning fails. */
function observe(inner: Store) {
  const observed = { scans: 0, isBroken: false, afterRow: Promise.resolve() };
  const store: Store = {
    apply: (operations) => inner.apply(operations),
    contents: inner.contents,
    feed: inner.feed,
    maintenance: inner.maintenance,
    [Symbol.asyncDispose]: async () => {},
    reader(atLeast) {
      const reader = inner.reader(atLeast);
      const { mailboxes } = reader;
      return {
        directory: reader.directory,
        queue: reader.queue,
        quarantine: reader.quarantine,
        audit: reader.audit,
        mailboxes: {
          list: (account) => mailboxes.list(account),
          get: async (mailbox) => {
            const row = await mailboxes.get(mailbox);
            await observed.afterRow;
            return row;
          },
          find: (account, path) => mailboxes.find(account, path),
          subscribedNames: (account) => mailboxes.subscribedNames(account),
          pick: (mailbox, uids, fields) => mailboxes.pick(mailbox, uids, fields),
          changedSince: (...request) => mailboxes.changedSince(...request),
          vanishedSince: (...request) => mailboxes.vanishedSince(...request),
          keywordSets: (...request) => mailboxes.keywordSets(...request),
          usage: (account) => mailboxes.usage(account),
          scan: async (mailbox, from, to, limit, fields) => {
            observed.scans++;
            if (observed.isBroken) throw new Failure('unavailable', 'broken');
            return mailboxes.scan(mailbox, from, to, limit, fields);
          },
        },
      };
    },
  };
  return { observed, store };
}

async function openObserved(spareViewBytes: number) {
  const test = await openTestMailboxes();
  const { observed, store } = observe(test.store);
  const base = {
    store,
    settings: test.settings,
    policies: test.policies,
    clock: systemClock,
    log: silentLogger,
    spareViewBytes,
  };
  const service = createMailboxService(base);
  const alice = service.mailboxesOf({ account: test.alice.account });
  return {
    test,
    observed,
    alice,
    bob: service.mailboxesOf({ account: test.bob.account }),
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      await test[Symbol.asyncDispose]();
    },
  };
}

describe('open mailboxes', () => {
  test('are loaded once for all sessions, and stay for the next one', async () => {
    await using open = await openObserved(1e6);
    const { alice, observed } = open;
    await appendText(alice, 'INBOX', MESSAGE);
    const sessions = await Promise.all([1, 2, 3].map(() => alice.open('INBOX', { isReadOnly: true })));
    expect(observed.scans).toBe(0);
    await Promise.all(sessions.map((session) => session.ready()));
    expect(observed.scans).toBe(1);
    for (const session of sessions) session[Symbol.dispose]();
    // What happens meanwhile is not missed.
    await appendText(alice, 'INBOX', MESSAGE);
    using again = await alice.open('INBOX', { isReadOnly: true });
    expect([again.isReady, again.messageCount, again.uidAt(2)]).toEqual([true, 2, 2]);
    expect(observed.scans).toBe(1);
  });

  test('that nobody uses are given up when memory is short, the oldest first', async () => {
    await using open = await openObserved(3000);
    const { alice, observed } = open;
    for (const path of ['A', 'B', 'C']) {
      await alice.create(path);
      await appendText(alice, path, MESSAGE);
    }
    const use = async (path: string) => {
      using session = await alice.open(path, { isReadOnly: true });
      const before = observed.scans;
      await session.ready();
      return observed.scans - before;
    };
    expect([await use('A'), await use('B'), await use('A')]).toEqual([1, 1, 0]);
    expect([await use('C'), await use('A'), await use('B')]).toEqual([1, 0, 1]);
  });

  test('what happens while the row is read is not missed', async () => {
    await using open = await openObserved(1e6);
    const { alice, observed, test } = open;
    let proceed = () => {};
    observed.afterRow = new Promise((resolve) => {
      proceed = resolve;
    });
    const opening = alice.open('INBOX', { isReadOnly: true });
    await nextTurn();
    await appendText(test.alice, 'INBOX', MESSAGE);
    proceed();
    using session = await opening;
    expect(session.selected).toMatchObject({ messageCount: 1, uidNext: 2 });
    await session.ready();
    expect(session.uidAt(1)).toBe(1);
  });

  test('a mailbox that cannot be read now can be read later', async () => {
    await using open = await openObserved(1e6);
    const { alice, observed } = open;
    for (let i = 0; i < 3; i++) await appendText(alice, 'INBOX', MESSAGE);
    using session = await alice.open('INBOX', { isReadOnly: true });
    observed.isBroken = true;
    await expect(session.ready()).rejects.toMatchObject({ code: 'unavailable' });
    await alice.remove(session.mailbox, [2] as Uid[]);
    await nextTurn();
    observed.isBroken = false;
    await session.ready();
    expect(session.messageCount).toBe(3);
    expect([...session.takeChanges({ mayExpunge: true }).expungedSeqs]).toEqual([2]);
  });

  test('end with the user, and when the user is switched off or archived', async () => {
    await using open = await openObserved(1e6);
    const { bob, test } = open;
    const events: MailboxEvent[] = [];
    bob.watch((event) => events.push(event));
    using session = await bob.open('INBOX', { isReadOnly: true });
    const change = { kind: 'update-user', account: bob.account, expectVersion: null } as const;
    await applyOne(test.store, { ...change, language: 'fr' });
    await nextTurn();
    expect(events).toEqual([]);
    await applyOne(test.store, { ...change, isEnabled: false });
    await nextTurn();
    expect(events).toEqual([{ kind: 'user-disabled' }]);
    await applyOne(test.store, { ...change, isEnabled: true });
    await nextTurn();
    expect(events).toHaveLength(1);
    await applyOne(test.store, { ...change, archivedAtMs: 1000 });
    await nextTurn();
    expect(events).toEqual([{ kind: 'user-disabled' }, { kind: 'user-disabled' }]);
    await applyOne(test.store, { kind: 'delete-user', expectVersion: null, account: bob.account, handOverTo: null });
    expect(events.at(-1)).toEqual({ kind: 'user-deleted' });
    expect(session.isGone).toBe(true);
  });
});
