import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openTestDirectory } from '../../../test/support/directory.ts';
import { importedHashes } from '../../../test/support/imported-hashes.ts';
import { createGate } from '../../base/gate.ts';
import { SecretBox } from '../../base/secret-box.ts';
import type { AccountId } from '../ports/ids.ts';
import { applyOne } from '../ports/store.ts';
import { SYSTEM } from './caller.ts';
import { createPasswordHasher } from './password-hash.ts';
import type { Authenticator, LoginAttempt } from './principal.ts';

const attempt = (login: string, more: Partial<LoginAttempt> = {}): LoginAttempt => ({
  login,
  peerAddress: '192.0.2.7',
  isTrustedPeer: false,
  service: 'imap',
  ...more,
});

async function withAlice() {
  const directory = await openTestDirectory();
  await directory.users.create({ userId: 'alice', mail: 'Alice.Archer@example.test', password: 'correct horse' });
  return directory;
}

/** The client's side of RFC 5802 section 3: what the server would check. */
const fits = (password: string, keys: { salt: Uint8Array; iterations: number; storedKey: Uint8Array }) => {
  const salted = pbkdf2Sync(password, keys.salt, keys.iterations, 32, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  return createHash('sha256').update(clientKey).digest().equals(keys.storedKey);
};

describe('passwords', () => {
  test('a User ID and an address of the account are logins, in any case', async () => {
    await using directory = await withAlice();
    for (const login of ['alice', 'ALICE', 'alice.archer@example.test', 'Alice.Archer@EXAMPLE.TEST']) {
      const principal = await directory.authenticator.verifyPassword(attempt(login), 'correct horse');
      expect(principal).toMatchObject({ userId: 'alice', role: 'user', mustChangePassword: false });
    }
  });

  test.each([
    ['a wrong password', 'alice', 'wrong horse'],
    ['a password in another case', 'alice', 'Correct Horse'],
    ['no password', 'alice', ''],
    ['a login that does not exist', 'nobody', 'correct horse'],
    ['an address that does not exist', 'nobody@example.test', 'correct horse'],
    ['the address of an alias', 'postmaster@example.test', 'correct horse'],
    ['no login', '', 'correct horse'],
    ['a giant password', 'alice', 'x'.repeat(100_000)],
  ])('%s is refused after a delay', async (_, login, password) => {
    await using directory = await withAlice();
    const refused = directory.authenticator.verifyPassword(attempt(login), password);
    await expect(refused).rejects.toMatchObject({ code: 'authentication-failed' });
    expect(directory.delays).toEqual([2000]);
  });

  test('an account that is switched off does not sign in, also with a remembered password', async () => {
    await using directory = await withAlice();
    await directory.authenticator.verifyPassword(attempt('alice'), 'correct horse');
    await directory.users.update('alice', { isEnabled: false });
    const refused = directory.authenticator.verifyPassword(attempt('alice'), 'correct horse');
    await expect(refused).rejects.toMatchObject({ code: 'authentication-failed' });
  });

  test('a changed password ends the old one at once', async () => {
    await using directory = await withAlice();
    await directory.authenticator.verifyPassword(attempt('alice'), 'correct horse');
    await directory.users.setPassword('alice', 'battery staple');
    const refused = directory.authenticator.verifyPassword(attempt('alice'), 'correct horse');
    await expect(refused).rejects.toMatchObject({ code: 'authentication-failed' });
    await expect(directory.authenticator.verifyPassword(attempt('alice'), 'battery staple')).resolves.toBeDefined();
  });

  test('the first administrator must change the one-time password', async () => {
    await using directory = await openTestDirectory();
    const principal = await directory.authenticator.verifyPassword(attempt('admin'), directory.adminPassword);
    expect(principal).toMatchObject({ role: 'administrator', mustChangePassword: true });
  });

  test('the reader of the store finds no password, and argon2id where it was hashed', async () => {
    await using directory = await withAlice();
    const user = await directory.users.get('alice');
    const [credential] = await directory.store.reader().directory.credentials(user.account);
    expect(credential?.verifier).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(Buffer.from(credential?.scram ?? []).length).toBeGreaterThan(64);
  });
});

describe('forms of a password', () => {
  const COMPOSED = 'caf\u00e9 cr\u00e8me';
  const DECOMPOSED = COMPOSED.normalize('NFD');

  test.each([
    ['composed', COMPOSED],
    ['decomposed', DECOMPOSED],
  ])('one that was set %s signs in either way', async (_, password) => {
    await using directory = await openTestDirectory();
    await directory.users.create({ userId: 'zoe', mail: 'zoe@example.test', password });
    const wide = COMPOSED.replace('c', '\uff43');
    for (const typed of [COMPOSED, DECOMPOSED, COMPOSED.replace('f', 'f\u00ad'), wide]) {
      const principal = await directory.authenticator.verifyPassword(attempt('zoe'), typed);
      expect(principal.userId, JSON.stringify(typed)).toBe('zoe');
    }
    // A client of SCRAM prepares what was typed by itself.
    const { keys } = await directory.authenticator.beginScram(attempt('zoe'));
    expect(fits(COMPOSED, keys)).toBe(true);
    await expect(directory.authenticator.verifyPassword(attempt('zoe'), 'cafe creme')).rejects.toMatchObject({
      code: 'authentication-failed',
    });
  });

  test('an older hash of what was typed goes on fitting it', async () => {
    await using directory = await withAlice();
    const { account } = await directory.users.get('alice');
    const [credential] = await directory.store.reader().directory.credentials(account);
    const { id, account: _, ...rest } = credential;
    const hasher = createPasswordHasher({ box: new SecretBox(randomBytes(32)), importedHashes });
    const old = { ...rest, verifier: await hasher.hash(DECOMPOSED), scram: null };
    await applyOne(directory.store, { kind: 'set-credential', account, credential: old, rehashOf: id });
    expect(await directory.authenticator.verifyPassword(attempt('alice'), DECOMPOSED)).toMatchObject({
      userId: 'alice',
    });
    await expect(directory.authenticator.verifyPassword(attempt('alice'), COMPOSED)).rejects.toMatchObject({
      code: 'authentication-failed',
    });
  });

  test('one that SASLprep forbids for its directions is one all the same', async () => {
    await using directory = await openTestDirectory();
    const password = '\u05e9\u05dc\u05d5\u05dd 12345';
    await directory.users.create({ userId: 'zoe', mail: 'zoe@example.test', password });
    expect(await directory.authenticator.verifyPassword(attempt('zoe'), password)).toMatchObject({ userId: 'zoe' });
  });

  test('one of nothing but characters that are left out is none', async () => {
    await using directory = await withAlice();
    await expect(directory.authenticator.verifyPassword(attempt('alice'), '\u00ad\u00ad')).rejects.toMatchObject({
      code: 'authentication-failed',
    });
    for (const password of ['\u00ad'.repeat(12), 'private \ue000 use', 'with a \t tab']) {
      const create = directory.users.create({ userId: 'zoe', mail: 'zoe@example.test', password });
      await expect(create, password).rejects.toMatchObject({ code: 'invalid' });
    }
  });
});

describe('limits on guessing', () => {
  const wrong = async (directory: Awaited<ReturnType<typeof withAlice>>, login: string, more = {}) => {
    try {
      await directory.authenticator.verifyPassword(attempt(login, more), '');
      return 'accepted';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  test('delays double up to 15 seconds', async () => {
    await using directory = await withAlice();
    for (let i = 0; i < 6; i += 1) await wrong(directory, 'alice');
    expect(directory.delays).toEqual([2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  test('ten failures from one address in a minute, and it is refused unheard; others are not', async () => {
    await using directory = await withAlice();
    for (let i = 0; i < 10; i += 1) expect(await wrong(directory, `user${i}`)).toBe('authentication-failed');
    expect(await wrong(directory, 'alice')).toBe('too-many');
    await expect(directory.authenticator.verifyPassword(attempt('alice'), 'correct horse')).rejects.toMatchObject({
      code: 'too-many',
    });
    const elsewhere = attempt('alice', { peerAddress: '192.0.2.8' });
    await expect(directory.authenticator.verifyPassword(elsewhere, 'correct horse')).resolves.toBeDefined();
  });

  test('passwords that are tried at once are limited like those tried one after the other, right or wrong', async () => {
    await using directory = await withAlice();
    await directory.settings.set(SYSTEM, 'authFailuresPerAddressMinute', 3);
    const passwords = ['a wrong one', 'a wrong two', 'a wrong three', 'a wrong four', 'correct horse'];
    const outcomes = await Promise.allSettled(
      passwords.map((password) => directory.authenticator.verifyPassword(attempt('alice'), password)),
    );
    const codes = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : 'accepted'));
    expect(codes.filter((code) => code === 'authentication-failed')).toHaveLength(3);
    expect(codes.at(-1)).toBe('too-many');
  });

  test('proofs that are given at once, too', async () => {
    await using directory = await withAlice();
    await directory.settings.set(SYSTEM, 'authFailuresPerAddressMinute', 1);
    const [first, second, third] = [
      await directory.authenticator.beginScram(attempt('alice')),
      await directory.authenticator.beginScram(attempt('alice')),
      await directory.authenticator.beginScram(attempt('alice')),
    ];
    await expect(first.fail()).rejects.toMatchObject({ code: 'authentication-failed' });
    await expect(second.fail()).rejects.toMatchObject({ code: 'too-many' });
    await expect(third.succeed()).rejects.toMatchObject({ code: 'too-many' });
  });

  test('a /64 of IPv6 addresses counts as one address', async () => {
    await using directory = await withAlice();
    for (let i = 0; i < 10; i += 1) await wrong(directory, 'bob', { peerAddress: `2001:db8:1:2::${i + 1}` });
    expect(await wrong(directory, 'bob', { peerAddress: '2001:db8:1:2:ffff::1' })).toBe('too-many');
    expect(await wrong(directory, 'bob', { peerAddress: '2001:db8:1:3::1' })).toBe('authentication-failed');
  });

  test('trusted networks are exempt by address: an office shares one', async () => {
    await using directory = await withAlice();
    for (let i = 0; i < 30; i += 1) await wrong(directory, `user${i}`, { isTrustedPeer: true });
    expect(await wrong(directory, 'alice', { isTrustedPeer: true })).toBe('authentication-failed');
  });

  test.each([' alice', 'alice ', 'ALICE', '\talice'])('%j counts as alice', async (login) => {
    await using directory = await withAlice();
    await directory.settings.set(SYSTEM, 'authFailuresPerAccount', 5);
    for (let i = 0; i < 5; i += 1) await wrong(directory, login, { peerAddress: `203.0.113.${i}` });
    expect(await wrong(directory, 'alice', { peerAddress: '203.0.113.99' })).toBe('too-many');
  });

  test.each([
    [
      'an account',
      ['alice', 'ALICE@example.test', 'alice.archer@example.test', 'alice@example.org', 'alice@example.test'],
    ],
    ['what leads to nobody', ['zed', 'ZED@example.test', 'zed@example.org', 'Zed', 'zed@EXAMPLE.org']],
  ])('all logins of %s have one count, so that it does not tell who exists', async (_, logins) => {
    await using directory = await withAlice();
    await directory.domains.create('example.org');
    await directory.settings.set(SYSTEM, 'authFailuresPerAccount', 4);
    const outcomes: string[] = [];
    for (const [i, login] of logins.entries()) {
      outcomes.push(await wrong(directory, login, { peerAddress: `203.0.113.${i}` }));
    }
    expect(outcomes).toEqual([...Array.from({ length: 4 }, () => 'authentication-failed'), 'too-many']);
    for (const login of logins) {
      const begun = directory.authenticator.beginScram(attempt(login, { peerAddress: '203.0.113.99' }));
      await expect(begun, login).rejects.toMatchObject({ code: 'too-many' });
    }
    expect(await wrong(directory, 'bob', { peerAddress: '203.0.113.99' })).toBe('authentication-failed');
  });

  test('an account under attack stays open to addresses it has signed in from', async () => {
    await using directory = await withAlice();
    await directory.settings.set(SYSTEM, 'authFailuresPerAccount', 5);
    const home = attempt('alice', { peerAddress: '198.51.100.1' });
    await directory.authenticator.verifyPassword(home, 'correct horse');
    for (let i = 0; i < 5; i += 1) await wrong(directory, 'alice', { peerAddress: `203.0.113.${i}` });
    const stranger = attempt('alice', { peerAddress: '203.0.113.99' });
    await expect(directory.authenticator.verifyPassword(stranger, 'correct horse')).rejects.toMatchObject({
      code: 'too-many',
    });
    await expect(directory.authenticator.verifyPassword(home, 'correct horse')).resolves.toBeDefined();
  });
});

describe('SCRAM', () => {
  test('keys fit the password and nothing else', async () => {
    await using directory = await withAlice();
    const candidate = await directory.authenticator.beginScram(attempt('alice'));
    // More would lock out every client built on Cyrus SASL; fewer would be cheaper to guess.
    expect(candidate.keys.iterations).toBe(65_536);
    expect(fits('correct horse', candidate.keys)).toBe(true);
    expect(fits('correct hors', candidate.keys)).toBe(false);
    expect(await candidate.succeed()).toMatchObject({ userId: 'alice' });
    await expect(candidate.fail()).rejects.toMatchObject({ code: 'authentication-failed' });
  });

  test('a login that does not exist has keys too, always the same, and never succeeds', async () => {
    await using directory = await withAlice();
    const first = await directory.authenticator.beginScram(attempt('nobody'));
    const second = await directory.authenticator.beginScram(attempt('nobody'));
    expect(second.keys).toEqual(first.keys);
    await expect(first.succeed()).rejects.toMatchObject({ code: 'authentication-failed' });
  });

  test.each(['alice', 'nobody'])(
    'every way of writing %s has one salt, so that it does not tell who exists',
    async (name) => {
      await using directory = await withAlice();
      const saltOf = async (login: string) => (await directory.authenticator.beginScram(attempt(login))).keys.salt;
      for (const login of [name.toUpperCase(), ` ${name} `]) expect(await saltOf(login)).toEqual(await saltOf(name));
    },
  );
});

describe('the salt of SCRAM does not tell who exists', () => {
  const saltsOf = async (authenticator: Authenticator, logins: readonly string[]) => {
    const salts = new Set<string>();
    for (const login of logins) {
      const { keys } = await authenticator.beginScram(attempt(login));
      salts.add(`${Buffer.from(keys.salt).toString('hex')} ${keys.iterations}`);
    }
    return salts;
  };
  const spellings = (name: string) => [
    name,
    name.toUpperCase(),
    `${name}@example.test`,
    `${name}@EXAMPLE.TEST`,
    `${name}@example.org`,
  ];

  test('each name has one, alone and at every domain of the house', async () => {
    await using directory = await withAlice();
    await directory.domains.create('example.org');
    const { authenticator } = directory;
    for (const name of ['alice', 'nobody', 'alice.archer']) {
      expect((await saltsOf(authenticator, spellings(name))).size, name).toBe(1);
    }
    // Elsewhere it is somebody else.
    expect((await saltsOf(authenticator, ['nobody', 'nobody@example.net', 'somebody'])).size).toBe(3);
    expect(await saltsOf(authenticator, ['alice@example.org'])).toEqual(await saltsOf(authenticator, ['alice']));
  });

  test('made-up keys fit nobody, also where the salt is that of an account', async () => {
    await using directory = await withAlice();
    await directory.domains.create('example.org');
    const [real, other] = [
      await directory.authenticator.beginScram(attempt('alice')),
      await directory.authenticator.beginScram(attempt('alice@example.org')),
    ];
    expect(other.keys.salt).toEqual(real.keys.salt);
    expect(other.keys.storedKey).not.toEqual(real.keys.storedKey);
    await expect(other.succeed()).rejects.toMatchObject({ code: 'authentication-failed' });
  });

  test('a restart changes nothing', async () => {
    await using directory = await withAlice();
    const before = await saltsOf(directory.authenticator, ['alice', 'nobody']);
    expect(await saltsOf(directory.restartAuthenticator(), ['alice', 'nobody'])).toEqual(before);
    expect(before.size).toBe(2);
  });

  test('nor does switching an account off', async () => {
    await using directory = await withAlice();
    const before = await saltsOf(directory.authenticator, ['alice']);
    await directory.users.update('alice', { isEnabled: false });
    expect(await saltsOf(directory.authenticator, ['alice', 'alice.archer@example.test'])).toEqual(before);
  });

  test('an imported password has one before and after it is hashed, computed within the gate', async () => {
    await using directory = await openTestDirectory();
    const [account] = await directory.users.createMany(
      [{ userId: 'bob', mail: 'bob@example.test', password: 'cafe\u0301 horse' }],
      { defer: true },
    );
    const before = await directory.authenticator.beginScram(attempt('bob'));
    expect((await directory.authenticator.beginScram(attempt('bob'))).keys).toEqual(before.keys);
    await directory.credentials.hashDeferred([account as AccountId], AbortSignal.timeout(10_000));
    expect((await directory.authenticator.beginScram(attempt('bob'))).keys).toEqual(before.keys);
    const full = createPasswordHasher({ box: new SecretBox(randomBytes(32)), importedHashes, gate: createGate(0, 0) });
    await expect(full.scramKeys('secret')).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('hashes that were made elsewhere', () => {
  /** "Hello world!", the first example of the specification of SHA-crypt. */
  const HASH = '$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1';

  test('sign in, and are replaced by our own at the first time', async () => {
    await using directory = await openTestDirectory();
    await directory.users.create({ userId: 'bob', mail: 'bob@example.test', password: '', passwordHash: HASH });
    const { account } = await directory.users.get('bob');
    const credential = async () => (await directory.store.reader().directory.credentials(account))[0];
    const before = await credential();
    expect(before?.verifier).toBe(HASH);
    await expect(directory.authenticator.verifyPassword(attempt('bob'), 'hello world!')).rejects.toMatchObject({
      code: 'authentication-failed',
    });
    expect((await credential())?.verifier).toBe(HASH);
    const principal = await directory.authenticator.verifyPassword(attempt('bob'), 'Hello world!');
    await expect.poll(async () => (await credential())?.verifier).toMatch(/^\$argon2id\$/);
    const after = await credential();
    expect(after?.scram).not.toBeNull();
    // Who signed in with it stays signed in.
    expect(after?.id).toBe(principal.credential);
    directory.restartAuthenticator();
    expect(await directory.authenticator.verifyPassword(attempt('bob'), 'Hello world!')).toMatchObject({
      userId: 'bob',
    });
  });
});

describe('imported passwords', () => {
  test('work at once, and are hashed afterwards', async () => {
    await using directory = await openTestDirectory();
    const [account] = await directory.users.createMany(
      [{ userId: 'bob', mail: 'bob@example.test', password: 'correct horse' }],
      { defer: true },
    );
    if (typeof account !== 'number') throw account;
    const verifier = async () => (await directory.store.reader().directory.credentials(account))[0]?.verifier ?? '';
    expect(await verifier()).toMatch(/^\$sealed\$/);
    expect(await verifier()).not.toContain(Buffer.from('correct horse').toString('base64').slice(0, 12));
    const before = await directory.authenticator.verifyPassword(attempt('bob'), 'correct horse');
    const scram = await directory.authenticator.beginScram(attempt('bob'));
    expect(await scram.succeed()).toMatchObject({ userId: 'bob' });

    expect(await directory.credentials.hashDeferred([account], AbortSignal.timeout(10_000))).toBe(1);
    expect(await verifier()).toMatch(/^\$argon2id\$/);
    // Who has signed in with it stays.
    expect(await directory.authenticator.verifyPassword(attempt('bob'), 'correct horse')).toEqual(before);
    await expect(directory.authenticator.verifyPassword(attempt('bob'), 'wrong')).rejects.toMatchObject({
      code: 'authentication-failed',
    });
  });
});

test('nobody acts as somebody else', async () => {
  await using directory = await withAlice();
  const principal = await directory.authenticator.verifyPassword(attempt('alice'), 'correct horse');
  expect(await directory.authenticator.authorise(principal, '')).toBe(principal);
  expect(await directory.authenticator.authorise(principal, 'alice.archer@example.test')).toBe(principal);
  for (const other of ['admin', 'nobody']) {
    await expect(directory.authenticator.authorise(principal, other)).rejects.toMatchObject({ code: 'no-permission' });
  }
});
