import { expect, test } from 'vitest';
import { openTestDirectory } from '../../../test/support/directory.ts';
import { SYSTEM } from '../access/caller.ts';
import { changeAliases, changeUsers, type Outcome, type UserAction } from './bulk.ts';

async function openOffice() {
  const office = await openTestDirectory();
  await office.domains.create('example.org');
  for (const [userId, domain] of [
    ['bob', 'example.test'],
    ['eve', 'example.test'],
    ['zoe', 'example.org'],
  ] as const) {
    await office.users.create({ userId, mail: `${userId}@${domain}`, password: 'correct horse' }, { defer: true });
  }
  const bulk = (userIds: readonly string[], action: UserAction, by = SYSTEM) =>
    changeUsers(office.services, by, userIds, action);
  return Object.assign(office, { bulk });
}

const told = (outcomes: readonly Outcome[]) => outcomes.map(({ name, failure }) => [name, failure?.code ?? 'done']);

test('each is done or refused by itself, in the order in which they are named', async () => {
  await using office = await openOffice();
  const { bulk, users, groups, store } = office;
  const two = ['eve', 'nobody', 'bob'];
  const outcome = [
    ['eve', 'done'],
    ['nobody', 'not-found'],
    ['bob', 'done'],
  ];
  expect(told(await bulk(two, { kind: 'disable' }))).toEqual(outcome);
  expect((await users.get('bob')).isEnabled).toBe(false);
  expect(told(await bulk(two, { kind: 'enable' }))).toEqual(outcome);
  expect((await users.get('bob')).isEnabled).toBe(true);
  expect(told(await bulk(two, { kind: 'quota', storageQuota: 5, messageQuota: 'none' }))).toEqual(outcome);
  expect(await users.get('eve')).toMatchObject({ storageQuota: 5, messageQuota: 'none' });
  expect(told(await bulk(two, { kind: 'language', language: 'pl' }))).toEqual(outcome);
  expect((await users.get('eve')).language).toBe('pl');
  await groups.create({ name: 'staff@example.test' });
  const members = async () => (await groups.members('staff@example.test', { limit: 9 })).map(({ userId }) => userId);
  expect(told(await bulk(two, { kind: 'add-to-group', group: 'staff@example.test' }))).toEqual(outcome);
  expect(await members()).toEqual(['bob', 'eve']);
  expect(told(await bulk(two, { kind: 'remove-from-group', group: 'staff@example.test' }))).toEqual(outcome);
  expect(await members()).toEqual([]);
  expect(told(await bulk(two, { kind: 'archive' }))).toEqual(outcome);
  expect((await users.get('bob')).archivedAtMs).not.toBeNull();
  expect(told(await bulk(two, { kind: 'restore' }))).toEqual(outcome);
  expect((await users.get('bob')).archivedAtMs).toBeNull();
  expect(await store.reader().audit.list({ limit: 99, target: { kind: 'user', name: 'bob' } })).toHaveLength(7);
});

test('who has to choose another password is signed out, and can do nothing else', async () => {
  await using office = await openOffice();
  const { bulk, users, store } = office;
  const { account } = await users.get('bob');
  const credential = async () => (await store.reader().directory.credentials(account))[0];
  const before = await credential();
  await office.sessions.open({
    account,
    kind: 'web',
    credential: before?.id ?? null,
    client: '',
    address: '',
    services: null,
  });
  expect(told(await bulk(['bob'], { kind: 'require-password-change' }))).toEqual([['bob', 'done']]);
  expect(await credential()).toMatchObject({ mustChange: true, verifier: before?.verifier });
  expect(await store.reader().directory.sessions(account)).toEqual([]);
  expect((await store.reader().audit.list({ limit: 1 }))[0]?.action).toBe('user.require-password-change');
});

test('who cannot be deleted is told with what depends on him', async () => {
  await using office = await openOffice();
  const { bulk, aliases, users } = office;
  await aliases.create({ mail: 'team@example.test', owners: ['bob'], members: ['eve'] });
  const [bob, zoe, admin] = await bulk(['bob', 'zoe', 'admin'], { kind: 'delete' });
  expect(bob?.failure).toMatchObject({
    code: 'in-use',
    detail: { dependents: [{ kind: 'alias-owner', name: 'team@example.test' }] },
  });
  expect([zoe?.failure, admin?.failure?.code]).toEqual([null, 'in-use']);
  expect(told(await bulk(['bob'], { kind: 'delete', handOverTo: 'eve' }))).toEqual([['bob', 'done']]);
  await expect(users.get('bob')).rejects.toMatchObject({ code: 'not-found' });
});

test('what lies beyond the reach of the caller is not there', async () => {
  await using office = await openOffice();
  await office.users.update('bob', { role: 'domain-administrator', roleDomains: ['example.test'] });
  const bob = await office.caller('bob');
  expect(told(await office.bulk(['eve', 'zoe', 'bob', 'admin'], { kind: 'disable' }, bob))).toEqual([
    ['eve', 'done'],
    ['zoe', 'not-found'],
    ['bob', 'no-permission'],
    ['admin', 'not-found'],
  ]);
});

test('aliases', async () => {
  await using office = await openOffice();
  const { aliases, services } = office;
  for (const mail of ['a@example.test', 'b@example.test']) {
    await aliases.create({ mail, owners: ['bob'], members: ['bob'] });
  }
  const mails = ['a@example.test', 'c@example.test', 'b@example.test'];
  const change = async (action: Parameters<typeof changeAliases>[3]) =>
    told(await changeAliases(services.aliases, SYSTEM, mails, action)).map(([, outcome]) => outcome);
  const members = async () => (await aliases.get('b@example.test')).members.length;
  expect(await change({ kind: 'add-members', members: ['eve', 'x@example.com'] })).toEqual([
    'done',
    'not-found',
    'done',
  ]);
  expect(await members()).toBe(3);
  expect(await change({ kind: 'remove-members', members: ['bob', 'eve'] })).toEqual(['done', 'not-found', 'done']);
  expect(await members()).toBe(1);
  expect(await change({ kind: 'delete' })).toEqual(['done', 'not-found', 'done']);
});
