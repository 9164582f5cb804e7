/** Passwords that are set for others: what the old one opened ends, and nobody does it to himself by a session. DI9 */
import { describe, expect, test } from 'vitest';
import { openTestDirectory } from '../../../test/support/directory.ts';
import { systemClock } from '../../base/clock.ts';
import type { Caller } from '../access/caller.ts';
import { SYSTEM } from '../access/caller.ts';
import type { SessionId } from '../ports/ids.ts';
import { createOwnAccount } from './own/own-account.ts';
import { createUserSessions } from './user-sessions.ts';

const PASSWORD = 'correct horse battery';
const NEXT = 'quite another horse';
const TOKEN = { client: 'a program', services: ['imap', 'admin'], endsAtMs: null } as const;

async function openOffice() {
  const office = await openTestDirectory();
  await office.users.create({ userId: 'bob', mail: 'bob@example.test', password: PASSWORD });
  await office.users.create({ userId: 'chief', mail: 'chief@example.test', password: PASSWORD, role: 'administrator' });
  const userSessions = createUserSessions({ ...office, clock: systemClock });
  const byImap = (login: string, password: string) =>
    office.authenticator
      .verifyPassword({ login, service: 'imap', peerAddress: '192.0.2.7', isTrustedPeer: false }, password)
      .then(({ userId }) => userId)
      .catch(({ code }) => code);
  /** As it comes over the management API. */
  const chief: Caller = { ...(await office.caller('chief')), session: 1 as SessionId };
  return Object.assign(office, { userSessions, byImap, chief });
}

describe.each([
  [{}, 'authentication-failed'],
  [{ keepsAppPasswords: true }, 'bob'],
])('somebody else’s, %j', (options, withAppPassword) => {
  test('ends his sessions and tokens, whoever made them', async () => {
    await using office = await openOffice();
    const { ownAppPasswords } = office.signInServices;
    const app = await ownAppPasswords.make(await office.caller('bob'), { label: 'phone' });
    const { secret } = await office.userSessions.createToken(office.chief, 'bob', TOKEN);
    const use = { services: ['imap'], address: '' } as const;
    expect(await office.byImap('bob', app.password)).toBe('bob');
    expect(await office.sessions.verify(secret, use)).not.toBeNull();
    await office.services.users.setPassword(office.chief, 'bob', NEXT, options);
    expect(await office.sessions.verify(secret, use)).toBeNull();
    expect(await office.byImap('bob', app.password)).toBe(withAppPassword);
    expect(await office.byImap('bob', NEXT)).toBe('bob');
  });
});

test('one’s own ends the tokens that others made, and no app password', async () => {
  await using office = await openOffice();
  const bob = await office.caller('bob');
  const app = await office.signInServices.ownAppPasswords.make(bob, { label: 'phone' });
  const { secret } = await office.userSessions.createToken(office.chief, 'bob', TOKEN);
  await createOwnAccount({ ...office, clock: systemClock }).changePassword(bob, NEXT);
  expect(await office.sessions.verify(secret, { services: ['imap'], address: '' })).toBeNull();
  expect(await office.byImap('bob', app.password)).toBe('bob');
});

describe('an administrator', () => {
  type Office = Awaited<ReturnType<typeof openOffice>>;
  test.each<[string, (office: Office, by: Caller, userId: string) => Promise<unknown>]>([
    ['sets no password', ({ services }, by, userId) => services.users.setPassword(by, userId, NEXT)],
    ['takes no factors', ({ signInServices }, by, userId) => signInServices.userFactors.reset(by, userId)],
    [
      'makes no app password',
      ({ signInServices }, by, userId) => signInServices.userAppPasswords.make(by, userId, { label: 'x' }),
    ],
    ['makes no token', ({ userSessions }, by, userId) => userSessions.createToken(by, userId, TOKEN)],
  ])('%s of his own by a session, without the old password', async (_, change) => {
    await using office = await openOffice();
    const refused = { code: 'no-permission', detail: { reason: 'own-account' } };
    await expect(change(office, office.chief, 'chief')).rejects.toMatchObject(refused);
    await change(office, office.chief, 'bob');
    // The local administrator has shown no session: he may open the socket, and has nothing else to prove.
    await change(office, { ...office.chief, session: null }, 'chief');
    await change(office, SYSTEM, 'chief').catch(({ code }) => expect(code).toBe('already-exists'));
  });
});
