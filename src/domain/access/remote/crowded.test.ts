/** Signing in while too many others try passwords at the remote directory. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestDirectory, type TestDirectory } from '../../../../test/support/directory.ts';
import { importedHashes } from '../../../../test/support/imported-hashes.ts';
import { RemoteInMemory } from '../../../../test/support/remote-in-memory.ts';
import { systemClock } from '../../../base/clock.ts';
import { Failure } from '../../../base/failure.ts';
import { silentLogger } from '../../../base/log.ts';
import { createAuthenticator } from '../authenticator.ts';
import { SYSTEM } from '../caller.ts';
import { createPasswordHasher } from '../password-hash.ts';
import { createRemotePasswords } from './remote-passwords.ts';
import { NO_REMOTE_SIGN_IN, type RemoteAnswer, type RemoteSignIn } from './remote-sign-in.ts';

const NEVER = { probeMs: 1e8, closeProbeMs: 1e8, probeTimeoutMs: 1000, lookMs: 1e8 };
const PEER = { peerAddress: '192.0.2.7', isTrustedPeer: true };
const attempt = (login: string) => ({ ...PEER, login, service: 'imap' }) as const;

let directory: TestDirectory;

beforeEach(async () => {
  const remote = new RemoteInMemory();
  remote.people = [{ id: 'id-ann', uid: 'ann', mail: 'ann@example.test', password: 'secret of ann' }];
  directory = await openTestDirectory({ open: remote.open, times: NEVER });
  await directory.users.create({ userId: 'olga', mail: 'olga@example.test', password: 'correct horse' });
  await directory.remoteDirectory.connect(
    SYSTEM,
    {
      ...{ url: 'ldaps://ldap.example.org', base: 'dc=example,dc=org', kind: 'openldap' },
      ...{ signIn: null, authorities: null, fingerprint: null, isPlain: false },
    },
    { sample: { login: 'ann', password: 'secret of ann' }, isDryRun: false, createsDomains: false },
  );
  await directory.authenticator.verifyPassword(attempt('ann'), 'secret of ann');
});
afterEach(() => directory[Symbol.asyncDispose]());

const base = () => ({
  ...{ store: directory.store, settings: directory.settings, clock: systemClock, log: silentLogger },
  ...{ sessions: directory.sessions, box: directory.box },
  hasher: createPasswordHasher({ box: directory.box, importedHashes }),
});
const answering = (answer: RemoteAnswer): RemoteSignIn => ({
  ...NO_REMOTE_SIGN_IN,
  state: 'away',
  verify: () => Promise.resolve(answer),
});

test('what was taken before does not do, and all who are refused wait and are told the same', async () => {
  const delays: number[] = [];
  const delay = async (ms: number) => void delays.push(ms);
  const crowded = createAuthenticator({ ...base(), remote: answering('crowded'), delay });
  const guesses = [
    ['ann', 'secret of ann'],
    ['olga', 'wrong'],
    ['nobody', 'x'],
  ] as const;
  for (const [login, password] of guesses) {
    await expect(crowded.verifyPassword(attempt(login), password), login).rejects.toMatchObject({
      code: 'unavailable',
      detail: { reason: 'remote-away' },
    });
  }
  expect(delays).toHaveLength(guesses.length);
  const away = createAuthenticator({ ...base(), remote: answering('away'), delay });
  expect(await away.verifyPassword(attempt('ann'), 'secret of ann')).toMatchObject({ userId: 'ann' });
});

test('each form of a password is a guess of its own', async () => {
  const asked: string[] = [];
  const remote: RemoteSignIn = {
    ...NO_REMOTE_SIGN_IN,
    async verify(_, password) {
      asked.push(password);
      return 'wrong';
    },
  };
  const passwords = createRemotePasswords({ ...base(), remote });
  const user = await directory.store.reader().directory.findUser('ann');
  if (user === null) throw new Error('no user');
  const tooMany = new Failure('too-many', 'too many');
  let left = 1;
  const admit = () => {
    left -= 1;
    if (left < 0) throw tooMany;
  };
  await expect(passwords.fitting(user, null, 'typed', ['form'], { peer: PEER, admit })).rejects.toBe(tooMany);
  expect(asked).toEqual(['typed']);
});
