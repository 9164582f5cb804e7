/** Tokens in place of passwords: whose they are, where they are good, and that guessing them is as slow. */
import { expect, test } from 'vitest';
import { openTestDirectory } from '../../../test/support/directory.ts';
import type { ServiceName } from '../ports/sessions.ts';
import { SYSTEM } from './caller.ts';
import type { LoginAttempt } from './principal.ts';

const attempt = (login: string, more: Partial<LoginAttempt> = {}): LoginAttempt => ({
  ...{ login, peerAddress: '192.0.2.7', isTrustedPeer: false, service: 'imap' },
  ...more,
});
const refused = expect.objectContaining({ code: 'authentication-failed', message: 'wrong login or password' });
const tooMany = expect.objectContaining({ code: 'too-many' });
const WRONG = `mailroom_at_${'A'.repeat(43)}`;

async function withTokens() {
  const directory = await openTestDirectory();
  const { users, sessions, authenticator } = directory;
  const open = async (userId: string, services: readonly ServiceName[] = ['imap']) => {
    const { account } = await users.get(userId);
    const about = { kind: 'token', credential: null, client: 'mutt', address: '' } as const;
    return sessions.open({ account, services, ...about });
  };
  await users.create({ userId: 'alice', mail: 'alice.archer@example.test', password: 'correct horse' });
  await users.create({ userId: 'bob', mail: 'bob@example.test', password: 'correct horse' });
  const verify = (login: string, token: string, more: Partial<LoginAttempt> = {}) =>
    authenticator.verifyToken(attempt(login, more), token);
  return { ...directory, open, verify, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
}

test('any login of the owner may be named, or none', async () => {
  await using office = await withTokens();
  const { secret, session } = await office.open('alice');
  for (const login of ['', 'alice', 'ALICE', 'alice.archer@example.test', 'Alice.Archer@EXAMPLE.TEST']) {
    expect(await office.verify(login, secret)).toMatchObject({
      userId: 'alice',
      session: session.id,
      credential: null,
    });
  }
  expect(office.delays).toEqual([]);
});

test.each<[string, string, 'alice' | 'bob' | null, Partial<LoginAttempt>]>([
  ['of somebody else', 'bob', 'alice', {}],
  ['of somebody who does not exist', 'nobody', 'alice', {}],
  ['at an address that is an alias', 'postmaster@example.test', 'alice', {}],
  ['for another service', 'alice', 'alice', { service: 'submission' }],
  ['that is none', 'alice', null, {}],
  ['that is none, of nobody', '', null, {}],
])('a token %s is refused in the same words, after a delay', async (_, login, owner, more) => {
  await using office = await withTokens();
  const token = owner === null ? WRONG : (await office.open(owner)).secret;
  await expect(office.verify(login, token, more)).rejects.toEqual(refused);
  expect(office.delays).toEqual([2000]);
});

test('an ended token is refused in the same words', async () => {
  await using office = await withTokens();
  const { secret, session } = await office.open('alice');
  await office.store.apply([{ kind: 'end-sessions', account: session.account, sessions: [session.id] }]);
  await expect(office.verify('alice', secret)).rejects.toEqual(refused);
});

test('wrong tokens count against the address, whoever is named', async () => {
  await using office = await withTokens();
  const { secret } = await office.open('alice');
  for (let i = 0; i < 10; i += 1) await expect(office.verify(i % 2 ? 'alice' : '', WRONG)).rejects.toEqual(refused);
  await expect(office.verify('', secret)).rejects.toEqual(tooMany);
  await expect(office.authenticator.verifyPassword(attempt('bob'), 'correct horse')).rejects.toEqual(tooMany);
  expect(await office.verify('', secret, { peerAddress: '192.0.2.8' })).toMatchObject({ userId: 'alice' });
});

test('wrong tokens count against the account that is named, and against none where nobody is', async () => {
  await using office = await withTokens();
  await office.settings.set(SYSTEM, 'authFailuresPerAccount', 3);
  const { secret } = await office.open('alice');
  const from = (last: number) => ({ peerAddress: `198.51.100.${last}` });
  for (let i = 0; i < 20; i += 1) await expect(office.verify('', WRONG, from(i))).rejects.toEqual(refused);
  expect(await office.verify('', secret, from(30))).toMatchObject({ userId: 'alice' });
  for (let i = 0; i < 3; i += 1) await expect(office.verify('alice', WRONG, from(40 + i))).rejects.toEqual(refused);
  await expect(office.verify('alice', secret, from(50))).rejects.toEqual(tooMany);
  // Where the account is known, its owner still gets in.
  expect(await office.verify('alice', secret, from(30))).toMatchObject({ userId: 'alice' });
});

test('tokens are no passwords, and passwords no tokens', async () => {
  await using office = await withTokens();
  const { secret, refreshSecret } = await office.open('alice');
  for (const password of [secret, refreshSecret ?? '']) {
    await expect(office.authenticator.verifyPassword(attempt('alice'), password)).rejects.toEqual(refused);
  }
  await expect(office.verify('alice', 'correct horse')).rejects.toEqual(refused);
  await expect(office.verify('alice', refreshSecret ?? '')).rejects.toEqual(refused);
});
