/** The tables and the search over everything, on a store that changes under them. SM2, SM3, SM4 */
import { describe, expect, test } from 'vitest';
import { openTestDirectory } from '../../../../test/support/directory.ts';
import { stage } from '../../../../test/support/store.ts';
import { systemClock } from '../../../base/clock.ts';
import { openDirectoryTables } from '../../../composition/directory-tables.ts';
import { type Caller, SYSTEM } from '../../access/caller.ts';
import { applyOne } from '../../ports/store.ts';
import type { AliasSort } from './alias-table.ts';
import type { GroupSort } from './group-table.ts';
import type { TableView } from './table-view.ts';
import type { UserSort, UserTableFilter } from './user-table.ts';

/** Two domains with somebody in each, an alias and a group. */
async function openOffice() {
  const office = await openTestDirectory();
  const { users, aliases, groups, domains } = office;
  await domains.create('example.org', 'Branch');
  const make = (userId: string, domain: string, firstName: string, lastName: string, role?: 'domain-administrator') =>
    users.create(
      {
        ...{ userId, mail: `${userId}@${domain}`, password: 'correct horse', profile: { firstName, lastName } },
        ...(role === undefined ? {} : { role, roleDomains: [domain] }),
      },
      { defer: true },
    );
  await make('zoe', 'example.test', 'Zoë', 'Østby');
  await make('bob', 'example.test', 'Bob', 'Meier');
  await make('eve', 'example.org', 'Eve', 'Álvarez');
  await make('dora', 'example.org', 'Dora', 'Smith', 'domain-administrator');
  await aliases.create({ mail: 'team@example.test', description: 'Everybody', owners: ['zoe'], members: ['bob'] });
  const elsewhere = ['eve', 'x@example.com', 'team@example.test'];
  await aliases.create({ mail: 'all@example.org', owners: ['bob'], members: elsewhere, membership: 'closed' });
  await groups.create({ name: 'staff@example.test', rank: 5, members: ['bob', 'zoe'] });
  await groups.create({ name: 'guests@example.org', description: 'Who is here for a while', rank: 1 });
  const tables = openDirectoryTables({ store: office.store, policies: office.policies, clock: systemClock });
  const everything: UserTableFilter = { domain: null, state: 'in-use' };
  const list = async (by: Caller, view: Partial<TableView<UserSort>> = {}, filter: Partial<UserTableFilter> = {}) => {
    const page = await tables.userTable.list(by, { ...everything, ...filter }, { ...FIRST, sort: 'userId', ...view });
    return { ...page, ids: page.rows.map(({ user }) => user.userId) };
  };
  return Object.assign(office, {
    ...{ tables, list },
    ids: async (view: Partial<TableView<UserSort>> = {}, filter: Partial<UserTableFilter> = {}) =>
      (await list(SYSTEM, view, filter)).ids,
    aliasMails: async (view: Partial<TableView<AliasSort>>, owner: string | null = null) => {
      const account = owner === null ? null : (await users.get(owner)).account;
      const filter = { domain: null, owner: account, member: null };
      const { rows } = await tables.aliasTable.list(SYSTEM, filter, { ...FIRST, sort: 'mail', ...view });
      return rows.map(({ localPart, domainName }) => `${localPart}@${domainName}`);
    },
  });
}

const RECEIVED = { ms: 0, offsetMinutes: 0 };
const FIRST = { direction: 'ascending', offset: 0, limit: 100 } as const;

