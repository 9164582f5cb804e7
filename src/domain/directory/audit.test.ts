/** Every change of the directory is in the audit log, with what was different and who did it. SM6 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { boundTo } from '../../../test/support/bound-to.ts';
import { openTestDirectory, type TestDirectory } from '../../../test/support/directory.ts';
import { systemClock } from '../../base/clock.ts';
import { SYSTEM } from '../access/caller.ts';
import { createDkimKeys } from '../authentication/dkim-keys.ts';
import { changeDomainKeys } from './change-domain-keys.ts';
import { createRoutes } from './routes.ts';

const PASSWORD = 'correct horse battery';
let office: TestDirectory;

beforeAll(async () => {
  office = await openTestDirectory();
});
afterAll(() => office[Symbol.asyncDispose]());

/** What one change writes: nothing, or one entry. */
async function entryOf(work: () => Promise<unknown>) {
  const list = (limit: number) => office.store.reader().audit.list({ limit });
  const [last] = await list(1);
  await work();
  const fresh = (await list(9)).filter(({ id }) => last === undefined || id > last.id);
  expect(fresh.length).toBeLessThanOrEqual(1);
  const [entry] = fresh;
  return entry && { [`${entry.action} ${entry.target.kind} ${entry.target.name}`]: [entry.before, entry.after] };
}

test('the first start is the server’s own', async () => {
  const entries = await office.store.reader().audit.list({ limit: 9 });
  expect(entries).toMatchObject([
    { action: 'directory.initialise', actor: { account: null, name: 'system' }, target: { name: 'example.test' } },
  ]);
});

test('each change, by the names that people know', async () => {
  const { domains, users, groups, aliases, settings } = office;
  const routes = boundTo(SYSTEM, createRoutes({ ...office, clock: systemClock }));
  const bob = { userId: 'bob', mail: 'bob@example.org', password: PASSWORD, profile: { firstName: 'Bob' } };
  const changes: [string, object, object, () => Promise<unknown>][] = [
    ['domain.create domain example.org', {}, { name: 'example.org' }, () => domains.create('example.org')],
    [
      'user.create user bob',
      {},
      {
        ...{ userId: 'bob', mail: 'bob@example.org', role: 'user', isEnabled: true, isListed: true },
        firstName: 'Bob',
      },
      () => users.create(bob),
    ],
    [
      'user.update user bob',
      { role: 'user', roleDomains: [], lastName: '', welcomeSenders: [] },
      { role: 'help-desk', roleDomains: ['example.org'], lastName: 'B', welcomeSenders: ['@example.com'] },
      () =>
        users.update('bob', {
          ...{ role: 'help-desk', roleDomains: ['example.org'], profile: { firstName: 'Bob', lastName: 'B' } },
          welcomeSenders: ['example.com'],
        }),
    ],
    ['user.password user bob', {}, {}, () => users.setPassword('bob', `${PASSWORD} staple`)],
    [
      'group.create group sales@example.test',
      {},
      { name: 'sales', rank: 100, members: ['bob'] },
      () => groups.create({ name: 'sales@example.test', members: ['bob'] }),
    ],
    [
      'group.update group sales@example.test',
      { storageQuota: 'inherit', members: ['bob'] },
      { storageQuota: 5, members: ['admin'] },
      () =>
        groups.update('sales@example.test', {
          policy: { storageQuota: 5 },
          addMembers: ['admin'],
          removeMembers: ['bob'],
        }),
    ],
    [
      'alias.create alias team@example.test',
      {},
      {
        ...{ mail: 'team@example.test', membership: 'open' },
        ...{ owners: ['bob'], members: ['bob', 'postmaster@example.org'] },
      },
      () =>
        aliases.create({
          mail: 'team@example.test',
          owners: ['bob'],
          members: ['bob', 'postmaster@example.org'],
        }),
    ],
    [
      'alias.update alias team@example.test',
      { mail: 'team@example.test', owners: [], members: ['postmaster@example.org'] },
      { mail: 'crew@example.test', owners: ['admin'], members: ['eve@example.com'] },
      () =>
        aliases.update('team@example.test', {
          ...{ mail: 'crew@example.test', addOwners: ['admin'] },
          ...{ addMembers: ['eve@example.com'], removeMembers: ['postmaster@example.org'] },
        }),
    ],
    [
      'domain.update domain example.org',
      { name: 'example.org', synonyms: [], catchAll: null, spf: 'junk' },
      { name: 'example.net', synonyms: ['example.org'], catchAll: 'crew@example.test', spf: 'none' },
      () =>
        domains.update('example.org', {
          ...{ name: 'example.net', catchAll: 'crew@example.test', policy: { spf: 'none' } },
        }),
    ],
    [
      'settings.set setting defaultMessageQuota',
      { value: null },
      { value: 7 },
      () => settings.set(SYSTEM, 'defaultMessageQuota', '7'),
    ],
    [
      'settings.reset setting defaultMessageQuota',
      { value: 7 },
      { value: null },
      () => settings.reset(SYSTEM, 'defaultMessageQuota'),
    ],
    [
      'route.set route *',
      {},
      { host: 'smtp.example.com', port: 587, tls: 'required', userName: 'office' },
      () =>
        routes.set({
          ...{ pattern: '*', host: 'smtp.example.com', port: 587, tls: 'required' },
          signIn: { userName: 'office', password: PASSWORD },
        }),
    ],
    [
      'route.delete route *',
      { host: 'smtp.example.com', port: 587, tls: 'required', userName: 'office' },
      {},
      () => routes.delete('*'),
    ],
    [
      'group.delete group sales@example.test',
      { name: 'sales', rank: 100, storageQuota: 5, members: ['admin'] },
      {},
      () => groups.delete('sales@example.test'),
    ],
    ['user.archive user bob', { archivedAt: null }, { archivedAt: expect.any(String) }, () => users.archive('bob')],
    ['user.restore user bob', { archivedAt: expect.any(String) }, { archivedAt: null }, () => users.restore('bob')],
    [
      'user.delete user bob',
      expect.objectContaining({ userId: 'bob', mail: 'bob@example.net', roleDomains: ['example.net'] }),
      { handedOverTo: 'admin' },
      () => users.delete('bob', { handOverTo: 'admin' }),
    ],
    [
      'alias.delete alias crew@example.test',
      expect.objectContaining({ owners: ['admin'], members: ['admin', 'eve@example.com'] }),
      {},
      async () => {
        await office.store.apply([
          { kind: 'update-domain', expectVersion: null, domain: (await domains.get('example.org')).id, catchAll: null },
        ]);
        await aliases.delete('crew@example.test');
      },
    ],
    [
      'domain.delete domain example.net',
      { name: 'example.net', synonyms: ['example.org'], dmarc: 'reject', spf: 'none' },
      {},
      () => domains.delete('example.net'),
    ],
  ];
  for (const [name, before, after, work] of changes) {
    expect(await entryOf(work), name).toEqual({ [name]: [before, after] });
  }
  const all = JSON.stringify(await office.store.reader().audit.list({ limit: 99 }));
  expect(all).not.toContain(PASSWORD);
  expect(all).not.toContain('$argon2');
});

