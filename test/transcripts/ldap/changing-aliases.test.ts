/** Aliases and groups, changed over LDAP. REQUIREMENTS DI3, DI1, DI8 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SYSTEM } from '../../../src/domain/access/caller.ts';
import type { Alias, AliasMember } from '../../../src/domain/ports/directory.ts';
import type { AccountId } from '../../../src/domain/ports/ids.ts';
import { applyOne } from '../../../src/domain/ports/store.ts';
import type { Request } from '../../../src/wire/ldap/request.ts';
import { add, answer, asserting, entryIn, modify, reading, remove, rename, told } from '../../support/ldap-changes.ts';
import type { LdapTestClient } from '../../support/ldap-client.ts';
import { ALIASES, type LdapOffice, openLdapOffice, PEOPLE } from '../../support/ldap-office.ts';

const GROUPS = 'ou=groups,dc=example,dc=test';
const ALICE = `uid=alice,${PEOPLE}`;
const BOB = `uid=bob,${PEOPLE}`;

let office: LdapOffice;
let admin: LdapTestClient;
let alice: LdapTestClient;
let made = 0;
/** The name of an alias of bob's that no other test knows. */
let alias: string;

beforeAll(async () => {
  office = await openLdapOffice();
  admin = await office.as('admin');
  alice = await office.as('alice');
});
beforeEach(async () => {
  made += 1;
  alias = `alias${made}`;
  await office.addAlias(alias, [await account('bob')], [{ kind: 'user', account: await account('bob') }]);
});
afterAll(async () => {
  for (const client of [admin, alice]) client[Symbol.dispose]();
  await office[Symbol.asyncDispose]();
});

async function account(userId: string): Promise<AccountId> {
  return (await office.user(userId)).account;
}

async function stored(localPart: string): Promise<Alias> {
  const { directory } = office.store.reader();
  const target = await directory.resolve(localPart, 'example.test');
  const found = target?.kind === 'alias' ? await directory.alias(target.alias) : null;
  if (found === null) throw new Error(`no alias ${localPart}`);
  return found;
}

async function give(localPart: string, members: readonly AliasMember[]): Promise<void> {
  const { id, version } = await stored(localPart);
  await applyOne(office.store, { kind: 'update-alias', alias: id, expectVersion: version, members });
}

const named = (localPart: string) => `cn=${localPart},${ALIASES}`;
const user = async (userId: string): Promise<AliasMember> => ({ kind: 'user', account: await account(userId) });
const remote = (address: string): AliasMember => ({ kind: 'remote', address });