describe('users', () => {
  test('in each order', async () => {
    await using office = await openOffice();
    const { ids, store, users } = office;
    expect(await ids()).toEqual(['admin', 'bob', 'dora', 'eve', 'zoe']);
    expect(await ids({ direction: 'descending' })).toEqual(['zoe', 'eve', 'dora', 'bob', 'admin']);
    // By last name and then first name, and accents only where nothing else decides.
    expect(await ids({ sort: 'name' })).toEqual(['admin', 'eve', 'bob', 'zoe', 'dora']);
    expect(await ids({ sort: 'domain' })).toEqual(['dora', 'eve', 'admin', 'bob', 'zoe']);
    expect(await ids({ sort: 'mail' })).toEqual(['admin', 'bob', 'dora', 'eve', 'zoe']);
    expect(await ids({ sort: 'createdAt' })).toHaveLength(5);
    const { account } = await users.get('bob');
    const [credential] = await store.reader().directory.credentials(account);
    if (credential === undefined) throw new Error('no credential');
    await applyOne(store, { kind: 'note-credential-use', credential: credential.id, atMs: 5000, address: '' });
    const last = await office.list(SYSTEM, { sort: 'lastSignInAt', direction: 'descending', limit: 1 });
    expect(last.rows[0]).toMatchObject({ user: { userId: 'bob' }, facts: { lastSignInAtMs: 5000 } });
  });

  test('by what they use, and by how much of their limit that is', async () => {
    await using office = await openOffice();
    const { ids, list, store, users } = office;
    await users.update('eve', { storageQuota: 100 });
    await users.update('zoe', { storageQuota: 100_000 });
    for (const [userId, size] of [
      ['bob', 3000],
      ['zoe', 2000],
      ['eve', 90],
    ] as const) {
      const content = await stage(store, 'x'.repeat(size));
      const { account } = await users.get(userId);
      const local = [{ account, mailbox: null, system: 0, keywords: '' }];
      await applyOne(store, { kind: 'deliver', content, receivedAt: RECEIVED, local, outgoing: [] });
    }
    expect(await ids({ sort: 'storageBytes', direction: 'descending' })).toEqual([
      'bob',
      'zoe',
      'eve',
      'dora',
      'admin',
    ]);
    expect(await ids({ sort: 'messageCount' })).toEqual(['admin', 'dora', 'bob', 'eve', 'zoe']);
    const byShare = await list(SYSTEM, { sort: 'share', direction: 'descending' });
    // Who has no limit uses nothing of it.
    expect(byShare.ids).toEqual(['eve', 'zoe', 'dora', 'bob', 'admin']);
    expect(byShare.rows[0]).toMatchObject({
      facts: { storageBytes: 90, messageCount: 1, hasSecondFactor: false },
      limits: { storageBytes: 100, messageCount: null },
    });
  });

  test('pages, with what there is in all', async () => {
    await using office = await openOffice();
    const page = await office.list(SYSTEM, { offset: 1, limit: 2 });
    expect(page).toMatchObject({ ids: ['bob', 'dora'], total: 5 });
    expect(await office.list(SYSTEM, { offset: 4, limit: 2 })).toMatchObject({ ids: ['zoe'], total: 5 });
    expect(await office.list(SYSTEM, { offset: 9, limit: 2 })).toMatchObject({ ids: [], total: 5 });
  });

  test.each([
    ['ZOË', ['zoe']],
    ['østby', ['zoe']],
    ['example.org', ['dora', 'eve']],
    ['ev ál', ['eve']],
    ['ev smith', []],
    ['  ', ['admin', 'bob', 'dora', 'eve', 'zoe']],
  ])('with the words %j', async (query, found) => {
    await using office = await openOffice();
    expect(await office.ids({ query })).toEqual(found);
  });

  test('of one domain, role and state', async () => {
    await using office = await openOffice();
    const { ids, users, domains } = office;
    const { id } = await domains.get('example.org');
    expect(await ids({}, { domain: id })).toEqual(['dora', 'eve']);
    expect(await ids({}, { role: 'domain-administrator' })).toEqual(['dora']);
    await users.archive('bob');
    await users.update('zoe', { isEnabled: false });
    expect(await ids()).not.toContain('bob');
    expect(await ids({}, { state: 'archived' })).toEqual(['bob']);
    expect(await ids({}, { state: 'disabled' })).toEqual(['zoe']);
    expect(await ids({}, { state: 'enabled' })).toEqual(['admin', 'dora', 'eve']);
    expect(await ids({}, { state: 'all' })).toHaveLength(5);
  });

  test('an administrator of a domain sees those without a role in it', async () => {
    await using office = await openOffice();
    const page = await office.list(await office.caller('dora'));
    expect(page).toMatchObject({ ids: ['eve'], total: 1 });
    expect((await office.list(await office.caller('bob'))).total).toBe(0);
  });

  test('what was acknowledged is in it, and pages of before are told apart', async () => {
    await using office = await openOffice();
    const { users, domains, list } = office;
    const first = await list(SYSTEM);
    expect((await list(SYSTEM, { offset: 3 })).revision).toBe(first.revision);
    await users.update('bob', { userId: 'abel' });
    const second = await list(SYSTEM);
    expect(second.ids).toEqual(['abel', 'admin', 'dora', 'eve', 'zoe']);
    expect(second.revision).not.toBe(first.revision);
    await users.delete('dora');
    expect((await list(SYSTEM)).ids).toEqual(['abel', 'admin', 'eve', 'zoe']);
    await domains.update('example.org', { name: 'example.net' });
    expect(await office.ids({ query: 'example.net' })).toEqual(['eve']);
  });
});

