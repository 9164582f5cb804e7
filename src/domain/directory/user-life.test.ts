/** From the making of a user to what is left of one. */
import { describe, expect, test } from 'vitest';
import { openTestDirectory } from '../../../test/support/directory.ts';

const PASSWORD = 'correct horse';
const attempt = { peerAddress: '192.0.2.1', isTrustedPeer: false } as const;

async function openOffice() {
  const office = await openTestDirectory();
  for (const userId of ['ann', 'bob']) {
    await office.users.create({ userId, mail: `${userId}@example.test`, password: PASSWORD });
  }
  return office;
}

test('K1: an account is made with its mailboxes, or not at all', async () => {
  await using office = await openOffice();
  const carl = { userId: 'carl', mail: 'carl@example.test', password: PASSWORD };
  const account = await office.users.create(carl);
  const mailboxes = await office.store.reader().mailboxes.list(account);
  expect(mailboxes.map(({ path }) => path)).toContain('INBOX');
  await expect(office.users.create({ ...carl, userId: 'carl2' })).rejects.toMatchObject({ code: 'already-exists' });
  expect(await office.users.count(null)).toBe(4);
});

test('what is said of a new user is kept; what is not said is open', async () => {
  await using office = await openOffice();
  await office.users.create({
    userId: 'carl',
    mail: 'carl@example.test',
    password: PASSWORD,
    isListed: false,
    privileges: { 'change-junk': false, 'change-profile': null },
  });
  expect(await office.users.get('carl')).toMatchObject({ isListed: false, privileges: { 'change-junk': false } });
  expect(await office.users.get('bob')).toMatchObject({ isListed: true, privileges: {}, archivedAtMs: null });
  await office.users.update('carl', { isListed: true, privileges: { 'create-aliases': true } });
  expect(await office.users.get('carl')).toMatchObject({
    isListed: true,
    privileges: { 'change-junk': false, 'create-aliases': true },
  });
  for (const quota of [-1, 0.5, Number.NaN]) {
    await expect(office.users.update('carl', { storageQuota: quota })).rejects.toMatchObject({ code: 'invalid' });
  }
});

describe('an archived user', () => {
  test('does not sign in, is listed when asked for, and comes back as he was', async () => {
    await using office = await openOffice();
    const signIn = (service: 'imap' | 'http') =>
      office.authenticator.verifyPassword({ ...attempt, login: 'bob', service }, PASSWORD);
    await signIn('imap');
    const before = await office.users.get('bob');
    await office.users.archive('bob');
    await office.users.archive('bob');
    expect((await office.users.get('bob')).archivedAtMs).toBeTypeOf('number');
    await expect(signIn('imap')).rejects.toMatchObject({ code: 'authentication-failed' });
    const listed = async (state?: 'in-use' | 'archived' | 'all') => [
      (await office.users.list(null, { limit: 9 }, state)).map(({ userId }) => userId),
      await office.users.count(null, state),
    ];
    expect(await listed()).toEqual([['admin', 'ann'], 2]);
    expect(await listed('archived')).toEqual([['bob'], 1]);
    expect(await listed('all')).toEqual([['admin', 'ann', 'bob'], 3]);
    await office.users.restore('bob');
    const { changedAtMs, ...restored } = await office.users.get('bob');
    expect({ ...restored, changedAtMs: before.changedAtMs }).toEqual({ ...before, version: before.version + 2 });
    expect(changedAtMs).toBeGreaterThan(before.changedAtMs);
    await signIn('http');
  });

  test('is purged when he is deleted', async () => {
    await using office = await openOffice();
    await office.users.archive('bob');
    await office.users.delete('bob');
    await expect(office.users.restore('bob')).rejects.toMatchObject({ code: 'not-found' });
    await office.users.create({ userId: 'bob', mail: 'bob@example.test', password: PASSWORD });
  });

  test('is never admin, and nobody’s heir', async () => {
    await using office = await openOffice();
    await office.users.update('bob', { role: 'administrator' });
    await expect(office.users.archive('admin')).rejects.toMatchObject({ code: 'in-use' });
    await office.users.archive('ann');
    await expect(office.users.delete('bob', { handOverTo: 'ann' })).rejects.toMatchObject({ code: 'invalid' });
  });
});

describe('K2: an alias does not vanish with its last owner', () => {
  test('deleting is stopped, with a list of what depends on the user', async () => {
    await using office = await openOffice();
    await office.aliases.create({ mail: 'sales@example.test', owners: ['bob'], members: ['bob'] });
    await office.domains.update('example.test', { catchAll: 'bob@example.test' });
    await office.users.update('ann', { forwarding: { addresses: ['bob@example.test'], keepsCopy: true } });
    expect((await office.users.dependents('bob')).dependents).toEqual([
      { kind: 'alias-member', name: 'sales@example.test' },
      { kind: 'alias-owner', name: 'sales@example.test' },
      { kind: 'catch-all', name: 'example.test' },
      { kind: 'forwarding', name: 'ann' },
    ]);
    await expect(office.users.delete('bob')).rejects.toMatchObject({
      code: 'in-use',
      detail: { dependents: ['sales@example.test', 'example.test'] },
    });
    expect(await office.users.dependents('ann')).toEqual({ dependents: [], hasOthers: false });
  });

  test('or all of it is handed over', async () => {
    await using office = await openOffice();
    await office.users.create({ userId: 'carl', mail: 'carl@example.test', password: PASSWORD });
    await office.aliases.create({ mail: 'sales@example.test', owners: ['bob'], members: ['bob'] });
    await office.domains.update('example.test', { catchAll: 'bob@example.test' });
    await office.users.update('carl', { forwarding: { addresses: ['bob@example.test'], keepsCopy: true } });
    await office.users.delete('bob', { handOverTo: 'ann' });
    const { account } = await office.users.get('ann');
    expect(await office.aliases.get('sales@example.test')).toMatchObject({
      owners: [account],
      members: [{ kind: 'user', account }],
    });
    expect((await office.domains.get('example.test')).catchAll).toEqual({ kind: 'user', account });
    expect((await office.users.get('carl')).forwarding?.addresses).toEqual(['ann@example.test']);
  });

  test('of who forwards his mail, only whom the caller reaches is named', async () => {
    await using office = await openOffice();
    await office.domains.create('example.org');
    await office.users.create({ userId: 'carl', mail: 'carl@example.org', password: PASSWORD });
    await office.users.create({
      userId: 'dora',
      mail: 'dora@example.test',
      password: PASSWORD,
      role: 'domain-administrator',
      roleDomains: ['example.test'],
    });
    for (const userId of ['ann', 'carl']) {
      await office.users.update(userId, { forwarding: { addresses: ['bob@example.test'], keepsCopy: true } });
    }
    const { users } = office.as(await office.caller('dora'));
    expect(await users.dependents('bob')).toEqual({
      dependents: [{ kind: 'forwarding', name: 'ann' }],
      hasOthers: true,
    });
    await office.users.update('carl', { forwarding: null });
    expect(await users.dependents('bob')).toMatchObject({ hasOthers: false });
  });
});
