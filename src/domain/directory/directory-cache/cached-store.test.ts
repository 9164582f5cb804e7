import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { openTestDirectory } from '../../../../test/support/directory.ts';
import { foldName } from '../../../base/name.ts';
import type { AccountId } from '../../ports/ids.ts';
import type { DirectoryReader } from '../../ports/reader.ts';
import { applyOne, type Store } from '../../ports/store.ts';
import { CachedStore } from './cached-store.ts';
import { FollowedMap } from './followed-map.ts';

const PASSWORD = 'correct horse';

/** An office, and a cached view of its store that counts what it reads. */
async function openOffice() {
  const office = await openTestDirectory();
  const reads: string[] = [];
  const counted = new Proxy(office.store.reader().directory, {
    get(target, name: keyof DirectoryReader) {
      const method = (target[name] as (...args: unknown[]) => unknown).bind(target);
      return (...args: unknown[]) => {
        reads.push(name);
        return method(...args);
      };
    },
  });
  const watched: Pick<Store, keyof Store> = {
    apply: (operations) => office.store.apply(operations),
    reader: () => ({ ...office.store.reader(), directory: counted }),
    contents: office.store.contents,
    feed: office.store.feed,
    maintenance: office.store.maintenance,
    [Symbol.asyncDispose]: async () => {},
  };
  const cached = new CachedStore(watched);
  await office.users.create({ userId: 'bob', mail: 'bob@example.test', password: PASSWORD });
  await office.aliases.create({ mail: 'team@example.test', owners: ['bob'], members: ['bob'] });
  reads.length = 0;
  return Object.assign(office, { cached, directory: cached.reader().directory, reads });
}

test('what was read is not read again, nor what is not there; people when they were asked for twice', async () => {
  await using office = await openOffice();
  const { directory, reads } = office;
  for (let time = 0; time < 3; time += 1) {
    const bob = await directory.findUser('bob');
    if (bob === null) throw new Error('no bob');
    expect(await directory.user(bob.account)).toEqual(bob);
    expect(await directory.users([bob.account, 99 as AccountId])).toEqual([bob]);
    expect(await directory.findUser('nobody')).toBeNull();
    expect(await directory.resolve(foldName('nobody'), 'example.test')).toBeNull();
    expect(await directory.resolve(foldName('bob'), 'example.test')).toEqual({ kind: 'user', account: bob.account });
    expect((await directory.aliasesOf(bob.account)).map(({ localPart }) => localPart)).toEqual(['team']);
    expect(await directory.groupsOf(bob.account)).toEqual([]);
    expect(await directory.credentials(bob.account)).toHaveLength(1);
    expect((await directory.findDomain('example.test'))?.id).toBe(bob.domain);
    expect((await directory.domain(bob.domain))?.name).toBe('example.test');
    expect(await directory.listDomains()).toHaveLength(1);
  }
  expect(reads.sort()).toEqual([
    'aliasesOf',
    'credentials',
    'domain',
    'findDomain',
    'findUser',
    'findUser',
    'groupsOf',
    'listDomains',
    'resolve',
    'resolve',
    'user',
    'user',
    ...Array<string>(3).fill('users'),
  ]);
});

test('several people are read at once, as far as they are not known', async () => {
  await using office = await openOffice();
  const { directory, reads } = office;
  const bob = await office.users.get('bob');
  const admin = await office.users.get('admin');
  const both = [bob.account, admin.account];
  reads.length = 0;
  for (let time = 0; time < 3; time += 1) {
    const found = await directory.users(both);
    expect(found.map(({ userId }) => userId).sort()).toEqual(['admin', 'bob']);
  }
  expect(reads).toEqual(['users', 'users']);
  await office.users.update('bob', { profile: { lastName: 'Maier' } });
  expect((await directory.users(both)).map(({ profile }) => profile.lastName).sort()).toEqual(['', 'Maier']);
});