describe('aliases', () => {
  test('in each order', async () => {
    await using office = await openOffice();
    const { aliasMails } = office;
    const [all, team] = ['all@example.org', 'team@example.test'];
    const [org, test_] = ['postmaster@example.org', 'postmaster@example.test'];
    expect(await aliasMails({})).toEqual([all, org, test_, team]);
    expect(await aliasMails({ sort: 'members', direction: 'descending', limit: 1 })).toEqual([all]);
    expect(await aliasMails({ sort: 'membership' })).toEqual([team, all, org, test_]);
    expect(await aliasMails({ sort: 'owner' })).toEqual([org, test_, all, team]);
    expect((await aliasMails({ sort: 'description' })).at(-1)).toBe(team);
  });

  test.each([
    ['everybody', ['team@example.test']],
    ['x@example.com', ['all@example.org']],
    ['eve', ['all@example.org', 'team@example.test']],
    ['zoe', ['team@example.test']],
    // An alias in it, and an owner.
    ['team', ['all@example.org', 'team@example.test']],
    ['bob closed', []],
  ])('with the words %j', async (query, found) => {
    await using office = await openOffice();
    expect(await office.aliasMails({ query })).toEqual(found);
  });

  test('of one owner', async () => {
    await using office = await openOffice();
    expect(await office.aliasMails({}, 'bob')).toEqual(['all@example.org']);
  });
});

test('groups in each order, with the number of their members', async () => {
  await using office = await openOffice();
  const { tables, users, groups } = office;
  const names = async (sort: GroupSort) =>
    (await tables.groupTable.list(SYSTEM, { domain: null, member: null }, { ...FIRST, sort })).rows.map(
      ({ group, memberCount }) => [group.name, memberCount],
    );
  expect(await names('name')).toEqual([
    ['guests', 0],
    ['staff', 2],
  ]);
  expect((await names('members'))[0]).toEqual(['guests', 0]);
  expect((await names('rank'))[0]).toEqual(['guests', 0]);
  expect((await names('description'))[0]).toEqual(['staff', 2]);
  await users.delete('bob', { handOverTo: 'eve' });
  await groups.update('guests@example.org', { addMembers: ['eve'] });
  expect(await names('name')).toEqual([
    ['guests', 1],
    ['staff', 1],
  ]);
});

test('how much there is in each domain', async () => {
  await using office = await openOffice();
  await office.users.archive('eve');
  const countsOf = await office.tables.countByDomain();
  const { id } = await office.domains.get('example.org');
  expect(countsOf(id)).toEqual({ userCount: 1, archivedCount: 1, aliasCount: 2, groupCount: 1 });
});

describe('everything', () => {
  test.each([
    ['bob', 5, ['user bob', 'alias all@example.org', 'alias team@example.test']],
    ['guests', 1, ['group guests@example.org']],
    ['dora sm', 5, ['user dora']],
    ['branch', 5, ['domain example.org']],
    ['maxreceivedhops', 5, ['setting maxReceivedHops']],
    ['nothing like it', 5, []],
    ['', 5, []],
  ])('%j', async (query, limit, found) => {
    await using office = await openOffice();
    const { hits } = await office.tables.findAnything(SYSTEM, query, limit);
    expect(hits.map(({ kind, name }) => `${kind} ${name}`)).toEqual(found);
  });

  test('what begins with the text comes first, and all are counted', async () => {
    await using office = await openOffice();
    await office.users.create({
      userId: 'a-first',
      mail: 'm@example.test',
      password: 'correct horse',
      profile: { office: 'x ev' },
    });
    const { hits, totals } = await office.tables.findAnything(SYSTEM, 'ev', 1);
    expect(hits[0]).toMatchObject({ name: 'eve', title: 'Eve Álvarez', matched: { field: 'userId', value: 'eve' } });
    expect(totals.user).toBe(2);
    const office7 = await office.tables.findAnything(SYSTEM, 'a-f ev', 1);
    expect(office7.hits[0]).toMatchObject({ name: 'a-first', matched: { field: 'office', value: 'x ev' } });
  });

  test('nobody learns of what he does not reach', async () => {
    await using office = await openOffice();
    const { findAnything } = office.tables;
    const dora = await office.caller('dora');
    expect((await findAnything(dora, 'example', 9)).hits.map(({ name }) => name)).toEqual([
      ...['dora', 'eve', 'all@example.org', 'postmaster@example.org', 'guests@example.org', 'example.org'],
    ]);
    expect((await findAnything(dora, 'maxreceivedhops', 9)).totals.setting).toBe(0);
    // The address elsewhere is the administrators'.
    await office.users.update('bob', { profile: { alternateMail: 'private@example.com' } });
    expect((await findAnything(SYSTEM, 'private', 9)).hits).toEqual([]);
  });
});

