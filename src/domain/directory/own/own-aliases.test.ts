import { describe, expect, test } from 'vitest';
import { boundTo } from '../../../../test/support/bound-to.ts';
import { openTestDirectory } from '../../../../test/support/directory.ts';
import { systemClock } from '../../../base/clock.ts';
import { SYSTEM } from '../../access/caller.ts';
import { createOwnAliases } from './own-aliases.ts';

async function openOffice() {
  const office = await openTestDirectory();
  await office.domains.create('example.org');
  for (const mail of ['ann@example.test', 'bob@example.test', 'carl@example.org']) {
    const userId = mail.split('@')[0] ?? '';
    await office.users.create({ userId, mail, password: 'correct horse' });
  }
  const service = createOwnAliases({ ...office, clock: systemClock });
  const of = async (userId: string) => boundTo(await office.caller(userId), service);
  return Object.assign(office, { service, ann: await of('ann'), bob: await of('bob'), carl: await of('carl') });
}

const refused = (reason: string) => ({ code: 'no-permission', detail: { reason } });

test('who makes an alias owns it, changes it and deletes it', async () => {
  await using office = await openOffice();
  const { ann, bob } = office;
  await ann.create({ mail: 'team@example.test', members: ['ann', 'bob'], description: 'Us' });
  const { account } = await office.users.get('ann');
  expect((await office.aliases.get('team@example.test')).owners).toEqual([account]);
  expect(await bob.list()).toEqual(await ann.list());
  await ann.update('team@example.test', { membership: 'self-service', mail: 'crew@example.test' });
  await bob.update('crew@example.test', { removeMembers: ['bob'] });
  await expect(bob.update('crew@example.test', { removeMembers: ['ann'] })).rejects.toMatchObject(
    refused('only-yourself'),
  );
  await expect(bob.update('crew@example.test', { description: 'x' })).rejects.toMatchObject(refused('owners-only'));
  await expect(bob.delete('crew@example.test')).rejects.toMatchObject(refused('owners-only'));
  expect(await office.aliases.get('crew@example.test')).toMatchObject({ description: 'Us', members: [{ account }] });
  await ann.delete('crew@example.test');
  await expect(ann.delete('crew@example.test')).rejects.toMatchObject({ code: 'not-found', detail: { kind: 'alias' } });
  const [entry] = await office.store.reader().audit.list({ limit: 1 });
  expect(entry).toMatchObject({ action: 'alias.delete', actor: { name: 'ann', address: '192.0.2.7' } });
});

test('an alias of another domain can be joined, but is not made there', async () => {
  await using office = await openOffice();
  const { ann, carl } = office;
  await ann.create({ mail: 'team@example.test', members: ['ann'] });
  await carl.update('team@example.test', { addMembers: ['carl'] });
  expect((await office.aliases.get('team@example.test')).members).toHaveLength(2);
  const elsewhere = { code: 'not-found', detail: { kind: 'domain' } };
  await expect(carl.create({ mail: 'x@example.test', members: ['carl'] })).rejects.toMatchObject(elsewhere);
  await expect(carl.create({ mail: 'x@example.com', members: ['carl'] })).rejects.toMatchObject(elsewhere);
});

test('K10: the privilege is looked up each time', async () => {
  await using office = await openOffice();
  const { ann } = office;
  await ann.create({ mail: 'one@example.test', members: ['ann'] });
  await office.settings.set(SYSTEM, 'withheldPrivileges', 'create-aliases add-remote-members');
  await expect(ann.create({ mail: 'two@example.test', members: ['ann'] })).rejects.toMatchObject({
    code: 'no-permission',
    detail: { reason: 'privilege-withheld', privilege: 'create-aliases' },
  });
  await expect(ann.update('one@example.test', { addMembers: ['eve@example.com'] })).rejects.toMatchObject({
    detail: { privilege: 'add-remote-members' },
  });
  await office.groups.create({
    name: 'sales@example.test',
    policy: { privileges: { 'create-aliases': true } },
    members: ['ann'],
  });
  await ann.create({ mail: 'two@example.test', members: ['ann'] });
});

describe('names that are not for everybody', () => {
  test.each([
    ...[
      'hostmaster',
      'Webmaster',
      'Administrator',
      'SSL-admin',
      'ssladministrator',
      'sslwebmaster',
      'abuse',
      'security',
      'owner-team',
      'team-owner',
      '*',
      'x*',
      'bob+invoices',
    ],
  ])('%s', async (name) => {
    await using office = await openOffice();
    const { ann } = office;
    const mail = `${name}@example.test`;
    await expect(ann.create({ mail, members: ['ann'] })).rejects.toMatchObject(refused('name-reserved'));
    await ann.create({ mail: 'team@example.test', members: ['ann'] });
    await expect(ann.update('team@example.test', { mail })).rejects.toMatchObject(refused('name-reserved'));
    // Administrators give it, and its owner keeps it.
    await office.aliases.create({ mail, owners: ['ann'], members: ['ann'] });
    await ann.update(mail, { mail: mail.toLowerCase(), description: 'mine' });
  });
});

test('nobody has aliases without end', async () => {
  await using office = await openOffice();
  const owned = { owners: ['ann'], members: ['ann'] };
  for (let i = 0; i < 99; i += 1) await office.aliases.create({ mail: `a${i}@example.test`, ...owned });
  await office.ann.create({ mail: 'last@example.test', members: ['ann'] });
  await expect(office.ann.create({ mail: 'more@example.test', members: ['ann'] })).rejects.toMatchObject({
    code: 'too-many',
  });
});

test('files and programs are the administrators’, and the server has no aliases of its own', async () => {
  await using office = await openOffice();
  const program = { mail: 'fax@example.test', members: ['program:fax'] };
  await expect(office.ann.create(program)).rejects.toMatchObject({ code: 'no-permission' });
  await expect(office.service.list(SYSTEM)).rejects.toMatchObject({ code: 'no-permission' });
});
