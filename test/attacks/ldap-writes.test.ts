/** Changes over LDAP that nobody should be able to make, or to make the server suffer by. SECURITY.md section 4 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXTENSION, formatPasswordChange } from '../../src/wire/ldap/extensions.ts';
import type { Filter } from '../../src/wire/ldap/filter.ts';
import type { Request } from '../../src/wire/ldap/request.ts';
import {
  add,
  answer,
  asserting,
  modify,
  reading,
  remove,
  rename,
  resultOf,
  told,
  type Values,
} from '../support/ldap-changes.ts';
import type { LdapTestClient } from '../support/ldap-client.ts';
import { ALIASES, type LdapOffice, openLdapOffice, PEOPLE } from '../support/ldap-office.ts';

const ALICE = `uid=alice,${PEOPLE}`;
const GROUPS = 'ou=groups,dc=example,dc=test';

let office: LdapOffice;
let admin: LdapTestClient;
let alice: LdapTestClient;

beforeAll(async () => {
  office = await openLdapOffice();
  await office.addAlias('open', [(await office.user('alice')).account], []);
  admin = await office.as('admin');
  alice = await office.as('alice');
});
afterAll(async () => {
  for (const client of [admin, alice]) client[Symbol.dispose]();
  await office[Symbol.asyncDispose]();
});

const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
/** All that is in the directory: what an attack must leave as it is. */
async function everything(): Promise<string> {
  const { directory } = office.store.reader();
  const page = { limit: 1000 };
  return JSON.stringify([
    await directory.listUsers(null, page),
    await directory.listAliases(null, page),
    await directory.listGroups(null, page),
    await directory.listDomains(),
  ]);
}

describe('too much of anything', () => {
  const person: Values = { objectClass: 'inetOrgPerson', cn: 'x', sn: 'x', mail: 'x@example.test' };
  test.each<[string, Request, string]>([
    ['257 changes', modify(ALICE, ...many(257, () => ['replace', { title: 'x' }] as const)), 'adminLimitExceeded'],
    ['10,001 values', modify(ALICE, ['add', { title: many(10_001, String) }]), 'adminLimitExceeded'],
    ['10,000 values of one attribute', modify(ALICE, ['add', { title: many(10_000, String) }]), 'constraintViolation'],
    [
      '10,000 values in all',
      modify(ALICE, ...many(100, (i) => ['replace', { title: many(100, (k) => `${i} ${k}`) }] as const)),
      'constraintViolation',
    ],
    [
      '10,000 addresses',
      modify(ALICE, ['replace', { mailroomForwardTo: many(10_000, (i) => `a${i}@example.org`) }]),
      'constraintViolation',
    ],
    [
      '101 addresses that lead nowhere',
      modify(ALICE, ['replace', { mailroomForwardTo: many(101, (i) => `a${i}@example.test`) }]),
      'constraintViolation',
    ],
    [
      '10,000 members',
      modify(`cn=open,${ALIASES}`, ['add', { member: many(10_000, (i) => `uid=a${i},${PEOPLE}`) }]),
      'adminLimitExceeded',
    ],
    [
      '10,000 members of a new group',
      add(`cn=x,${GROUPS}`, { objectClass: 'groupOfNames', member: many(10_000, (i) => `uid=a${i},${PEOPLE}`) }),
      'adminLimitExceeded',
    ],
    [
      '10,000 domains',
      modify(ALICE, ['replace', { mailroomRole: 'help-desk', mailroomRoleDomain: many(9000, (i) => `a${i}.test`) }]),
      'constraintViolation',
    ],
    ['a title of 900 KB', modify(ALICE, ['replace', { title: 'x'.repeat(900_000) }]), 'constraintViolation'],
    [
      'a description of 900 KB',
      modify(`cn=open,${ALIASES}`, ['replace', { description: 'x'.repeat(900_000) }]),
      'constraintViolation',
    ],
    [
      'a password of 900 KB',
      modify(`uid=bob,${PEOPLE}`, ['replace', { userPassword: 'x'.repeat(900_000) }]),
      'constraintViolation',
    ],
    [
      'a hash of 900 KB',
      add(`uid=x,${PEOPLE}`, { ...person, userPassword: `{SSHA}${'x'.repeat(900_000)}` }),
      'constraintViolation',
    ],
    [
      'a number of 900 KB',
      modify(ALICE, ['replace', { mailroomStorageQuota: '9'.repeat(900_000) }]),
      'constraintViolation',
    ],
    [
      'counting by a number of 900 KB',
      modify(ALICE, ['increment', { mailroomStorageQuota: '9'.repeat(900_000) }]),
      'invalidAttributeSyntax',
    ],
    [
      'a rank of 900 KB',
      add(`cn=x,${GROUPS}`, { objectClass: 'groupOfNames', mailroomRank: '9'.repeat(900_000) }),
      'invalidAttributeSyntax',
    ],
    ['a User ID of 4,000 letters', add(`uid=${'x'.repeat(4000)},${PEOPLE}`, person), 'constraintViolation'],
    ['a name of 100 parts', rename(ALICE, many(100, (i) => `uid=${i}`).join('+')), 'invalidDNSyntax'],
    ['a name of 5,000 letters', remove(`uid=${'x'.repeat(5000)},${PEOPLE}`), 'invalidDNSyntax'],
    [
      'classes without end',
      add(`uid=x,${PEOPLE}`, { ...person, objectClass: many(10_000, (i) => `1.2.${i}`) }),
      'adminLimitExceeded',
    ],
  ])('%s', async (_, request, code) => {
    const before = await everything();
    expect(await admin.code(request)).toBe(code);
    expect(await everything()).toBe(before);
  });

  test('a hundred attributes to be read with each change', async () => {
    const request = modify(ALICE, ['replace', { title: 'x' }]);
    const few = many(200, (i) => `attribute${i}`);
    expect(resultOf(await answer(admin, request, reading('after', ...few))).code).toBe('success');
    expect(await admin.code(request, [reading('after', ...few, ...few)])).toBe('adminLimitExceeded');
    const present: Filter = { kind: 'present', attribute: 'cn' };
    const deep = many(50, () => null).reduce<Filter>((filter) => ({ kind: 'not', filter }), present);
    expect(await admin.code(request, [asserting(deep)])).toBe('adminLimitExceeded');
  });

  test('a thousand changes that nobody waits for: each is made, and others have their turn', async () => {
    using busy = await office.as('admin');
    const ids = many(1000, (i) => busy.send(modify(`uid=bob,${PEOPLE}`, ['replace', { title: `title ${i}` }])));
    expect(await told(alice, modify(ALICE, ['replace', { title: 'mine' }]))).toBe('success');
    const { response } = await answer(admin, modify(`uid=bob,${PEOPLE}`, ['replace', { pager: '1' }]));
    expect(response).toMatchObject({ result: { code: expect.stringMatching(/^(?:success|busy)$/) } });
    const codes = new Set<string>();
    for (const id of ids) {
      const message = await busy.next();
      expect(message.messageId).toBe(id);
      codes.add(resultOf(message).code);
    }
    expect([...codes]).toEqual(['success']);
    expect((await office.user('bob')).profile.title).toBe('title 999');
  });
});