describe('the address book of everybody', () => {
  test('people who are listed and in use, with their aliases', async () => {
    await using office = await openOffice();
    const { ownAddressBook } = office.tables;
    const bob = await office.caller('bob');
    await office.users.update('zoe', { isListed: false });
    const { rows, total } = await ownAddressBook.findUsers(bob, { ...FIRST, sort: 'name', query: 'e' });
    expect(rows.map(({ user }) => user.userId)).toEqual(['admin', 'eve', 'bob', 'dora']);
    expect(total).toBe(4);
    expect(rows[1]?.aliases.map(({ localPart }) => localPart)).toEqual(['all']);
    await expect(ownAddressBook.findUsers(SYSTEM, { ...FIRST, sort: 'name' })).rejects.toMatchObject({
      code: 'no-permission',
    });
  });

  test('aliases, and which of them one may join and leave', async () => {
    await using office = await openOffice();
    await office.aliases.create({ mail: 'lunch@example.org', owners: ['eve'], members: ['eve', 'zoe'] });
    await office.aliases.create({ mail: 'x-*@example.org', owners: ['eve'], members: ['eve'] });
    const zoe = await office.caller('zoe');
    const { rows } = await office.tables.ownAddressBook.findAliases(zoe, { ...FIRST, sort: 'mail' });
    const told = rows.map(({ alias, isOwner, isMember, mayJoin, mayLeave }) => [
      alias.localPart,
      ...[isOwner && 'owns', isMember && 'is in', mayJoin && 'may join', mayLeave && 'may leave'].filter(Boolean),
    ]);
    expect(told).toEqual([
      ['all'],
      ['lunch', 'is in', 'may leave'],
      ['postmaster'],
      ['postmaster'],
      ['team', 'owns', 'may join'],
    ]);
  });

  test('one alias with all its members; a pattern is there for its owners alone', async () => {
    await using office = await openOffice();
    await office.aliases.create({ mail: 'x-*@example.org', owners: ['eve'], members: ['eve'] });
    const { ownAddressBook } = office.tables;
    const [zoe, eve] = [await office.caller('zoe'), await office.caller('eve')];
    const shown = await ownAddressBook.showAlias(zoe, 'Team@example.test');
    expect(shown).toMatchObject({ isOwner: true, isMember: false, mayJoin: true, mayLeave: false });
    expect(await ownAddressBook.showAlias(eve, 'x-*@example.org')).toMatchObject({ isOwner: true });
    for (const mail of ['x-*@example.org', 'zoe@example.test', 'nobody@example.test']) {
      await expect(ownAddressBook.showAlias(zoe, mail)).rejects.toMatchObject({ code: 'not-found' });
    }
  });
});

test('a group has as many members as the caller reaches, also in their order', async () => {
  await using office = await openOffice();
  const { groups, tables } = office;
  await groups.update('guests@example.org', { addMembers: ['bob', 'zoe', 'admin'] });
  await groups.create({ name: 'crew@example.org', members: ['eve', 'dora'] });
  const counts = async (by: Caller) => {
    const { rows } = await tables.groupTable.list(by, { domain: null, member: null }, { ...FIRST, sort: 'members' });
    return rows.map(({ group, memberCount }) => [group.name, memberCount]);
  };
  expect(await counts(SYSTEM)).toEqual([
    ['crew', 2],
    ['staff', 2],
    ['guests', 3],
  ]);
  expect(await counts(await office.caller('dora'))).toEqual([
    ['guests', 0],
    ['crew', 2],
  ]);
});

test('of one group, and of one member, whoever else there is', async () => {
  await using office = await openOffice();
  const { ids, tables, groups, users } = office;
  const staff = await groups.get('staff@example.test');
  expect(await ids({}, { group: staff.id })).toEqual(['bob', 'zoe']);
  expect(await ids({ query: 'meier' }, { group: staff.id })).toEqual(['bob']);
  const { account: member } = await users.get('bob');
  const filter = { domain: null, member };
  const inGroups = await tables.groupTable.list(SYSTEM, filter, { ...FIRST, sort: 'name' });
  expect(inGroups.rows.map(({ group }) => group.name)).toEqual(['staff']);
  const inAliases = await tables.aliasTable.list(SYSTEM, { ...filter, owner: null }, { ...FIRST, sort: 'mail' });
  // He owns the other one.
  expect(inAliases.rows.map(({ localPart }) => localPart)).toEqual(['team']);
  expect([inGroups.total, inAliases.total]).toEqual([1, 1]);
});