describe('aliases', () => {
  const CLASS = { objectClass: 'mailroomAlias' };

  test('are made, with whoever is in them', async () => {
    const values = {
      ...CLASS,
      mail: 'new@example.test',
      description: 'Neue',
      owner: BOB,
      member: [ALICE, named(alias)],
    };
    const request = add(named('new'), { ...values, mailroomMemberMail: 'x@example.org', mailroomMembership: 'closed' });
    const message = await answer(admin, request, reading('after', '*'));
    expect(entryIn(message, 'after')).toEqual({
      ...{ dn: [named('new')], objectClass: ['top', 'mailroomAlias'], cn: ['new'], mail: ['new@example.test'] },
      ...{ description: ['Neue'], mailroomMembership: ['closed'], owner: [BOB], member: [ALICE, named(alias)] },
      mailroomMemberMail: ['x@example.org'],
    });
    const { id } = await stored(alias);
    expect((await stored('new')).members).toEqual([
      await user('alice'),
      { kind: 'alias', alias: id },
      remote('x@example.org'),
    ]);
    expect(await told(admin, request)).toBe('entryAlreadyExists');
    expect(await told(admin, remove(named(alias)))).toBe('success');
    expect(await told(admin, remove(named('new')))).toBe('success');
  });

  test('who comes and who goes', async () => {
    const changed = await told(
      admin,
      modify(
        named(alias),
        ['add', { member: [ALICE.toUpperCase()], owner: ALICE, mailroomMemberMail: 'x@example.org' }],
        ['delete', { member: `UID = bob , ${PEOPLE}` }],
        ['replace', { description: 'Team', mailroomMembership: 'open' }],
      ),
    );
    expect(changed).toBe('success');
    expect(await stored(alias)).toMatchObject({
      ...{ description: 'Team', membership: 'open', owners: [await account('bob'), await account('alice')] },
      members: [await user('alice'), remote('x@example.org')],
    });
    const [entry] = await office.store.reader().audit.list({ limit: 1 });
    expect(entry).toMatchObject({
      action: 'alias.update',
      actor: { service: 'ldap' },
      target: { name: `${alias}@example.test` },
    });
  });

  test('what is not shown stays', async () => {
    await give(alias, [await user('bob'), { kind: 'program', name: 'fax' }, { kind: 'file', name: 'log' }]);
    expect(await told(admin, modify(named(alias), ['replace', { member: ALICE }]))).toBe('success');
    expect((await stored(alias)).members).toEqual([
      { kind: 'program', name: 'fax' },
      { kind: 'file', name: 'log' },
      await user('alice'),
    ]);
  });

  test('another name, and what is read before and after', async () => {
    const request = rename(named(alias), 'cn=crew');
    const message = await answer(admin, request, reading('before', 'mail'), reading('after', 'mail', 'member'));
    expect([entryIn(message, 'before'), entryIn(message, 'after')]).toEqual([
      { dn: [named(alias)], mail: [`${alias}@example.test`] },
      { dn: [named('crew')], mail: ['crew@example.test'], member: [BOB] },
    ]);
    expect(await told(admin, remove(named('crew')), asserting('(description=x)'))).toBe('assertionFailed');
    expect(await told(admin, remove(named('crew')), asserting(`(member=${BOB})`))).toBe('success');
  });

  test.each<[string, (name: string) => Request, string]>([
    [
      'nobody',
      (name) => modify(name, ['add', { member: `uid=nobody,${PEOPLE}` }]),
      'constraintViolation: member: there is no',
    ],
    [
      'a domain',
      (name) => modify(name, ['add', { member: 'dc=example,dc=test' }]),
      'constraintViolation: member: a person or',
    ],
    ['an alias as its owner', (name) => modify(name, ['add', { owner: name }]), 'constraintViolation: owner: a person'],
    ['itself', (name) => modify(name, ['add', { member: name }]), 'constraintViolation: '],
    ['no name', (name) => modify(name, ['add', { member: 'alice' }]), 'invalidAttributeSyntax: member: value #0'],
    ['no owner', (name) => modify(name, ['delete', { owner: [] }]), 'constraintViolation: '],
    ['who is there', (name) => modify(name, ['add', { member: BOB }]), 'attributeOrValueExists: '],
    ['who is not there', (name) => modify(name, ['delete', { member: ALICE }]), 'noSuchAttribute: '],
    [
      'an address here',
      (name) => modify(name, ['add', { mailroomMemberMail: 'bob@example.test' }]),
      'constraintViolation: mailroomMemberMail: bob@example.test is here',
    ],
    [
      'no address',
      (name) => modify(name, ['add', { mailroomMemberMail: 'bob' }]),
      'constraintViolation: mailroomMemberMail: ',
    ],
    [
      'another address',
      (name) => modify(name, ['replace', { mail: 'x@example.test' }]),
      'constraintViolation: mail: would be',
    ],
    ['another name', (name) => modify(name, ['replace', { cn: 'x' }]), 'notAllowedOnRDN: '],
    ['a rule that is none', (name) => modify(name, ['replace', { mailroomMembership: 'x' }]), 'constraintViolation: '],
    ['a title', (name) => modify(name, ['add', { title: 'x' }]), 'objectClassViolation: '],
    ['another domain', (name) => rename(name, 'cn=x', { newSuperior: PEOPLE }), 'namingViolation: '],
    ['a name that is taken', (name) => rename(name, 'cn=postmaster'), 'entryAlreadyExists'],
    ['the address of a person', (name) => rename(name, 'cn=alice'), 'constraintViolation: mail: taken already'],
    [
      'one without an owner',
      () => add(named('x'), { ...CLASS, mail: 'x@example.test' }),
      'constraintViolation: owner: ',
    ],
    ['one without an address', () => add(named('x'), { ...CLASS, owner: BOB }), 'objectClassViolation: '],
    [
      'one with a password',
      () => add(named('x'), { ...CLASS, owner: BOB, mail: 'x@example.test', userPassword: 'x' }),
      'objectClassViolation: ',
    ],
    [
      'one with another address',
      () => add(named('x'), { ...CLASS, owner: BOB, mail: 'y@example.test' }),
      'constraintViolation: mail: would be',
    ],
    [
      'a person',
      () => add(named('x'), { objectClass: 'inetOrgPerson', sn: 'x', mail: 'x@example.test' }),
      'objectClassViolation: ',
    ],
    ['postmaster away', () => remove(named('postmaster')), 'unwillingToPerform: something depends on it'],
  ])('refuse %s', async (_, request, expected) => {
    const before = await stored(alias);
    expect((await told(admin, request(named(alias)))).slice(0, expected.length)).toBe(expected);
    expect(await stored(alias)).toEqual(before);
  });

  test('one on which another depends is named', async () => {
    await office.addAlias(
      `outer-${alias}`,
      [await account('bob')],
      [{ kind: 'alias', alias: (await stored(alias)).id }],
    );
    expect(await told(admin, remove(named(alias)))).toBe(
      `unwillingToPerform: something depends on it: outer-${alias}@example.test`,
    );
  });
});

