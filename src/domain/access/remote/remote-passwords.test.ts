/** Signing in with a password that a remote directory knows: while it answers, while it is away, and when it hangs. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTestDirectory, type TestDirectory } from '../../../../test/support/directory.ts';
import { RemoteInMemory, type RemoteRecord } from '../../../../test/support/remote-in-memory.ts';
import { systemClock } from '../../../base/clock.ts';
import { applyOne } from '../../ports/store.ts';
import { SYSTEM } from '../caller.ts';

const DAY_MS = 86_400_000;
const NEVER = { probeMs: 1e8, closeProbeMs: 1e8, probeTimeoutMs: 1000, lookMs: 1e8 };

let remote: RemoteInMemory;
let directory: TestDirectory;
let aheadMs: number;
const clock = { nowMs: () => systemClock.nowMs() + aheadMs, monotonicMs: () => systemClock.monotonicMs() + aheadMs };

beforeEach(async () => {
  aheadMs = 0;
  remote = new RemoteInMemory();
  remote.people = [
    { id: 'id-ann', uid: 'ann', mail: 'ann@example.test', password: 'secret of ann' },
    { id: 'id-ben', uid: 'ben', mail: 'ben@example.test', password: 'Secret\u00a0of ben' },
  ];
  directory = await openTestDirectory({ open: remote.open, clock, times: NEVER });
  await directory.users.create({ userId: 'olga', mail: 'olga@example.test', password: 'correct horse' });
  await directory.users.create({ userId: 'ben', mail: 'ben@example.test', password: 'correct horse' });
  await directory.remoteDirectory.connect(
    SYSTEM,
    {
      ...{ url: 'ldaps://ldap.example.org', base: 'dc=example,dc=org', kind: 'openldap' },
      ...{ signIn: null, authorities: null, fingerprint: null, isPlain: false },
    },
    { sample: { login: 'ann', password: 'secret of ann' }, isDryRun: false, createsDomains: false },
  );
  remote.asked.length = 0;
});
afterEach(() => directory[Symbol.asyncDispose]());

const change = (uid: string, more: Partial<RemoteRecord>) => {
  remote.people = remote.people.map((person) => (person.uid === uid ? { ...person, ...more } : person));
};
const attempt = (login: string) => ({ login, peerAddress: '192.0.2.7', isTrustedPeer: true, service: 'imap' }) as const;
const signIn = (login: string, password: string) => directory.authenticator.verifyPassword(attempt(login), password);
const wrong = expect.objectContaining({ code: 'authentication-failed' });
const away = expect.objectContaining({ code: 'unavailable', detail: { reason: 'remote-away' } });
const stored = async (userId: string) => {
  const { account } = await directory.users.get(userId);
  const all = await directory.store.reader().directory.credentials(account);
  return all.find(({ kind }) => kind === 'remote-password') ?? null;
};
const verifications = () => remote.asked.filter((each) => each.startsWith('verify'));

describe('while it answers', () => {
  test('it decides, and what it took is remembered for five minutes', async () => {
    await expect(signIn('ann', 'another')).rejects.toEqual(wrong);
    expect(await stored('ann')).toBe(null);
    const { credential } = await signIn('ann', 'secret of ann');
    expect(await stored('ann')).toMatchObject({ id: credential, scram: null, services: null });
    expect(JSON.stringify(await stored('ann'))).not.toContain('secret');
    remote.asked.length = 0;
    expect(await signIn('ann@example.test', 'secret of ann')).toMatchObject({ credential });
    expect(remote.asked).toEqual([]);
    aheadMs = 5 * 60_000 + 1;
    expect(await signIn('ann', 'secret of ann')).toMatchObject({ credential });
    expect(verifications()).toHaveLength(1);
  });

  test('the password here counts no longer, and counts again afterwards', async () => {
    await expect(signIn('ben', 'correct horse')).rejects.toEqual(wrong);
    // What was typed is compared there as it was typed.
    expect(await signIn('ben', 'Secret\u00a0of ben')).toMatchObject({ userId: 'ben' });
    await directory.remoteDirectory.disconnect(SYSTEM);
    expect(await signIn('ben', 'correct horse')).toMatchObject({ userId: 'ben' });
    await expect(signIn('ben', 'Secret\u00a0of ben')).rejects.toEqual(wrong);
  });

  test('an empty password is not sent', async () => {
    await expect(signIn('ann', '')).rejects.toEqual(wrong);
    expect(verifications()).toEqual([]);
  });

  test('whoever is switched off or gone there is refused at once', async () => {
    await signIn('ann', 'secret of ann');
    aheadMs = 10 * 60_000;
    change('ann', { more: { pwdAccountLockedTime: '000001010000Z' } });
    await expect(signIn('ann', 'secret of ann')).rejects.toEqual(wrong);
    remote.people.shift();
    await expect(signIn('ann', 'secret of ann')).rejects.toEqual(wrong);
  });

  test('a password that was changed there takes the place of the old one, in whatever order', async () => {
    const { credential } = await signIn('ann', 'secret of ann');
    change('ann', { password: 'new secret' });
    const again = await signIn('ann', 'new secret');
    expect(again.credential).not.toBe(credential);
    await expect(signIn('ann', 'secret of ann')).rejects.toEqual(wrong);
    expect(await stored('ann')).toMatchObject({ id: again.credential });
  });

  test('one that is taken no longer is not good while it is away either', async () => {
    await signIn('ann', 'secret of ann');
    change('ann', { password: 'new secret' });
    aheadMs = 10 * 60_000;
    await expect(signIn('ann', 'secret of ann')).rejects.toEqual(wrong);
    expect(await stored('ann')).toBe(null);
    remote.state = 'away';
    await expect(signIn('ann', 'secret of ann')).rejects.toEqual(away);
  });

  test('many sessions that begin at once get one credential', async () => {
    const principals = await Promise.all(Array.from({ length: 20 }, () => signIn('ann', 'secret of ann')));
    expect(new Set(principals.map(({ credential }) => credential)).size).toBe(1);
    expect(await stored('ann')).toMatchObject({ id: principals[0]?.credential });
  });

  test('SCRAM is not offered', async () => {
    expect(directory.authenticator.offersScram).toBe(false);
    await directory.remoteDirectory.disconnect(SYSTEM);
    expect(directory.authenticator.offersScram).toBe(true);
  });
});

describe('somebody new', () => {
  const carol = { id: 'id-carol', uid: 'carol', mail: 'carol@example.test', password: 'secret of carol' };

  test('signs in at once, by User ID or address', async () => {
    remote.people.push(carol, { ...carol, id: 'id-dan', uid: 'dan', mail: 'dan@example.test' });
    expect(await signIn('Carol', 'secret of carol')).toMatchObject({ userId: 'carol' });
    expect(await signIn('dan@example.test', 'secret of carol')).toMatchObject({ userId: 'dan' });
  });

  test('is made also with a wrong password, and is not let in', async () => {
    remote.people.push(carol);
    await expect(signIn('carol', 'wrong')).rejects.toEqual(wrong);
    expect(await directory.users.get('carol')).toMatchObject({ remoteId: 'id-carol' });
  });

  test('who is nobody is asked for once in a while only, and not too many of them', async () => {
    for (let i = 0; i < 3; i += 1) await expect(signIn('nobody', 'x')).rejects.toEqual(wrong);
    expect(remote.asked.filter((each) => each.startsWith('find'))).toHaveLength(1);
    const find = directory.remoteDirectory.signIn.findNewcomer;
    for (let i = 0; i < 400; i += 1) await find(`nobody${i}`);
    expect(remote.asked.filter((each) => each.startsWith('find'))).toHaveLength(300);
    remote.people.push(carol);
    expect(await find('carol')).toBe(false);
    aheadMs = 60_001;
    expect(await find('carol')).toBe(true);
    expect(await find('x'.repeat(321))).toBe(false);
    expect(await find(' ')).toBe(false);
  });
});

describe('while it is away', () => {
  test('what it took last is good for some days', async () => {
    await signIn('ann', 'secret of ann');
    remote.state = 'away';
    const restarted = directory.restartAuthenticator();
    expect(await restarted.verifyPassword(attempt('ann'), 'secret of ann')).toMatchObject({ userId: 'ann' });
    aheadMs = 6 * DAY_MS;
    expect(await signIn('ann', 'secret of ann')).toMatchObject({ userId: 'ann' });
    aheadMs = 8 * DAY_MS;
    await expect(signIn('ann', 'secret of ann')).rejects.toEqual(away);
    await directory.settings.set(SYSTEM, 'remoteDirectoryPasswordMs', '30d');
    expect(await signIn('ann', 'secret of ann')).toMatchObject({ userId: 'ann' });
  });

  test('its days begin anew whenever it is taken', async () => {
    const first = await signIn('ann', 'secret of ann');
    // One note at a time: the first has to be there.
    await expect.poll(async () => (await stored('ann'))?.lastUsedAtMs).not.toBe(null);
    aheadMs = 5 * DAY_MS;
    // The session goes on: it is the same password.
    expect(await signIn('ann', 'secret of ann')).toMatchObject({ credential: first.credential });
    await expect.poll(async () => (await stored('ann'))?.lastUsedAtMs).toBeGreaterThan(Date.now() + 4 * DAY_MS);
    aheadMs = 10 * DAY_MS;
    remote.state = 'away';
    expect(await signIn('ann', 'secret of ann')).toMatchObject({ credential: first.credential });
  });

  test('nobody is told who exists, and guesses count', async () => {
    await signIn('ann', 'secret of ann');
    remote.state = 'away';
    // The first question finds out; from then on all are told the same.
    for (const [login, password] of [
      ['ann', 'wrong'],
      ['ben', 'Secret\u00a0of ben'],
      ['nobody', 'x'],
      ['olga', 'wrong'],
    ] as const) {
      await expect(signIn(login, password), login).rejects.toEqual(away);
    }
    expect(directory.delays).toHaveLength(4);
    expect(await signIn('olga', 'correct horse')).toMatchObject({ userId: 'olga' });
    await directory.settings.set(SYSTEM, 'authFailuresPerAddressMinute', 2);
    const stranger = { ...attempt('ann'), peerAddress: '198.51.100.9', isTrustedPeer: false };
    const guess = (password: string) => directory.authenticator.verifyPassword(stranger, password);
    for (let i = 0; i < 2; i += 1) await expect(guess('wrong')).rejects.toEqual(away);
    await expect(guess('secret of ann')).rejects.toMatchObject({ code: 'too-many' });
  });

  test('app passwords are good, and are not sent there', async () => {
    const { account } = await directory.users.get('ann');
    const credential = await directory.credentials.forPassword('an app password', []);
    await applyOne(directory.store, {
      kind: 'set-credential',
      account,
      credential: { ...credential, kind: 'app-password', label: 'phone' },
    });
    expect(await signIn('ann', 'an app password')).toMatchObject({ userId: 'ann' });
    expect(verifications()).toEqual([]);
    remote.state = 'away';
    expect(await signIn('ann', 'an app password')).toMatchObject({ userId: 'ann' });
  });
});

test('a remote directory that hangs keeps nobody else waiting', async () => {
  remote.state = 'silent';
  const hanging = Promise.allSettled(Array.from({ length: 30 }, () => signIn('ann', 'secret of ann')));
  for (let i = 0; i < 3; i += 1) expect(await signIn('olga', 'correct horse')).toMatchObject({ userId: 'olga' });
  // Each gives up by itself, and after three nobody waits any more.
  for (const result of await hanging) expect(result.status).toBe('rejected');
  const asked = remote.asked.length;
  await expect(signIn('ann', 'secret of ann')).rejects.toEqual(away);
  expect(remote.asked).toHaveLength(asked);
});
