/** What lies beyond the reach of an administrator of a domain is for him as if it did not exist. DI9 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AsServerItself, openTestDirectory, type TestDirectory } from '../../../test/support/directory.ts';
import { Failure } from '../../base/failure.ts';
import { importUsers } from './user-import.ts';

const PASSWORD = 'correct horse';
let office: TestDirectory;
let dora: AsServerItself;
let helper: AsServerItself;

beforeAll(async () => {
  office = await openTestDirectory();
  await office.domains.create('example.org');
  await office.domains.create('example.com');
  for (const mail of ['ann@example.test', 'bob@example.org', 'carl@example.com', 'zoe@example.test']) {
    await office.users.create({ userId: mail.split('@')[0] ?? '', mail, password: PASSWORD });
  }
  const role = 'domain-administrator';
  const roleDomains = ['example.test', 'example.com'];
  await office.users.create({ userId: 'dora', mail: 'dora@example.test', password: PASSWORD, role, roleDomains });
  await office.users.create({
    userId: 'helper',
    mail: 'helper@example.org',
    password: PASSWORD,
    role: 'help-desk',
    roleDomains: ['example.test'],
  });
  for (const mail of ['team@example.test', 'team@example.org']) {
    await office.aliases.create({ mail, owners: ['admin'], members: ['admin'] });
  }
  dora = office.as(await office.caller('dora'));
  helper = office.as(await office.caller('helper'));
});
afterAll(() => office[Symbol.asyncDispose]());

/** What is told, but for the name. */
async function toldOf(name: string, work: (name: string) => Promise<unknown>) {
  const failure = await work(name).catch((error: unknown) => error);
  if (!(failure instanceof Failure)) throw new Error('it succeeded');
  const { code, message, detail } = failure;
  return JSON.parse(JSON.stringify({ code, message, detail }).replaceAll(name, 'NAME')) as { readonly code: string };
}

describe('the same is told of what is beyond and of what is not there', () => {
  test.each<[string, string, string, (name: string) => Promise<unknown>]>([
    ['user', 'bob', 'nobody', (name) => dora.users.get(name)],
    ['one with a role', 'admin', 'nobody', (name) => dora.users.get(name)],
    ['changing a user', 'bob', 'nobody', (name) => dora.users.update(name, { isEnabled: false })],
    ['a password', 'bob', 'nobody', (name) => dora.users.setPassword(name, 'another horse')],
    ['a password of the administrator', 'admin', 'nobody', (name) => helper.users.setPassword(name, 'another horse')],
    ['archiving', 'bob', 'nobody', (name) => dora.users.archive(name)],
    ['restoring', 'bob', 'nobody', (name) => dora.users.restore(name)],
    ['dependents', 'bob', 'nobody', (name) => dora.users.dependents(name)],
    ['deleting', 'bob', 'nobody', (name) => dora.users.delete(name)],
    ['an heir', 'bob', 'nobody', (name) => dora.users.delete('ann', { handOverTo: name })],
    ['domain', 'example.org', 'example.net', (name) => dora.domains.get(name)],
    ['changing a domain', 'example.org', 'example.net', (name) => dora.domains.update(name, { description: 'x' })],
    ['deleting a domain', 'example.org', 'example.net', (name) => dora.domains.delete(name)],
    ['moving a user', 'example.org', 'example.net', (name) => dora.users.update('ann', { mail: `ann@${name}` })],
    [
      'making a user',
      'example.org',
      'example.net',
      (name) => dora.users.create({ userId: 'eve', mail: `eve@${name}`, password: PASSWORD }),
    ],
    ['alias', 'team@example.org', 'none@example.org', (name) => dora.aliases.get(name)],
    ['changing an alias', 'team@example.org', 'none@example.org', (name) => dora.aliases.update(name, {})],
    ['deleting an alias', 'team@example.org', 'none@example.org', (name) => dora.aliases.delete(name)],
    [
      'making an alias',
      'example.org',
      'example.net',
      (name) => dora.aliases.create({ mail: `x@${name}`, owners: ['ann'], members: ['ann'] }),
    ],
  ])('%s', async (_, beyond, missing, work) => {
    const told = await toldOf(beyond, work);
    expect(told.code).toBe('not-found');
    expect(told).toEqual(await toldOf(missing, work));
  });
});