test('aliases and groups are looked at again where somebody was faster', async () => {
  const describeAlias = (description: string) => async () => {
    const { id } = await stored(alias);
    await applyOne(office.store, { kind: 'update-alias', alias: id, expectVersion: null, description });
  };
  const isNew = asserting('(!(description=*))');
  const change = modify(named(alias), ['replace', { mailroomMembership: 'open' }]);
  for (const request of [change, rename(named(alias), 'cn=other'), remove(named(alias))]) {
    for (const client of [admin, await office.as('bob')]) {
      office.meanwhile(describeAlias('x'));
      expect(await told(client, request, isNew)).toBe('assertionFailed');
      await describeAlias('')();
    }
  }
  const group = await office.addGroup(alias, []);
  const name = `cn=${alias},${GROUPS}`;
  for (const request of [modify(name, ['increment', { mailroomRank: '1' }]), rename(name, 'cn=other'), remove(name)]) {
    const describeGroup = (description: string) => async () => {
      await applyOne(office.store, { kind: 'update-group', group, expectVersion: null, description });
    };
    office.meanwhile(describeGroup('x'));
    expect(await told(admin, request, isNew)).toBe('assertionFailed');
    await describeGroup('')();
  }
});

describe('aliases as people use them', () => {
  const join = () => modify(named(alias), ['add', { member: ALICE }]);

  test('closed ones are their owners’', async () => {
    expect(await told(alice, join())).toBe('insufficientAccessRights: not permitted (owners-only)');
    expect(await told(alice, remove(named(alias)))).toBe('insufficientAccessRights: not permitted (owners-only)');
    expect(await told(alice, rename(named(alias), 'cn=mine'))).toBe(
      'insufficientAccessRights: not permitted (owners-only)',
    );
    using bob = await office.as('bob');
    expect(await told(bob, join())).toBe('success');
    expect(await told(bob, rename(named(alias), 'cn=bobs'))).toBe('success');
    expect(await told(bob, remove(named('bobs')))).toBe('success');
  });

  test('one’s own, in one’s own domain', async () => {
    const own = (name: string) =>
      add(named(name), { objectClass: 'mailroomAlias', mail: `${name}@example.test`, member: ALICE });
    expect(await told(alice, own('choir'))).toBe('success');
    expect(await stored('choir')).toMatchObject({ owners: [await account('alice')] });
    expect(await told(alice, modify(named('choir'), ['add', { member: BOB }]))).toBe('success');
    expect(await told(alice, own('webmaster'))).toBe('insufficientAccessRights: mail: not permitted (name-reserved)');
    await office.settings.set(SYSTEM, 'withheldPrivileges', ['create-aliases']);
    expect(await told(alice, own('choir2'))).toBe(
      'insufficientAccessRights: not permitted (privilege-withheld: create-aliases)',
    );
    await office.settings.set(SYSTEM, 'withheldPrivileges', []);
    expect(await told(alice, remove(named('choir')))).toBe('success');
  });

  test('not in other domains', async () => {
    const postmaster = await account('admin');
    await applyOne(office.store, {
      ...({ kind: 'create-domain', name: 'example.org', description: '', postmaster, dkimKeys: [] } as const),
    });
    const values = { objectClass: 'mailroomAlias', mail: 'x@example.org', owner: ALICE };
    expect(await told(alice, add('cn=x,ou=aliases,dc=example,dc=org', values))).toMatch(/^insufficientAccessRights/);
  });
});

