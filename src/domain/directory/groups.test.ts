import { describe, expect, test } from 'vitest';
import { openTestDirectory } from '../../../test/support/directory.ts';
import { OPEN_POLICY } from '../ports/account-policy.ts';

const PASSWORD = 'correct horse';

async function openOffice() {
  const office = await openTestDirectory();
  await office.domains.create('example.org');
  for (const mail of ['ann@example.test', 'bob@example.test', 'carl@example.org']) {
    await office.users.create({ userId: mail.split('@')[0] ?? '', mail, password: PASSWORD });
  }
  await office.users.create({
    userId: 'dora',
    mail: 'dora@example.test',
    password: PASSWORD,
    role: 'domain-administrator',
    roleDomains: ['example.test'],
  });
  return office;
}

test('a group is made, listed, changed and deleted', async () => {
  await using office = await openOffice();
  const { groups } = office;
  await groups.create({ name: ' Sales@example.TEST', description: 'They sell', members: ['ann', 'carl', 'ann'] });
  expect(await groups.get('sales@example.test')).toMatchObject({
    name: 'Sales',
    domainName: 'example.test',
    description: 'They sell',
    rank: 100,
    accountPolicy: OPEN_POLICY,
  });
  const members = async (after?: string) =>
    (await groups.members('sales@example.test', { limit: 1, ...(after && { after }) })).map(({ userId }) => userId);
  expect(await members()).toEqual(['ann']);
  expect(await members('ann')).toEqual(['carl']);
  expect(await members('carl')).toEqual([]);
  await groups.update('Sales@example.test', {
    name: 'Sellers',
    rank: 5,
    policy: { storageQuota: 1000, privileges: { 'change-junk': false } },
    addMembers: ['bob', 'ann'],
    removeMembers: ['carl', 'bob'].slice(0, 1),
  });
  await groups.update('sellers@example.test', {
    policy: { privileges: { 'create-aliases': true, 'change-junk': null } },
  });
  expect(await groups.get('sellers@example.test')).toMatchObject({
    rank: 5,
    description: 'They sell',
    accountPolicy: { storageQuota: 1000, messageQuota: 'inherit', privileges: { 'create-aliases': true } },
  });
  expect((await groups.members('sellers@example.test', { limit: 9 })).map(({ userId }) => userId)).toEqual([
    'ann',
    'bob',
  ]);
  await groups.create({ name: 'Sellers@example.org' });
  expect((await groups.list(null, { limit: 9 })).map(({ domainName }) => domainName)).toEqual([
    'example.org',
    'example.test',
  ]);
  await groups.delete('sellers@example.test');
  await expect(groups.get('sellers@example.test')).rejects.toMatchObject({
    code: 'not-found',
    detail: { kind: 'group' },
  });
  expect(await groups.list(null, { limit: 9 })).toHaveLength(1);
});

test.each(['', ' ', 'a\nb', 'a\u202eb', 'x'.repeat(65), 'a@b', '\ufeff'])('%j is no name', async (name) => {
  await using office = await openOffice();
  const failure = { code: 'invalid', detail: { field: 'group' } };
  await expect(office.groups.create({ name: `${name}@example.test` })).rejects.toMatchObject(failure);
  await office.groups.create({ name: 'sales@example.test' });
  await expect(office.groups.update('sales@example.test', { name })).rejects.toMatchObject(failure);
});

test.each([
  ['a rank', { rank: -1 }, 'rank'],
  ['a rank', { rank: 1.5 }, 'rank'],
  ['a quota', { policy: { messageQuota: -1 } }, 'messageQuota'],
  ['a quota', { policy: { storageQuota: 0.5 } }, 'storageQuota'],
])('%s that is none is refused: %o', async (_, patch, field) => {
  await using office = await openOffice();
  await expect(office.groups.create({ name: 'a@example.test', ...patch })).rejects.toMatchObject({ detail: { field } });
});

