import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyOne } from '../../../src/domain/ports/store.ts';
import type { LdapTestClient } from '../../support/ldap-client.ts';
import { GROUPS, type LdapOffice, openLdapOffice, PASSWORD, PEOPLE } from '../../support/ldap-office.ts';

const BASE = 'dc=example,dc=test';
const person = (userId: string) => `uid=${userId},${PEOPLE}`;
const group = (name: string) => `cn=${name},${GROUPS}`;

let office: LdapOffice;
let alice: LdapTestClient;
let bob: LdapTestClient;
let admin: LdapTestClient;
let helper: LdapTestClient;

beforeAll(async () => {
  office = await openLdapOffice();
  const [first, second, boss] = await Promise.all(['alice', 'bob', 'admin'].map((userId) => office.user(userId)));
  if (first === undefined || second === undefined || boss === undefined) throw new Error('somebody is missing');
  await office.addGroup('Großkunden', [first.account, second.account], { description: 'Key accounts', rank: 7 });
  await office.addGroup('managers', [second.account, boss.account]);
  await office.addGroup('empty', []);
  const helpDesk = { role: 'help-desk', roleDomains: [office.domain.id], isListed: false } as const;
  await office.addUser('helper', helpDesk, PASSWORD);
  alice = await office.as('alice');
  bob = await office.as('bob');
  admin = await office.as('admin');
  helper = await office.as('helper');
});
afterAll(async () => {
  for (const client of [alice, bob, admin, helper]) client[Symbol.dispose]();
  await office[Symbol.asyncDispose]();
});

async function entry(client: LdapTestClient, base: string, attributes: string[] = []) {
  const { entries } = await client.search({ base, scope: 'base', attributes });
  return entries[0]?.attributes ?? null;
}

describe('a group', () => {
  test('for who manages it', async () => {
    expect(await entry(admin, group('Großkunden'))).toEqual({
      objectClass: ['top', 'groupOfNames', 'mailroomGroup'],
      cn: ['Großkunden'],
      description: ['Key accounts'],
      mailroomRank: ['7'],
      member: [person('alice'), person('bob')],
    });
    expect(await entry(admin, group('empty'))).not.toHaveProperty('member');
    expect(await entry(admin, group('empty'), ['+'])).toMatchObject({
      structuralObjectClass: ['groupOfNames'],
      hasSubordinates: ['FALSE'],
      entryDN: [group('empty')],
    });
  });

  test('for the help desk: members without a role', async () => {
    expect(await entry(helper, group('managers'), ['member'])).toEqual({ member: [person('bob')] });
  });

  test('for a member: that he is in it, and not who else or what for', async () => {
    expect(await entry(alice, group('Großkunden'))).toEqual({
      objectClass: ['top', 'groupOfNames', 'mailroomGroup'],
      cn: ['Großkunden'],
      member: [person('alice')],
    });
    expect(await alice.find('(objectClass=groupOfNames)', { base: BASE })).toEqual([group('Großkunden')]);
    expect(await bob.find('(objectClass=groupOfNames)', { base: BASE })).toEqual(['Großkunden', 'managers'].map(group));
  });

  test('for anybody else is not there', async () => {
    const hidden = await alice.search({ base: group('managers'), scope: 'base' });
    const missing = await alice.search({ base: group('nothing'), scope: 'base' });
    expect(hidden).toEqual(missing);
    expect(hidden.result).toMatchObject({ code: 'noSuchObject', matchedName: GROUPS });
    office.force('ldapAnonymousRead', 'address-book');
    using stranger = await office.connect();
    expect(await stranger.find('(objectClass=groupOfNames)', { base: BASE })).toEqual([]);
    expect((await stranger.search({ base: group('managers'), scope: 'base' })).result.code).toBe('noSuchObject');
    office.force('ldapAnonymousRead', 'nothing');
  });

  test('changes its time with its members', async () => {
    const id = await office.addGroup('growing', []);
    const { account } = await office.user('alice');
    await applyOne(office.store, { kind: 'update-group', group: id, expectVersion: null, addMembers: [account] });
    const { changedAtMs = 0, createdAtMs = 0 } = (await office.store.reader().directory.group(id)) ?? {};
    expect(changedAtMs).toBeGreaterThan(createdAtMs);
    const seconds = new Date(changedAtMs).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '');
    expect(await entry(admin, group('growing'), ['modifyTimestamp'])).toEqual({ modifyTimestamp: [`${seconds}Z`] });
    await applyOne(office.store, { kind: 'delete-group', group: id, expectVersion: null });
  });
});