test('lists and counts hold what is within', async () => {
  const idsOf = async (services: AsServerItself, page: Parameters<AsServerItself['users']['list']>[1]) =>
    (await services.users.list(null, page)).map(({ userId }) => userId);
  expect(await idsOf(dora, { limit: 9 })).toEqual(['ann', 'carl', 'zoe']);
  expect(await idsOf(dora, { limit: 2, after: 'ann' })).toEqual(['carl', 'zoe']);
  expect(await idsOf(dora, { limit: 1, after: 'ann' })).toEqual(['carl']);
  expect(await idsOf(helper, { limit: 9 })).toEqual(['ann', 'zoe']);
  expect(await dora.users.count(null)).toBe(3);
  expect(await helper.users.count(null)).toBe(2);
  const { id } = await office.domains.get('example.org');
  expect(await dora.users.list(id, { limit: 9 })).toEqual([]);
  expect(await dora.users.count(id)).toBe(0);
  expect(await office.users.count(id)).toBe(2);
  expect((await dora.domains.list()).map(({ name }) => name)).toEqual(['example.com', 'example.test']);
  const aliases = await dora.aliases.list(null, { limit: 2 });
  expect(aliases.map(({ localPart, domainName }) => `${localPart}@${domainName}`)).toEqual([
    'postmaster@example.com',
    'postmaster@example.test',
  ]);
});

test('an administrator of a domain gives no roles and takes none', async () => {
  const refused = { code: 'no-permission', detail: { field: 'role' } };
  await expect(dora.users.update('ann', { role: 'administrator' })).rejects.toMatchObject(refused);
  const helpDesk = { role: 'help-desk', roleDomains: ['example.test'] } as const;
  await expect(dora.users.update('ann', helpDesk)).rejects.toMatchObject(refused);
  const eve = { userId: 'eve', mail: 'eve@example.test', password: PASSWORD };
  await expect(dora.users.create({ ...eve, ...helpDesk })).rejects.toMatchObject(refused);
  // The role that everybody has may be named.
  await dora.users.update('ann', { role: 'user', profile: { title: 'Dr' } });
  expect(await office.users.get('ann')).toMatchObject({ role: 'user', profile: { title: 'Dr' } });
});

test('nor does he change his own account like that of others', async () => {
  expect(await dora.users.get('dora')).toMatchObject({ userId: 'dora' });
  const refused = { code: 'no-permission', detail: { reason: 'own-account' } };
  await expect(dora.users.update('dora', { storageQuota: 'none' })).rejects.toMatchObject(refused);
  await expect(dora.users.update('dora', { roleDomains: ['example.org'] })).rejects.toMatchObject(refused);
  await expect(dora.users.setPassword('dora', 'another horse')).rejects.toMatchObject(refused);
  await expect(dora.users.delete('dora')).rejects.toMatchObject(refused);
});

test('a role of domains has some, and they are looked up', async () => {
  const failure = { code: 'invalid', detail: { field: 'roleDomains', problem: 'missing' } };
  await expect(office.users.update('ann', { role: 'help-desk' })).rejects.toMatchObject(failure);
  await expect(office.users.update('ann', { role: 'help-desk', roleDomains: ['example.net'] })).rejects.toMatchObject({
    code: 'not-found',
    detail: { kind: 'domain' },
  });
  await office.users.update('zoe', { role: 'help-desk', roleDomains: ['example.com', 'example.com'] });
  expect((await office.users.get('zoe')).roleDomains).toHaveLength(1);
  await office.users.update('zoe', { role: 'user' });
  expect(await office.users.get('zoe')).toMatchObject({ role: 'user', roleDomains: [] });
});

test('what is the whole server is not the domain administrator’s', async () => {
  const refused = { code: 'no-permission' };
  await expect(dora.domains.create('example.net')).rejects.toMatchObject(refused);
  await expect(dora.domains.update('example.test', { description: 'x' })).rejects.toMatchObject(refused);
  await expect(dora.domains.delete('example.com')).rejects.toMatchObject(refused);
  const by = await office.caller('dora');
  await expect(office.settings.set(by, 'defaultStorageQuota', '1G')).rejects.toMatchObject(refused);
  await expect(office.settings.reset(by, 'defaultStorageQuota')).rejects.toMatchObject(refused);
});

test('an import makes those of the lines that are within reach', async () => {
  const csv = ['userId,mail,password', 'ina,ina@example.test,correct horse', 'ivo,ivo@example.org,correct horse'].join(
    '\n',
  );
  const report = await importUsers(await office.caller('dora'), office.services.users, csv, { dryRun: false });
  expect(report).toMatchObject({ count: 1, refused: [{ line: 3, failure: { code: 'not-found' } }] });
});