describe('it follows, at once,', () => {
  test('who is called something else, comes and goes', async () => {
    await using office = await openOffice();
    const { directory, users } = office;
    const bob = await directory.findUser('bob');
    expect(await directory.findUser('rob')).toBeNull();
    expect(await directory.resolve(foldName('bob'), 'example.test')).toMatchObject({ account: bob?.account });
    expect(await directory.resolve(foldName('rob'), 'example.test')).toBeNull();
    await users.update('bob', { userId: 'rob', mail: 'rob@example.test', profile: { firstName: 'Rob' } });
    expect(await directory.findUser('bob')).toBeNull();
    expect(await directory.findUser('rob')).toMatchObject({
      account: bob?.account,
      localPart: 'rob',
      profile: { firstName: 'Rob' },
    });
    expect(await directory.resolve(foldName('bob'), 'example.test')).toBeNull();
    expect(await directory.resolve(foldName('rob'), 'example.test')).toMatchObject({ account: bob?.account });
    await users.create({ userId: 'bob', mail: 'bob@example.test', password: PASSWORD });
    expect((await directory.findUser('bob'))?.account).not.toBe(bob?.account);
    await users.delete('bob');
    expect(await directory.findUser('bob')).toBeNull();
    expect(await directory.resolve(foldName('bob'), 'example.test')).toBeNull();
  });

  test('names of domains', async () => {
    await using office = await openOffice();
    const { directory, domains } = office;
    await directory.findUser('bob');
    await directory.listDomains();
    expect(await directory.findDomain('example.net')).toBeNull();
    await domains.update('example.test', { name: 'example.net' });
    expect((await directory.findUser('bob'))?.domainName).toBe('example.net');
    expect((await directory.findDomain('example.net'))?.name).toBe('example.net');
    expect((await directory.listDomains()).map(({ name }) => name)).toEqual(['example.net']);
  });

  test('passwords', async () => {
    await using office = await openOffice();
    const { directory, users } = office;
    const account = (await directory.findUser('bob'))?.account;
    if (account === undefined) throw new Error('no bob');
    const [before] = await directory.credentials(account);
    await users.setPassword('bob', 'another horse');
    const [after] = await directory.credentials(account);
    expect(after?.verifier).not.toBe(before?.verifier);
  });

  test('second factors', async () => {
    await using office = await openOffice();
    const { directory, store } = office;
    const account = (await directory.findUser('bob'))?.account;
    if (account === undefined) throw new Error('no bob');
    expect(await directory.secondFactors(account)).toEqual([]);
    const phone = { label: 'phone', secret: Buffer.from('x'), counter: 0, confirmedAtMs: 1, createdAtMs: 1 };
    const added = { kind: 'totp', ...phone } as const;
    const { factor } = await applyOne(store, { kind: 'add-second-factor', account, factor: added });
    expect(await directory.secondFactors(account)).toHaveLength(1);
    await applyOne(store, { kind: 'delete-second-factor', account, factor });
    expect(await directory.secondFactors(account)).toEqual([]);
  });

  test('aliases and groups', async () => {
    await using office = await openOffice();
    const { directory, aliases, groups, users } = office;
    const bob = await directory.findUser('bob');
    if (bob === null) throw new Error('no bob');
    const [team] = await directory.aliasesOf(bob.account);
    if (team === undefined) throw new Error('no team');
    expect((await directory.alias(team.id))?.localPart).toBe('team');
    await aliases.update('team@example.test', { mail: 'crew@example.test' });
    expect((await directory.alias(team.id))?.localPart).toBe('crew');
    expect((await directory.aliasesOf(bob.account))[0]?.localPart).toBe('crew');
    expect(await directory.groupsOf(bob.account)).toEqual([]);
    await groups.create({ name: 'staff@example.test' });
    await groups.update('staff@example.test', { addMembers: ['bob'] });
    const [staff] = await directory.groupsOf(bob.account);
    expect(staff?.name).toBe('staff');
    if (staff === undefined) throw new Error('no staff');
    expect((await directory.group(staff.id))?.description).toBe('');
    await groups.update('staff@example.test', { description: 'All' });
    expect((await directory.group(staff.id))?.description).toBe('All');
    await users.create({ userId: 'eve', mail: 'eve@example.test', password: PASSWORD });
    await users.delete('bob', { handOverTo: 'eve' });
    expect((await directory.alias(team.id))?.owners).not.toContain(bob.account);
    expect(await directory.groupsOf(bob.account)).toEqual([]);
  });
});

describe('a followed map', () => {
  test('does not keep what was asked for before it had to forget', async () => {
    const map = new FollowedMap<string, number>(10);
    const late = map.get('a', async () => {
      await nextTurn();
      return 1;
    });
    map.forget('a');
    expect(await late).toBe(1);
    expect(await map.get('a', async () => 2)).toBe(2);
    expect(await map.get('a', async () => 3)).toBe(2);
  });

  test('gives up the oldest', async () => {
    const map = new FollowedMap<number, number>(2);
    const ask = (key: number, value: number) => map.get(key, async () => value);
    await ask(1, 1);
    await ask(2, 2);
    await ask(3, 3);
    expect([await ask(2, 9), await ask(3, 9), await ask(1, 9)]).toEqual([2, 3, 9]);
  });

  test('keeps nothing of what failed', async () => {
    const map = new FollowedMap<string, number>(10);
    await expect(map.get('a', () => Promise.reject(new Error('the disk')))).rejects.toThrow('the disk');
    expect(await map.get('a', async () => 2)).toBe(2);
  });
});
