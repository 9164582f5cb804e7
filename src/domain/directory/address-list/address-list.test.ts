import { describe, expect, test } from 'vitest';
import { openTestDirectory } from '../../../../test/support/directory.ts';
import type { DirectoryReader } from '../../ports/reader.ts';
import type { Store } from '../../ports/store.ts';
import { type AddressSearch, createAddressList } from './address-list.ts';

const PASSWORD = 'correct horse';

async function openOffice(wrap: (store: Store) => Pick<Store, 'reader' | 'feed'> = (store) => store) {
  const office = await openTestDirectory();
  await office.domains.create('example.org');
  for (const [userId, domain, firstName, lastName] of [
    ['bob', 'example.test', 'Robert', 'Müller'],
    ['ann', 'example.test', 'Ann', 'Straße'],
    ['carl', 'example.org', 'Carl', "O'Neill"],
  ] as const) {
    const profile = { firstName, lastName, title: `Head of ${userId}s`, mobilePhone: '+49 170-12' };
    await office.users.create({ userId, mail: `x.${userId}@${domain}`, password: PASSWORD, profile });
  }
  await office.aliases.create({
    mail: 'Team@example.test',
    description: 'Everybody in sales',
    owners: ['bob'],
    members: ['bob'],
  });
  const list = createAddressList(wrap(office.store));
  const find = async (texts: readonly string[], more: Partial<AddressSearch<never>> = {}) => {
    const search = { texts, limit: 99, ...more };
    const { directory } = office.store.reader();
    const users = (await list.users.find(search)).map(async (id) => (await directory.user(id))?.userId);
    const aliases = (await list.aliases.find(search)).map(async (id) => (await directory.alias(id))?.localPart);
    return (await Promise.all([...users, ...aliases])).sort((a = '', b = '') => (a < b ? -1 : 1));
  };
  return Object.assign(office, { list, find });
}

describe('people and aliases are found', () => {
  test.each<[string[], string[]]>([
    [['ob'], ['bob']],
    [['ROBERT'], ['bob']],
    [['müll'], ['bob']],
    [['mu\u0308LL'], ['bob']],
    [['straß'], ['ann']],
    [['Robert M'], ['bob']],
    [['müller', 'rob'], ['bob']],
    [['rob', 'ann'], []],
    [['x.'], ['ann', 'bob', 'carl']],
    [['@example.org'], ['carl', 'postmaster']],
    [["o'n"], ['carl']],
    [['sales'], ['Team']],
    [['team@EXAMPLE'], ['Team']],
    [['head of bobs'], ['bob']],
    [['+4917012'], ['ann', 'bob', 'carl']],
    [['zz'], []],
    // Not over the border of two fields.
    [['Müllerbob'], []],
    [[], ['Team', 'admin', 'ann', 'bob', 'carl', 'postmaster', 'postmaster']],
  ])('%j', async (texts, expected) => {
    await using office = await openOffice();
    expect(await office.find(texts)).toEqual(expected);
  });

  test('in some domains, and not more than are wanted', async () => {
    await using office = await openOffice();
    const { id } = await office.domains.get('example.org');
    expect(await office.find([], { domains: [id] })).toEqual(['carl', 'postmaster']);
    expect(await office.find(['x.'], { domains: [] })).toEqual([]);
    expect(await office.find(['x.'], { limit: 2 })).toHaveLength(2);
    expect(await office.find(['x.'], { domains: [id], limit: 1 })).toEqual(['carl']);
  });

  test('who is in no list by those who manage the domain', async () => {
    await using office = await openOffice();
    const { users, aliases, find } = office;
    await users.update('bob', { isListed: false });
    await users.update('ann', { isEnabled: false });
    await users.update('carl', { isListed: false });
    await aliases.create({ mail: 'x.*@example.test', owners: ['bob'], members: ['bob'] });
    const { id } = await office.domains.get('example.test');
    expect(await find(['x.'])).toEqual([]);
    expect(await find(['x.'], { unlistedOf: [id] })).toEqual(['ann', 'bob', 'x.*']);
    expect(await find(['x.'], { domains: [], unlistedOf: [id] })).toEqual([]);
    await users.archive('bob');
    expect(await find(['x.'], { unlistedOf: [id] })).toEqual(['ann', 'x.*']);
  });

  test('but not by one letter, nor by texts without end', async () => {
    await using office = await openOffice();
    for (const texts of [['a'], [''], ['bob', 'x']]) {
      await expect(office.find(texts)).rejects.toMatchObject({ code: 'invalid', detail: { problem: 'too-short' } });
    }
    await expect(office.find(Array<string>(51).fill('bob'))).rejects.toMatchObject({ detail: { problem: 'too-many' } });
  });
});

