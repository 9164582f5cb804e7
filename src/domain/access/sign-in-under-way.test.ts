/** What changes while somebody signs in: the client may take minutes, and a hash takes its time. */
import { describe, expect, test } from 'vitest';
import { openTestDirectory } from '../../../test/support/directory.ts';
import { importedHashes } from '../../../test/support/imported-hashes.ts';
import { systemClock } from '../../base/clock.ts';
import { silentLogger } from '../../base/log.ts';
import { createMailboxService, watchPrincipals } from '../mailbox/index.ts';
import type { SessionId } from '../ports/ids.ts';
import { applyOne } from '../ports/store.ts';
import { createAuthenticator } from './authenticator.ts';
import { createPasswordHasher, type PasswordHasher } from './password-hash.ts';

const PASSWORD = 'correct horse battery';
const ATTEMPT = { login: 'bob', service: 'imap', peerAddress: '192.0.2.7', isTrustedPeer: false } as const;
const BOB = { userId: 'bob', role: 'user', roleDomains: [], credential: null, mustChangePassword: false } as const;
const REFUSED = { code: 'authentication-failed' };

async function openOffice() {
  const office = await openTestDirectory();
  const account = await office.users.create({ userId: 'bob', mail: 'bob@example.test', password: PASSWORD });
  const nowMs = Date.now();
  const addFactor = () =>
    applyOne(office.store, {
      kind: 'add-second-factor',
      account,
      factor: {
        ...{ kind: 'totp', label: 'phone', counter: 0, confirmedAtMs: nowMs, createdAtMs: nowMs },
        secret: Buffer.from('sealed'),
      },
    });
  return Object.assign(office, { account, addFactor });
}
type Office = Awaited<ReturnType<typeof openOffice>>;

const CHANGES: [string, (office: Office) => Promise<unknown>][] = [
  ['switched off', ({ users }) => users.update('bob', { isEnabled: false })],
  ['archived', ({ users }) => users.archive('bob')],
  ['deleted', ({ users }) => users.delete('bob')],
  ['given another password', ({ users }) => users.setPassword('bob', 'quite another horse')],
  ['protected by a second factor', ({ addFactor }) => addFactor()],
];

describe.each(CHANGES)('who is %s meanwhile', (_, change) => {
  test('does not sign in by SCRAM', async () => {
    await using office = await openOffice();
    const exchange = await office.authenticator.beginScram(ATTEMPT);
    await change(office);
    await expect(exchange.succeed()).rejects.toMatchObject(REFUSED);
  });

  test('does not sign in by password', async () => {
    await using office = await openOffice();
    const { store, settings, sessions, box } = office;
    const ours = createPasswordHasher({ box, importedHashes });
    // The hash is right, and nobody has been answered.
    const verify: PasswordHasher['verify'] = async (...given) => {
      const isRight = await ours.verify(...given);
      await change(office);
      return isRight;
    };
    const base = { store, settings, sessions, box, clock: systemClock, log: silentLogger, hasher: { ...ours, verify } };
    const authenticator = createAuthenticator({ ...base, delay: async () => {} });
    await expect(authenticator.verifyPassword(ATTEMPT, PASSWORD)).rejects.toMatchObject(REFUSED);
  });

  test('is let go when his connection begins to be watched', async () => {
    await using office = await openOffice();
    const principal = await office.authenticator.verifyPassword(ATTEMPT, PASSWORD);
    await change(office);
    await using mailboxes = createMailboxService({ ...office, clock: systemClock, log: silentLogger });
    await new Promise<void>((resolve) => watchPrincipals(mailboxes)(principal, resolve));
  });
});

test('a password that was right before a second step opens nothing once it was changed', async () => {
  await using office = await openOffice();
  const proof = await office.authenticator.provePassword({ ...ATTEMPT, service: 'http' }, PASSWORD);
  await office.addFactor();
  expect(await proof.succeed()).toMatchObject({ userId: 'bob' });
  await office.users.setPassword('bob', 'quite another horse');
  await expect(proof.succeed()).rejects.toMatchObject(REFUSED);
});

test('who signs in is who he is then: a role that was taken is not his', async () => {
  await using office = await openOffice();
  await office.users.update('bob', { role: 'administrator' });
  const exchange = await office.authenticator.beginScram(ATTEMPT);
  await office.users.update('bob', { role: 'user' });
  expect(await exchange.succeed()).toMatchObject({ role: 'user' });
});

test('a session that has ended is let go as soon as it is watched; one that goes on is not', async () => {
  await using office = await openOffice();
  const { account } = office;
  const open = () =>
    office.sessions.open({
      account,
      kind: 'token',
      credential: null,
      client: 'phone',
      address: '',
      services: ['imap'],
    });
  const [ended, going] = [(await open()).session.id, (await open()).session.id];
  await applyOne(office.store, { kind: 'end-sessions', account, sessions: [ended] });
  await using mailboxes = createMailboxService({ ...office, clock: systemClock, log: silentLogger });
  const told: SessionId[] = [];
  const watch = (session: SessionId) => {
    const principal = { ...BOB, account, session };
    return new Promise<void>((resolve) => {
      watchPrincipals(mailboxes)(principal, () => {
        told.push(session);
        resolve();
      });
    });
  };
  void watch(going);
  await watch(ended);
  expect(told).toEqual([ended]);
});
