/** App passwords beside the password, and beside each other: over PLAIN and over SCRAM, where all must fit one salt. DI9 */
import { createHmac, pbkdf2Sync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openTestDirectory } from '../../../../test/support/directory.ts';
import { SYSTEM } from '../caller.ts';
import type { ScramCandidate, ScramKeys } from '../principal.ts';
import { generateAppPassword } from './generate-app-password.ts';

const PASSWORD = 'correct horse battery';
const ATTEMPT = { login: 'bob', service: 'imap', peerAddress: '192.0.2.7', isTrustedPeer: false } as const;
const FAILED = { code: 'authentication-failed' };

async function openOffice() {
  const directory = await openTestDirectory();
  const { authenticator, signInServices, services } = directory;
  await services.users.createMany(SYSTEM, [{ userId: 'bob', mail: 'bob@example.test', password: PASSWORD }], {
    defer: true,
  });
  const { account } = await directory.users.get('bob');
  const make = async (label: string) => (await signInServices.userAppPasswords.make(SYSTEM, 'bob', { label })).password;
  const credentials = () => directory.store.reader().directory.credentials(account);
  const labelOf = async ({ credential }: { readonly credential: unknown }) =>
    (await credentials()).find(({ id }) => id === credential)?.label;
  const plain = async (password: string) => labelOf(await authenticator.verifyPassword(ATTEMPT, password));
  /** As a client does it: it is shown one salt, and computes from its password. */
  const scram = async (password: string) => {
    const candidate = await authenticator.beginScram(ATTEMPT);
    const keys = fittingKeys(candidate, password);
    return keys === undefined ? candidate.fail() : labelOf(await candidate.succeed(keys));
  };
  const { hashDeferred } = directory.credentials;
  return Object.assign(directory, { account, make, kept: credentials, hashDeferred, plain, scram });
}

function fittingKeys({ keys, alternatives = [] }: ScramCandidate, password: string): ScramKeys | undefined {
  const salted = pbkdf2Sync(password, keys.salt, keys.iterations, 32, 'sha256');
  const serverKey = createHmac('sha256', salted).update('Server Key').digest();
  return [keys, ...alternatives].find((each) => serverKey.equals(each.serverKey));
}

test('sixteen letters and digits in groups, of which none is taken for another', () => {
  for (let i = 0; i < 200; i += 1)
    expect(generateAppPassword()).toMatch(/^[a-hjkmnp-z2-9]{4}(?:-[a-hjkmnp-z2-9]{4}){3}$/);
  const picked: number[] = [];
  expect(generateAppPassword((below) => picked.push(below) % below)).toHaveLength(19);
  expect(picked).toEqual(Array.from({ length: 16 }, () => 31));
});

describe('each of them signs in', () => {
  test('by PLAIN and by SCRAM, beside a password that was chosen before or after', async () => {
    await using office = await openOffice();
    const first = await office.make('phone');
    await office.users.setPassword('bob', `${PASSWORD} staple`, { keepsAppPasswords: true });
    const second = await office.make('laptop');
    await office.users.setPassword('bob', PASSWORD, { keepsAppPasswords: true });
    const third = await office.make('tablet');
    const all = [
      [first, 'phone'],
      [second, 'laptop'],
      [third, 'tablet'],
      [PASSWORD, ''],
    ] as const;
    for (const [password, label] of all) {
      expect(await office.plain(password)).toBe(label);
      expect(await office.scram(password), `SCRAM: ${label}`).toBe(label);
    }
    await expect(office.scram(`${PASSWORD} staple`)).rejects.toMatchObject(FAILED);
    await expect(office.plain(`${PASSWORD} staple`)).rejects.toMatchObject(FAILED);
  });

  test('beside an imported password that is still to be hashed, and when it has been', async () => {
    await using office = await openOffice();
    const made = await office.make('phone');
    expect(await office.scram(made)).toBe('phone');
    expect(await office.scram(PASSWORD)).toBe('');
    const { signal } = new AbortController();
    expect(await office.hashDeferred([office.account], signal)).toBe(1);
    expect(await office.scram(made)).toBe('phone');
    expect(await office.scram(PASSWORD)).toBe('');
  });
});

test('at most 50 of one account', async () => {
  await using office = await openOffice();
  for (let i = 0; i < 50; i += 1) await office.make(`program ${i}`);
  await expect(office.make('one more')).rejects.toMatchObject({ code: 'too-many' });
  // Not one argon2id for each of them.
  expect((await office.kept()).filter(({ verifier }) => verifier.startsWith('$argon2id$'))).toEqual([]);
});

test('what is kept of one says nothing of it, and is replaced by no other hash', async () => {
  await using office = await openOffice();
  const made = await office.make('phone');
  await office.plain(made);
  const [kept] = (await office.kept()).filter(({ kind }) => kind === 'app-password');
  expect(kept?.verifier).toMatch(/^\$generated\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(JSON.stringify(kept)).not.toContain(made);
});