describe('groups', () => {
  const group = (name: string) => `cn=${name},${GROUPS}`;
  const membersOf = async (name: string) => {
    const { entries } = await admin.search({ base: group(name), scope: 'base', attributes: ['member'] });
    return entries[0]?.attributes['member'] ?? [];
  };

  test('are made, changed, counted, named and deleted', async () => {
    const made = add(group('sales'), { objectClass: 'groupOfNames', member: [ALICE, BOB], description: 'Sales' });
    const message = await answer(admin, made, reading('after', '*'));
    expect(entryIn(message, 'after')).toEqual({
      ...{ dn: [group('sales')], objectClass: ['top', 'groupOfNames', 'mailroomGroup'], cn: ['sales'] },
      ...{ description: ['Sales'], mailroomRank: ['100'], member: [ALICE, BOB] },
    });
    const changed = modify(
      group('sales'),
      ['increment', { mailroomRank: '5' }],
      ['delete', { member: ALICE }],
      ['replace', { description: 'All of sales' }],
    );
    expect(await told(admin, changed, asserting('(mailroomRank<=100)'))).toBe('success');
    expect(await told(admin, changed, asserting('(mailroomRank<=100)'))).toBe('assertionFailed');
    expect(await membersOf('sales')).toEqual([BOB]);
    expect(await told(admin, rename(group('sales'), 'cn=Sales & more'))).toBe('success');
    expect(await membersOf('Sales & more')).toEqual([BOB]);
    const [entry] = await office.store.reader().audit.list({ limit: 1 });
    expect(entry).toMatchObject({ action: 'group.update', actor: { name: 'admin', service: 'ldap' } });
    expect(await told(admin, modify(group('sales & more'), ['replace', { member: [] }]))).toBe('success');
    expect(await membersOf('Sales & more')).toEqual([]);
    expect(await told(admin, remove(group('Sales & more')))).toBe('success');
    expect(await told(admin, remove(group('Sales & more')))).toBe('noSuchObject');
  });

  test('are the managers’: who is in one sees it, and changes nothing', async () => {
    await office.addGroup('staff', [await account('alice')]);
    const change = modify(group('staff'), ['replace', { description: 'x' }]);
    expect(await told(alice, change)).toBe('insufficientAccessRights');
    expect(await told(alice, remove(group('staff')))).toBe('insufficientAccessRights');
    expect(await told(alice, rename(group('staff'), 'cn=x'))).toBe('insufficientAccessRights');
    expect(await told(alice, add(group('mine'), { objectClass: 'groupOfNames', member: ALICE }))).toBe(
      'insufficientAccessRights',
    );
    using bob = await office.as('bob');
    expect(await told(bob, change)).toBe('noSuchObject');
  });

  test.each<[string, Request, string]>([
    [
      'an alias as a member',
      add(group('x'), { objectClass: 'groupOfNames', member: named('postmaster') }),
      'constraintViolation: member: a person',
    ],
    [
      'nobody',
      add(group('x'), { objectClass: 'groupOfNames', member: `uid=nobody,${PEOPLE}` }),
      'constraintViolation: member: there is no entry',
    ],
    [
      'an owner',
      add(group('x'), { objectClass: 'groupOfNames', owner: ALICE }),
      "objectClassViolation: attribute 'owner' not allowed",
    ],
    [
      'a rank that is none',
      add(group('x'), { objectClass: 'groupOfNames', mailroomRank: '1.5' }),
      'invalidAttributeSyntax: ',
    ],
    [
      'a rank below all',
      add(group('x'), { objectClass: 'groupOfNames', mailroomRank: '-1' }),
      'constraintViolation: mailroomRank',
    ],
    ['a name like an address', add(group('a@b'), { objectClass: 'groupOfNames' }), 'constraintViolation: cn: '],
  ])('refuse %s', async (_, request, expected) => {
    expect((await told(admin, request)).slice(0, expected.length)).toBe(expected);
  });
});
