import { expect, test } from 'vitest';
import { openTestDirectory } from '../../../../test/support/directory.ts';
import { silentLogger } from '../../../base/log.ts';
import { newSession } from '../../../engines/contract/directory-samples.ts';
import { FORGET_SLICE } from '../../../engines/embedded/limits.ts';
import { createMailboxService, watchPrincipals } from '../../mailbox/index.ts';
import { applyOne } from '../../ports/store.ts';
import { SYSTEM } from '../caller.ts';
import { forgetExpired } from './forget-expired.ts';

const DAY_MS = 86_400_000;

test('sessions that have ended go, with what is open by them, and old changes as the setting says', async () => {
  await using directory = await openTestDirectory();
  const { store, settings } = directory;
  const { account } = await directory.users.get('admin');
  const nowMs = Date.now();
  const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs };
  const open = async (expiresAtMs: number) =>
    (
      await applyOne(store, {
        kind: 'create-session',
        session: newSession(account, { kind: 'web', refreshHash: null, refreshExpiresAtMs: null, expiresAtMs }),
      })
    ).session;
  const [past, toCome] = [await open(nowMs - 1), await open(nowMs + 1)];
  await using mailboxes = createMailboxService({ ...directory, clock, log: silentLogger });
  const over: unknown[] = [];
  const principal = { account, userId: 'admin', role: 'administrator', roleDomains: [], credential: null } as const;
  for (const session of [past, toCome]) {
    watchPrincipals(mailboxes)({ ...principal, session, mustChangePassword: false }, () => over.push(session));
  }
  await settings.set(SYSTEM, 'auditKeepMs', '1d');
  const entry = (atMs: number) => ({
    ...{
      atMs,
      actor: SYSTEM.actor,
      action: 'x',
      target: { kind: 'setting', name: 'x' } as const,
      before: {},
      after: {},
    },
  });
  const change = { kind: 'set-setting', name: 'x', value: '1' } as const;
  const old = Array.from({ length: FORGET_SLICE + 2 }, () => ({ ...change, audit: entry(nowMs - 2 * DAY_MS) }));
  await store.apply([...old, { ...change, audit: entry(nowMs - DAY_MS / 2) }]);

  await forgetExpired({ store, settings, clock }, new AbortController().signal);
  expect((await store.reader().directory.sessions(account)).map(({ id }) => id)).toEqual([toCome]);
  expect(over).toEqual([past]);
  const kept = await store.reader().audit.list({ limit: 100 });
  expect(kept.every(({ atMs }) => atMs >= nowMs - DAY_MS)).toBe(true);
  expect(kept.length).toBeGreaterThan(1);
});