describe('filters', () => {
  const groups = ['empty', 'Großkunden', 'managers'];

  test.each<[string, readonly string[]]>([
    ['(objectClass=groupOfNames)', groups.map(group)],
    ['(cn=großkunden)', [group('Großkunden')]],
    ['(cn=*gro\\c3\\9fk*)', [group('Großkunden')]],
    ['(cn=EMPTY)', [group('empty')]],
    ['(description=*accounts)', [group('Großkunden')]],
    ['(mailroomRank<=7)', [group('Großkunden')]],
    ['(mailroomRank=100)', ['empty', 'managers'].map(group)],
    [`(member=${person('bob')})`, ['Großkunden', 'managers'].map(group)],
    [`(member=UID=Bob, OU=People,${BASE})`, ['Großkunden', 'managers'].map(group)],
    [`(&(objectClass=groupOfNames)(member=${person('alice')}))`, [group('Großkunden')]],
    [`(&(objectClass=groupOfNames)(!(member=*)))`, [group('empty')]],
    [`(member=${person('nobody')})`, []],
    ['(member=nobody)', []],
    [`(memberOf=${group('managers')})`, [person('admin'), person('bob')]],
    [`(memberOf=CN=GROSSKUNDEN,${GROUPS})`, []],
    [`(memberOf=CN=GROßKUNDEN,${GROUPS})`, [person('alice'), person('bob')]],
    [`(&(objectClass=person)(memberOf=${group('Großkunden')})(uid=bo*))`, [person('bob')]],
    [`(memberOf=${group('nothing')})`, []],
    ['(memberOf=*)', ['admin', 'alice', 'bob'].map(person)],
    [`(|(memberOf=${group('managers')})(cn=*kund*))`, [person('admin'), person('bob'), group('Großkunden')]],
  ])('of an administrator: %s', async (filter, found) => {
    expect(await admin.find(filter, { base: BASE })).toEqual(found);
  });

  test.each<[string, readonly string[]]>([
    [`(memberOf=${group('Großkunden')})`, [person('alice')]],
    [`(memberOf=${group('managers')})`, []],
    ['(memberOf=*)', [person('alice')]],
    [`(member=${person('alice')})`, [group('Großkunden')]],
    [`(member=${person('bob')})`, []],
    ['(cn=*kunden*)', [group('Großkunden')]],
    ['(cn=managers)', []],
    ['(description=*accounts*)', []],
    ['(mailroomRank=7)', []],
  ])('of a member of one: %s', async (filter, found) => {
    expect(await alice.find(filter, { base: BASE })).toEqual(found);
  });
});

test('memberOf of people is for those who may know', async () => {
  const of = async (client: LdapTestClient, userId: string, attributes = ['memberOf']) =>
    (await entry(client, person(userId), attributes))?.['memberOf'];
  expect(await of(admin, 'bob')).toEqual(['Großkunden', 'managers'].map(group));
  expect(await of(bob, 'bob', ['+'])).toEqual(['Großkunden', 'managers'].map(group));
  expect(await of(alice, 'bob')).toBeUndefined();
  // Only where it is asked for.
  expect(await of(bob, 'bob', ['*'])).toBeUndefined();
});

test('of what is in another domain an administrator of this one knows nothing', async () => {
  const [bobUser, postmaster] = [await office.user('bob'), (await office.user('admin')).account];
  const created = { kind: 'create-domain', name: 'example.org', description: '', dkimKeys: [], postmaster } as const;
  const { domain } = await applyOne(office.store, created);
  await office.addGroup('elsewhere', [bobUser.account], { domain });
  const name = 'cn=elsewhere,ou=groups,dc=example,dc=org';
  expect(await helper.find('(objectClass=groupOfNames)')).toEqual(['empty', 'Großkunden', 'managers'].map(group));
  expect(await helper.find(`(memberOf=${name})`)).toEqual([]);
  expect((await entry(helper, person('bob'), ['memberOf']))?.['memberOf']).toEqual(
    ['Großkunden', 'managers'].map(group),
  );
  expect(await admin.find(`(memberOf=${name})`)).toEqual([person('bob')]);
});

test('whoever is of another domain is no member for those who do not manage him, though the address book has him', async () => {
  const elsewhere = await office.store.reader().directory.findDomain('example.org');
  if (elsewhere === null) throw new Error('no example.org');
  const account = await office.addUser('stranger', { domain: elsewhere.id });
  const group2 = await office.addGroup('mixed', [account, (await office.user('bob')).account]);
  const name = 'uid=stranger,ou=people,dc=example,dc=org';
  expect(await entry(helper, name, ['uid', 'memberOf'])).toEqual({ uid: ['stranger'] });
  expect(await entry(helper, group('mixed'), ['member'])).toEqual({ member: [person('bob')] });
  expect(await helper.find(`(memberOf=${group('mixed')})`)).toEqual([person('bob')]);
  expect(await helper.find(`(member=${name})`)).toEqual([]);
  expect(await entry(admin, name, ['memberOf'])).toEqual({ memberOf: [group('mixed')] });
  await applyOne(office.store, { kind: 'delete-group', group: group2, expectVersion: null });
  await applyOne(office.store, { kind: 'delete-user', account, handOverTo: null, expectVersion: null });
});

test('hasSubordinates tells of what the client may see', async () => {
  const below = async (client: LdapTestClient, base: string) =>
    (await entry(client, base, ['hasSubordinates']))?.['hasSubordinates'];
  expect(await below(admin, GROUPS)).toEqual(['TRUE']);
  expect(await below(alice, GROUPS)).toEqual(['TRUE']);
  const loner = await office.addUser('loner', {}, PASSWORD);
  using client = await office.as('loner');
  expect(await below(client, GROUPS)).toEqual(['FALSE']);
  expect(await below(client, PEOPLE)).toEqual(['TRUE']);
  expect(await below(client, BASE)).toEqual(['TRUE']);
  expect(await below(client, person('loner'))).toEqual(['FALSE']);
  expect(await client.find('(hasSubordinates=TRUE)', { base: BASE })).toEqual([BASE, PEOPLE, `ou=aliases,${BASE}`]);
  await applyOne(office.store, { kind: 'delete-user', account: loner, handOverTo: null, expectVersion: null });
});

test('pages go through groups, too', async () => {
  const all = await admin.find('(objectClass=*)', { base: GROUPS });
  expect(all).toEqual([GROUPS, ...['empty', 'Großkunden', 'managers'].map(group)]);
});