test('what changes nothing, and what fails, leaves no entry', async () => {
  const { users, groups, aliases, domains } = office;
  await users.create({ userId: 'carl', mail: 'carl@example.test', password: PASSWORD });
  await groups.create({ name: 'staff@example.test', members: ['carl'] });
  await aliases.create({ mail: 'team@example.test', owners: ['carl'], members: ['carl'] });
  const { version } = await users.get('carl');
  const idle: (() => Promise<unknown>)[] = [
    () => users.update('carl', { isEnabled: true, profile: { firstName: '' }, mail: 'carl@example.test' }),
    () => users.restore('carl'),
    () => groups.update('staff@example.test', { addMembers: ['carl'], rank: 100 }),
    () => aliases.update('team@example.test', { addMembers: ['carl'], mail: 'team@example.test' }),
    () => domains.update('example.test', { policy: { spf: 'junk' }, name: 'Example.test' }),
    () => users.update('carl', { userId: 'admin' }).catch(() => {}),
    () => users.delete('carl').catch(() => {}),
  ];
  for (const work of idle) expect(await entryOf(work)).toBeUndefined();
  expect((await users.get('carl')).version).toBe(version);
});

test('new signing keys of a domain', async () => {
  const clock = systemClock;
  const dkimKeys = createDkimKeys({ ...office, clock });
  const deps = { dkimKeys, domainDns: { check: async () => [] }, clock };
  const by = await office.caller('admin');
  const change = () => changeDomainKeys(deps, by, 'example.test', { force: true }, new AbortController().signal);
  const action = 'domain.rotate-keys domain example.test';
  expect(await entryOf(change)).toEqual({ [action]: [{}, { step: expect.any(String) }] });
  const selectors = (await dkimKeys.list('example.test')).map(({ selector }) => selector);
  expect(await entryOf(change)).toEqual({ [action]: [{ selectors: [] }, { selectors }] });
  const [entry] = await office.store.reader().audit.list({ limit: 1 });
  expect(entry?.actor).toEqual({ ...by.actor, name: 'admin', service: 'test', address: '192.0.2.7' });
});
