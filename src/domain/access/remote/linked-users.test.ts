/** What the password here, or one that the remote directory took, has opened: when that directory begins to judge, or has another one. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTestDirectory, type TestDirectory } from '../../../../test/support/directory.ts';
import { RemoteInMemory } from '../../../../test/support/remote-in-memory.ts';
import { systemClock } from '../../../base/clock.ts';
import { silentLogger } from '../../../base/log.ts';
import { createMailboxService, watchPrincipals } from '../../mailbox/index.ts';
import { SYSTEM } from '../caller.ts';

const DAY_MS = 86_400_000;
const NEVER = { probeMs: 1e8, closeProbeMs: 1e8, probeTimeoutMs: 1000, lookMs: 1e8 };
const IMAP = { services: ['imap'], address: '192.0.2.7' } as const;

let remote: RemoteInMemory;
let directory: TestDirectory;
let aheadMs: number;
const clock = { nowMs: () => systemClock.nowMs() + aheadMs, monotonicMs: () => systemClock.monotonicMs() + aheadMs };

beforeEach(async () => {
  aheadMs = 0;
  remote = new RemoteInMemory();
  remote.people = [
    { id: 'id-ann', uid: 'ann', mail: 'ann@example.test', password: 'secret of ann' },
    { id: 'id-ben', uid: 'ben', mail: 'ben@example.test', password: 'secret of ben' },
  ];
  directory = await openTestDirectory({ open: remote.open, clock, times: NEVER });
  await directory.users.create({ userId: 'ben', mail: 'ben@example.test', password: 'correct horse' });
});
afterEach(() => directory[Symbol.asyncDispose]());

const connect = () =>
  directory.remoteDirectory.connect(
    SYSTEM,
    {
      ...{ url: 'ldaps://ldap.example.org', base: 'dc=example,dc=org', kind: 'openldap' },
      ...{ signIn: null, authorities: null, fingerprint: null, isPlain: false },
    },
    { sample: { login: 'ann', password: 'secret of ann' }, isDryRun: false, createsDomains: false },
  );
const signIn = (login: string, password: string) =>
  directory.authenticator.verifyPassword(
    { login, peerAddress: '192.0.2.7', isTrustedPeer: true, service: 'imap' },
    password,
  );
const tokenFor = async (login: string, password: string) => {
  const { account, credential } = await signIn(login, password);
  const given = { account, credential, kind: 'token', client: 'Mutt', address: '', services: ['imap'] } as const;
  return directory.sessions.open(given);
};

describe('who is linked', () => {
  test('shows no longer what his password here has opened, and again when it counts again', async () => {
    const { secret, refreshSecret } = await tokenFor('ben', 'correct horse');
    expect(await directory.sessions.verify(secret, IMAP)).toMatchObject({ userId: 'ben' });
    await connect();
    expect(await directory.sessions.verify(secret, IMAP)).toBeNull();
    await expect(directory.sessions.refresh(refreshSecret ?? '', '')).rejects.toMatchObject({
      code: 'authentication-failed',
    });
    await directory.remoteDirectory.disconnect(SYSTEM);
    expect(await directory.sessions.verify(secret, IMAP)).toMatchObject({ userId: 'ben' });
  });

  test('is let go where his connection was opened with it', async () => {
    const principal = await signIn('ben', 'correct horse');
    await using mailboxes = createMailboxService({ ...directory, clock, log: silentLogger });
    const isOver = new Promise<void>((resolve) => watchPrincipals(mailboxes)(principal, resolve));
    await connect();
    await isOver;
  });
});

describe('a token that was made with a password of the remote directory', () => {
  const refresh = (refreshSecret: string | null) => directory.sessions.refresh(refreshSecret ?? '', '');

  test('is refreshed only while that password was taken there lately', async () => {
    await connect();
    const first = await tokenFor('ann', 'secret of ann');
    aheadMs = 6 * DAY_MS;
    const { refreshSecret } = await refresh(first.refreshSecret);
    aheadMs = 8 * DAY_MS;
    await expect(refresh(refreshSecret)).rejects.toMatchObject({ code: 'authentication-failed' });
    // Once it has been taken again the same refresh token is good again.
    await signIn('ann', 'secret of ann');
    await expect.poll(() => refresh(refreshSecret).then(Boolean, () => false)).toBe(true);
  });

  test('goes with the password when another one is typed here', async () => {
    await connect();
    const { secret } = await tokenFor('ann', 'secret of ann');
    remote.people = remote.people.map((each) => ({ ...each, password: 'new secret' }));
    await signIn('ann', 'new secret');
    expect(await directory.sessions.verify(secret, IMAP)).toBeNull();
  });
});