test('an administrator of a domain has the groups there, with those whom he manages', async () => {
  await using office = await openOffice();
  const { groups } = office.as(await office.caller('dora'));
  await office.groups.create({ name: 'sales@example.test', members: ['ann', 'carl', 'dora'] });
  await office.groups.create({ name: 'sales@example.org' });
  expect((await groups.list(null, { limit: 9 })).map(({ domainName }) => domainName)).toEqual(['example.test']);
  // Carl is in another domain; she is told of herself.
  const members = await groups.members('sales@example.test', { limit: 9 });
  expect(members.map(({ userId }) => userId)).toEqual(['ann', 'dora']);
  await groups.update('sales@example.test', { addMembers: ['bob'], description: 'They sell' });
  const gone = await groups.get('nobody@example.test').catch((error: unknown) => error);
  const hidden = await groups.get('sales@example.org').catch((error: unknown) => error);
  expect([gone, hidden].map((failure) => JSON.stringify(failure).replace(/"[^"]*@[^"]*"/g, 'NAME'))).toEqual(
    Array(2).fill(JSON.stringify(gone).replace(/"[^"]*@[^"]*"/g, 'NAME')),
  );
  for (const [members, code] of [
    [['carl'], 'not-found'],
    [['admin'], 'not-found'],
    // What she could give to herself that way is not hers to give.
    [['dora'], 'no-permission'],
  ] as const) {
    await expect(groups.update('sales@example.test', { addMembers: members })).rejects.toMatchObject({ code });
    await expect(groups.create({ name: 'more@example.test', members })).rejects.toMatchObject({ code });
  }
});

describe('what a group says of members', () => {
  const STAFF = 'staff@example.test';
  const CHANGES = [
    ['the policy', (groups: Groups) => groups.update(STAFF, { policy: { messageQuota: 1 } })],
    ['a privilege', (groups: Groups) => groups.update(STAFF, { policy: { privileges: { 'change-password': false } } })],
    ['the rank', (groups: Groups) => groups.update(STAFF, { rank: 1000 })],
    ['that it is there', (groups: Groups) => groups.delete(STAFF)],
  ] as const;
  type Groups = Awaited<ReturnType<typeof openOffice>>['groups'];

  test.each(CHANGES)('is not for who does not manage all of them: %s', async (_, change) => {
    await using office = await openOffice();
    const dora = office.as(await office.caller('dora')).groups;
    await office.groups.create({ name: STAFF, members: ['ann'] });
    const refused = { code: 'no-permission', detail: { reason: 'members-of-others' } };
    // In another domain, with a role, and herself.
    for (const member of ['carl', 'admin', 'dora']) {
      await office.groups.update(STAFF, { addMembers: [member] });
      await expect(change(dora)).rejects.toMatchObject(refused);
      await office.groups.update(STAFF, { removeMembers: [member] });
    }
    await office.users.update('ann', { role: 'administrator' });
    await expect(change(dora)).rejects.toMatchObject(refused);
    expect(await office.groups.get(STAFF)).toMatchObject({ rank: 100, accountPolicy: OPEN_POLICY });
    await change(office.groups);
  });

  test.each(CHANGES)('is for who manages them: %s', async (_, change) => {
    await using office = await openOffice();
    const dora = office.as(await office.caller('dora')).groups;
    await office.groups.create({ name: STAFF, members: ['ann', 'bob'] });
    await change(dora);
  });

  test('leaves its name and members to the manager of the domain', async () => {
    await using office = await openOffice();
    const dora = office.as(await office.caller('dora')).groups;
    await office.groups.create({ name: STAFF, members: ['ann', 'carl'] });
    await dora.update(STAFF, { name: 'crew', rank: 100, addMembers: ['bob'], removeMembers: ['ann'] });
    const members = await office.groups.members('crew@example.test', { limit: 9 });
    expect(members.map(({ userId }) => userId)).toEqual(['bob', 'carl']);
  });
});