describe('names that mean something else elsewhere', () => {
  const person = (uid: string, name = uid) =>
    add(name, { objectClass: 'inetOrgPerson', uid, cn: uid, sn: uid, mail: 'x@example.test' });
  test.each<[string, Request]>([
    ['a comma', person('a,ou=aliases', `uid=a\\,ou=aliases,${PEOPLE}`)],
    ['an escaped comma', person('a,b', `uid=a\\2cb,${PEOPLE}`)],
    ['a NUL', person('a\0b', `uid=a\\00b,${PEOPLE}`)],
    ['a filter', person('*)(uid=*', `uid=*)(uid=*,${PEOPLE}`)],
    ['a path', person('../../etc/passwd', `uid=../../etc/passwd,${PEOPLE}`)],
    ['a line end', person('a\r\nb', `uid=a\\0d\\0ab,${PEOPLE}`)],
    ['another direction of reading', person('a\u202eb', `uid=a\u202eb,${PEOPLE}`)],
    ['an address', person('bob@example.test', `uid=bob@example.test,${PEOPLE}`)],
    ['somebody in other letters', person('ALICE', `uid=ALICE,${PEOPLE}`)],
    ['a name below a name', person('x', `uid=x,${ALICE}`)],
    ['the root', person('x', '')],
  ])('%s: nobody is made', async (_, request) => {
    const before = await everything();
    expect(await admin.code(request)).not.toBe('success');
    expect(await everything()).toBe(before);
  });

  test.each<[string, Values]>([
    ['a line end', { title: 'a\r\nmailroomRole: administrator' }],
    ['a NUL', { givenName: 'a\0' }],
    ['an address with a line end', { mail: 'alice@example.test\r\nbcc: x@example.org' }],
    ['an address with a NUL', { mailroomForwardTo: 'x\0@example.org' }],
    ['half a character', { title: Uint8Array.of(0xc3) }],
    ['a surrogate', { title: Uint8Array.of(0xed, 0xa0, 0x80) }],
    ['a letter written too long', { title: Uint8Array.of(0xc0, 0xaf) }],
  ])('%s is no value', async (_, values) => {
    const before = await everything();
    expect(await admin.code(modify(ALICE, ['replace', values]))).toMatch(
      /^(?:constraintViolation|invalidAttributeSyntax)$/,
    );
    expect(await everything()).toBe(before);
  });

  test('members by names that lead out of the directory', async () => {
    const before = await everything();
    for (const name of [
      '',
      'cn=Subschema',
      PEOPLE,
      `uid=alice\\,${PEOPLE}`,
      'uid=alice,dc=example,dc=test',
      `uid=*,${PEOPLE}`,
    ]) {
      expect(await admin.code(modify(`cn=open,${ALIASES}`, ['add', { member: name }]))).toMatch(
        /^(?:constraintViolation|invalidAttributeSyntax)$/,
      );
    }
    for (const mail of ['file:log', 'program:fax', '|/bin/sh', '/etc/passwd', 'x@example.org\n']) {
      expect(await admin.code(modify(`cn=open,${ALIASES}`, ['add', { mailroomMemberMail: mail }]))).toBe(
        'constraintViolation',
      );
    }
    expect(await everything()).toBe(before);
  });
});

