import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { openTestDirectory } from '../../../test/support/directory.ts';
import { importedHashes } from '../../../test/support/imported-hashes.ts';
import { systemClock } from '../../base/clock.ts';
import { silentLogger } from '../../base/log.ts';
import { SecretBox } from '../../base/secret-box.ts';
import type { NewCredential } from '../ports/directory-operations.ts';
import { applyOne } from '../ports/store.ts';
import { MAX_PASSWORD_BYTES } from './authentication/find-fitting.ts';
import { createAuthenticator } from './authenticator.ts';
import { createPasswordHasher } from './password-hash.ts';
import type { LoginAttempt } from './principal.ts';

const attempt = (login: string): LoginAttempt => ({
  login,
  peerAddress: '192.0.2.7',
  isTrustedPeer: false,
  service: 'imap',
});

/** An authenticator that records for what it computed a hash. */
async function openCountingAuthenticator() {
  const directory = await openTestDirectory();
  const box = new SecretBox(randomBytes(32));
  const hasher = createPasswordHasher({ box, importedHashes });
  const costs: string[] = [];
  const authenticator = createAuthenticator({
    ...directory,
    box,
    hasher: {
      ...hasher,
      verify(verifier, password) {
        costs.push('verify');
        return hasher.verify(verifier, password);
      },
      waste(password) {
        costs.push('waste');
        return hasher.waste(password);
      },
    },
    clock: systemClock,
    log: silentLogger,
    delay: async () => {},
  });
  const account = await directory.users.create({ userId: 'bob', mail: 'bob@example.test', password: 'correct horse' });
  const signIn = (login: string, password: string) =>
    authenticator.verifyPassword(attempt(login), password).then(
      () => 'signed in',
      (error: { code: string }) => error.code,
    );
  const setCredential = async (password: string, over: Partial<NewCredential>) => {
    const credential = { ...(await directory.credentials.forPassword(password, [])), ...over };
    await applyOne(directory.store, { kind: 'set-credential', account, credential });
  };
  return { costs, signIn, setCredential, directory, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
}

test('who does not exist, or is switched off, costs as much time as a wrong password', async () => {
  await using office = await openCountingAuthenticator();
  expect(await office.signIn('bob', 'a wrong one')).toBe('authentication-failed');
  expect(office.costs.splice(0)).toEqual(['verify']);
  expect(await office.signIn('nobody', 'a wrong one')).toBe('authentication-failed');
  expect(office.costs.splice(0)).toEqual(['waste']);
  await office.directory.users.update('bob', { isEnabled: false });
  expect(await office.signIn('bob', 'correct horse')).toBe('authentication-failed');
  expect(office.costs).toEqual(['waste']);
});

test.each([
  ['MD5-crypt', '$1$saltsalt$0o3xBZp9bQnQvGgRbpQ3D/'],
  ['SHA-1 with salt', '{SSHA}gVK8WC9YyFT1gMsQHTGCgT3sSv5zYWx0'],
])('an imported hash (%s) costs its own time and that of ours', async (_, verifier) => {
  await using office = await openCountingAuthenticator();
  await office.setCredential('correct horse', { verifier, scram: null });
  expect(await office.signIn('bob', 'a wrong one')).toBe('authentication-failed');
  // Begun together, so that the shorter of the two is not seen.
  expect(office.costs.splice(0)).toEqual(['waste', 'verify']);
  // Two forms of a password: as it was typed, and as it is prepared.
  expect(await office.signIn('bob', 'a wrong one\u00a0')).toBe('authentication-failed');
  expect(office.costs.splice(0).sort()).toEqual(['verify', 'verify', 'waste', 'waste']);
  expect(await office.signIn('nobody', 'a wrong one\u00a0')).toBe('authentication-failed');
  expect(office.costs).toEqual(['waste', 'waste']);
});

test('the reply to a failure comes when the attempt is so old, whatever was computed for it', async () => {
  await using directory = await openTestDirectory();
  let nowMs = 1000;
  const clock = { nowMs: () => Date.now(), monotonicMs: () => nowMs };
  const hasher = createPasswordHasher({ box: directory.box, importedHashes });
  const replies: [ms: number, sinceMs: number][] = [];
  const authenticator = createAuthenticator({
    ...directory,
    ...{ clock, log: silentLogger },
    hasher: {
      ...hasher,
      async waste() {
        nowMs += 500;
      },
    },
    delay: async (...reply) => void replies.push(reply),
  });
  const fails = { code: 'authentication-failed' };
  await expect(authenticator.verifyPassword(attempt('nobody'), 'a wrong one')).rejects.toMatchObject(fails);
  const scram = await authenticator.beginScram(attempt('nobody'));
  // The client took its time.
  nowMs += 10_000;
  await expect(scram.fail()).rejects.toMatchObject(fails);
  expect(replies).toEqual([
    [2000, 1000],
    [4000, 11_500],
  ]);
});

test('where one of ours stands beside an imported hash, nothing is wasted', async () => {
  await using office = await openCountingAuthenticator();
  const label = 'old';
  await office.setCredential('correct horse', { kind: 'app-password', label, verifier: '{SSHA}gVK8', scram: null });
  expect(await office.signIn('bob', 'a wrong one')).toBe('authentication-failed');
  expect(office.costs).toEqual(['verify', 'verify']);
});

test('a client that signs in again and again is verified once; a wrong password is, each time', async () => {
  await using office = await openCountingAuthenticator();
  for (let i = 0; i < 3; i += 1) expect(await office.signIn('bob', 'correct horse')).toBe('signed in');
  expect(office.costs.splice(0)).toEqual(['verify']);
  for (let i = 0; i < 2; i += 1) expect(await office.signIn('bob', 'a wrong one')).toBe('authentication-failed');
  expect(office.costs).toEqual(['verify', 'verify']);
});

test('the longest password is verified, a longer one and an empty one cost nothing', async () => {
  await using office = await openCountingAuthenticator();
  const longest = 'correct horse'.padEnd(MAX_PASSWORD_BYTES, '.');
  await office.directory.users.setPassword('bob', longest);
  expect(await office.signIn('bob', longest)).toBe('signed in');
  expect(office.costs.splice(0)).toEqual(['verify']);
  expect(await office.signIn('bob', `${longest}.`)).toBe('authentication-failed');
  expect(await office.signIn('bob', '')).toBe('authentication-failed');
  expect(office.costs).toEqual([]);
});

test('a credential that has expired fits no longer, also while it is remembered', async () => {
  await using office = await openCountingAuthenticator();
  await office.setCredential('correct horse', { expiresAtMs: Date.now() + 86_400_000 });
  expect(await office.signIn('bob', 'correct horse')).toBe('signed in');
  await office.setCredential('correct horse', { expiresAtMs: Date.now() - 1 });
  expect(await office.signIn('bob', 'correct horse')).toBe('authentication-failed');
  expect(office.costs).toEqual(['verify', 'waste']);
});