describe('the list follows', () => {
  test('who comes, goes, and is called something else', async () => {
    await using office = await openOffice();
    const { users, aliases, find } = office;
    expect(await find(['x.'])).toEqual(['ann', 'bob', 'carl']);
    await users.update('bob', { profile: { lastName: 'Maier' }, mail: 'y.bob@example.test' });
    expect(await find(['x.'])).toEqual(['ann', 'carl']);
    expect(await find(['Maier'])).toEqual(['bob']);
    expect(await find(['müller'])).toEqual([]);
    await users.update('ann', { isEnabled: false });
    await users.update('carl', { isListed: false });
    expect(await find(['x.'])).toEqual([]);
    await users.update('ann', { isEnabled: true });
    await users.update('carl', { isListed: true });
    await users.archive('ann');
    expect(await find(['x.'])).toEqual(['carl']);
    await users.restore('ann');
    await users.delete('carl');
    await users.create({ userId: 'dora', mail: 'x.dora@example.test', password: PASSWORD });
    expect(await find(['x.'])).toEqual(['ann', 'dora']);
    await aliases.update('team@example.test', { mail: 'crew@example.test' });
    expect([await find(['team']), await find(['crew'])]).toEqual([[], ['crew']]);
    await aliases.delete('crew@example.test');
    await aliases.create({ mail: 'crew-*@example.test', owners: ['bob'], members: ['bob'] });
    expect(await find(['crew'])).toEqual([]);
  });

  test('the names of domains', async () => {
    await using office = await openOffice();
    expect(await office.find(['carl@example.org'])).toEqual(['carl']);
    await office.domains.update('example.org', { name: 'example.net' });
    expect(await office.find(['carl@example.net'])).toEqual(['carl']);
    expect(await office.find(['carl@example.org'])).toEqual([]);
  });

  test('what happens while it is built', async () => {
    let meanwhile = async () => {};
    await using office = await openOffice((store) => ({
      feed: store.feed,
      reader() {
        const reader = store.reader();
        const listUsers: DirectoryReader['listUsers'] = async (...args) => {
          const page = await reader.directory.listUsers(...args);
          await meanwhile();
          return page;
        };
        const directory = new Proxy(reader.directory, {
          get: (target, name: keyof DirectoryReader) =>
            name === 'listUsers' ? listUsers : (target[name] as () => unknown).bind(target),
        });
        return { ...reader, directory };
      },
    }));
    meanwhile = async () => {
      meanwhile = async () => {};
      await office.users.update('bob', { profile: { lastName: 'Maier' } });
      await office.users.delete('ann');
    };
    expect(await office.find(['x.'])).toEqual(['bob', 'carl']);
    expect(await office.find(['maier'])).toEqual(['bob']);
  });

  test('what happens while it catches up', async () => {
    await using office = await openOffice();
    const { users } = office;
    await Promise.all([
      ...Array.from({ length: 20 }, (_, index) => users.update('bob', { profile: { title: `T${index}` } })).map(
        (done) => done.catch(() => {}),
      ),
      ...Array.from({ length: 20 }, () => office.find(['x.'])),
      users.update('carl', { profile: { firstName: 'Karl' } }),
    ]);
    expect(await office.find(['karl'])).toEqual(['carl']);
  });

  test('more than one slice of them', async () => {
    await using office = await openOffice();
    expect(await office.find(['zed'])).toEqual([]);
    const requests = Array.from({ length: 1100 }, (_, index) => ({
      ...{ userId: `zed${index}`, mail: `zed${index}@example.test`, password: PASSWORD },
    }));
    await office.users.createMany(requests, { defer: true });
    expect(await office.find(['zed'], { limit: 9999 })).toHaveLength(1100);
    const fresh = createAddressList(office.store);
    expect(await fresh.users.find({ texts: ['zed'], limit: 9999 })).toHaveLength(1100);
    expect(await fresh.users.find({ texts: ['zed1099'], limit: 9999 })).toHaveLength(1);
  });

  test('and is built anew when a read failed', async () => {
    let isBroken = true;
    const broken = () => {
      throw new Error('the disk');
    };
    await using office = await openOffice((store) => ({
      feed: store.feed,
      reader: () => (isBroken ? broken() : store.reader()),
    }));
    await expect(office.find(['bob'])).rejects.toThrow('the disk');
    isBroken = false;
    expect(await office.find(['bob'])).toEqual(['bob']);
    await office.users.update('bob', { profile: { lastName: 'Maier' } });
    isBroken = true;
    await expect(office.find(['bob'])).rejects.toThrow('the disk');
    isBroken = false;
    expect(await office.find(['maier'])).toEqual(['bob']);
  });
});