describe('who is nobody of importance', () => {
  const identity = Buffer.from('admin');
  const passwords: readonly [string, Request][] = [
    [
      'the administrator’s password',
      {
        kind: 'extended',
        name: EXTENSION.passwordModify,
        value: formatPasswordChange({ identity, oldPassword: null, newPassword: Buffer.from('my own horse battery') }),
      },
    ],
    ['that, by Modify', modify(`uid=admin,${PEOPLE}`, ['replace', { userPassword: 'my own horse battery' }])],
  ];
  const others: readonly [string, Request][] = [
    ['a role', modify(ALICE, ['replace', { mailroomRole: 'administrator' }])],
    ['a role that somebody else gets', modify(`uid=bob,${PEOPLE}`, ['replace', { mailroomRole: 'administrator' }])],
    ['a role among harmless things', modify(ALICE, ['replace', { title: 'Dr', mailroomRole: 'administrator' }])],
    [
      'a role by its number',
      modify(ALICE, ['replace', { '2.25.323567400045294519989086044749194002344.1.6': 'administrator' }]),
    ],
    ['room without end', modify(ALICE, ['replace', { mailroomStorageQuota: 'none' }])],
    ['more room', modify(ALICE, ['increment', { mailroomStorageQuota: '1' }])],
    ['somebody else’s mail', modify(`uid=bob,${PEOPLE}`, ['replace', { mailroomForwardTo: 'alice@example.test' }])],
    ['somebody else’s address', modify(ALICE, ['replace', { mail: 'bob@example.test' }])],
    ['the administrator’s name', rename(ALICE, 'uid=root')],
    [
      'an administrator more',
      add(`uid=x,${PEOPLE}`, {
        objectClass: 'inetOrgPerson',
        cn: 'x',
        sn: 'x',
        mail: 'x@example.test',
        mailroomRole: 'administrator',
      }),
    ],
    ['an administrator less', remove(`uid=admin,${PEOPLE}`)],
    ['the mail to postmaster', modify(`cn=postmaster,${ALIASES}`, ['add', { member: ALICE }])],
    ['postmaster itself', modify(`cn=postmaster,${ALIASES}`, ['add', { owner: ALICE }])],
    [
      'the mail to webmaster',
      add(`cn=webmaster,${ALIASES}`, { objectClass: 'mailroomAlias', mail: 'webmaster@example.test', member: ALICE }),
    ],
    ['all mail', add(`cn=*,${ALIASES}`, { objectClass: 'mailroomAlias', mail: '*@example.test', member: ALICE })],
    ['a group of his own', add(`cn=x,${GROUPS}`, { objectClass: 'groupOfNames', member: ALICE })],
  ];
  test.each([...passwords, ...others])('does not get %s', async (_, request) => {
    const before = await everything();
    for (const client of [alice, await strangers()]) {
      expect(await client.code(request)).toMatch(
        /^(?:insufficientAccessRights|strongerAuthRequired|constraintViolation)$/,
      );
    }
    expect(await everything()).toBe(before);
  });

  let stranger: LdapTestClient | null = null;
  async function strangers(): Promise<LdapTestClient> {
    stranger ??= await office.connect();
    return stranger;
  }
});

test('a change that was given up is made in whole or not at all', async () => {
  using client = await office.as('admin');
  for (let tries = 0; tries < 20; tries += 1) {
    const name = `given-up-${tries}`;
    const id = client.send(modify(`uid=bob,${PEOPLE}`, ['replace', { title: name, physicalDeliveryOfficeName: name }]));
    client.send({ kind: 'abandon', messageId: id });
  }
  expect(await client.code(modify(ALICE, ['replace', { title: 'x' }]))).toBe('success');
  const { title, office: room } = (await office.user('bob')).profile;
  expect(title.startsWith('given-up') ? room : title).toBe(title);
});
