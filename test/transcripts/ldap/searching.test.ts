import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EMPTY_PROFILE } from '../../../src/domain/directory/names.ts';
import { applyOne } from '../../../src/domain/ports/store.ts';
import { encode } from '../../../src/wire/ldap/ber-writer.ts';
import { CONTROL, formatPageControl, formatSortControl, parsePageControl } from '../../../src/wire/ldap/controls.ts';
import { encodeFilter } from '../../../src/wire/ldap/encode-filter.ts';
import { parseFilterText } from '../../../src/wire/ldap/parse-filter-text.ts';
import type { Control } from '../../../src/wire/ldap/request.ts';
import type { LdapTestClient } from '../../support/ldap-client.ts';
import { ALIASES, GROUPS, type LdapOffice, openLdapOffice, PEOPLE } from '../../support/ldap-office.ts';

type Key = { readonly attribute: string; readonly rule?: string; readonly isReverse?: boolean };

const BASE = 'dc=example,dc=test';
const dn = (userId: string) => `uid=${userId},${PEOPLE}`;

let office: LdapOffice;
let alice: LdapTestClient;
let admin: LdapTestClient;

beforeAll(async () => {
  office = await openLdapOffice();
  const zoe = { ...EMPTY_PROFILE, firstName: 'Zoë', lastName: 'Straße', title: 'Chief  of   Staff' };
  await office.addUser('zoe', { profile: zoe, localPart: 'zoe.strasse' });
  await office.addUser('hidden', { isListed: false });
  const off = await office.addUser('off');
  await applyOne(office.store, { kind: 'update-user', account: off, expectVersion: null, isEnabled: false });
  const gone = await office.addUser('gone');
  await applyOne(office.store, { kind: 'update-user', account: gone, expectVersion: null, archivedAtMs: 1 });
  const [aliceUser, bob, hidden] = await Promise.all(['alice', 'bob', 'hidden'].map((userId) => office.user(userId)));
  if (aliceUser === undefined || bob === undefined || hidden === undefined) throw new Error('somebody is missing');
  await office.addAlias(
    'sales',
    [bob.account],
    [
      { kind: 'user', account: aliceUser.account },
      { kind: 'user', account: hidden.account },
      { kind: 'remote', address: 'partner@example.org' },
    ],
    { description: 'Everybody who sells' },
  );
  alice = await office.as('alice');
  admin = await office.as('admin');
});
afterAll(async () => {
  alice[Symbol.dispose]();
  admin[Symbol.dispose]();
  await office[Symbol.asyncDispose]();
});

describe('filters', () => {
  test.each<[string, readonly string[]]>([
    ['(uid=alice)', ['alice']],
    ['(uid=ALICE)', ['alice']],
    ['(uid=nobody)', []],
    ['(mail=alice@example.test)', ['alice']],
    ['(mail=ALICE@EXAMPLE.TEST)', ['alice']],
    ['(mail=alice@example.org)', []],
    ['(cn=Alice Müller)', ['alice']],
    ['(cn=  alice   MÜLLER )', ['alice']],
    ['(cn=alice muller)', []],
    ['(cn=*üll*)', ['alice']],
    ['(cn=*u\\cc\\88ll*)', ['alice']],
    ['(commonName=ali*)', ['alice']],
    ['(2.5.4.3=ali*)', ['alice']],
    ['(cn=*ler)', ['alice']],
    ['(cn=a*ce*ler)', ['alice']],
    ['(cn=a*ler*ce)', []],
    ['(cn=*ler*ali*)', []],
    ['(sn=stra\\c3\\9fe)', ['zoe']],
    ['(givenName=zo*)', ['zoe']],
    ['(mail=*zoe*)', ['zoe']],
    ['(mail=zoe.str*@exam*)', ['zoe']],
    ['(mail=*@example.test)', ['admin', 'alice', 'bob', 'zoe']],
    ['(title=chief of staff)', ['zoe']],
    ['(title=*of st*)', ['zoe']],
    ['(telephoneNumber=+49-30-1234 56)', ['alice']],
    ['(telephoneNumber=*123456)', ['alice']],
    ['(name=Brown)', ['bob']],
    ['(objectClass=person)', ['admin', 'alice', 'bob', 'zoe']],
    ['(objectClass=2.5.6.6)', ['admin', 'alice', 'bob', 'zoe']],
    ['(objectClass=2.16.840.1.113730.3.2.2)', ['admin', 'alice', 'bob', 'zoe']],
    ['(&(objectClass=inetOrgPerson)(|(cn=*bro*)(mail=*bro*)(sn=bro*)))', ['bob']],
    ['(&(uid=alice)(sn=Brown))', []],
    ['(&(uid=*)(!(uid=alice)))', ['admin', 'bob', 'zoe']],
    ['(|(uid=alice)(uid=bob)(uid=nobody))', ['alice', 'bob']],
    ['(|(uid=alice)(title=chief*))', ['alice', 'zoe']],
    ['(cn~=bob brown)', ['bob']],
    ['(cn:=bob brown)', ['bob']],
    ['(cn:caseExactMatch:=bob brown)', []],
    ['(cn:caseExactMatch:=Bob Brown)', ['bob']],
    ['(uid:dn:=bob)', ['bob']],
    ['(:caseExactMatch:=Bob)', ['bob']],
    [`(entryDN=${dn('bob')})`, ['bob']],
    ['(createTimestamp>=20200101000000Z)', ['admin', 'alice', 'bob', 'zoe']],
    ['(createTimestamp<=20200101000000Z)', []],
    ['(sn>=a)', []],
    ['(!(sn>=a))', []],
    ['(nothing=x)', []],
    ['(!(nothing=x))', []],
    ['(|)', []],
    ['(userPassword=*)', []],
    ['(userPassword=x)', []],
    ['(mailroomAlternateMail=*)', []],
    ['(mailroomRole=administrator)', []],
    ['(uid=off)', []],
    ['(uid=hidden)', []],
    ['(cn=*hidden*)', []],
    ['(uid=\\2a)', []],
    ['(uid=\\ff)', []],
  ])('%s', async (filter, found) => {
    const names = await alice.find(filter, { base: PEOPLE, scope: 'one' });
    expect(names).toEqual(found.map(dn));
  });

  test.each([
    ['(uid=hidden)', ['hidden']],
    ['(cn=*hidd*)', ['hidden']],
    ['(mailroomEnabled=FALSE)', ['off']],
    ['(mailroomAlternateMail=bob@example.org)', ['bob']],
    ['(mailroomRole=administrator)', ['admin']],
    ['(uid=gone)', []],
    ['(userPassword=*)', []],
  ])('of an administrator: %s', async (filter, found) => {
    expect(await admin.find(filter, { base: PEOPLE })).toEqual(found.map(dn));
  });

  test('parts of texts need two letters', async () => {
    for (const [filter, code] of [
      ['(cn=a*)', 'adminLimitExceeded'],
      ['(|(uid=alice)(!(cn=*a*b*c*)))', 'adminLimitExceeded'],
      ['(cn=a*mü*)', 'success'],
    ] as const) {
      const { result } = await alice.search({ base: BASE, filter });
      expect([filter, result.code]).toEqual([filter, code]);
    }
    expect((await alice.search({ base: dn('alice'), scope: 'base', filter: '(cn=a*)' })).entries).toHaveLength(1);
  });

  test.each([
    ['too deep', `${'(!'.repeat(20)}(cn=aa)${')'.repeat(20)}`],
    ['too many', `(|${'(cn=aa)'.repeat(256)})`],
  ])('%s', async (_, text) => {
    office.force('ldapMaxFilterDepth', 100);
    office.force('ldapMaxFilterTerms', 1000);
    expect((await alice.search({ base: BASE, filter: parse(text) })).result.code).toBe('success');
    office.force('ldapMaxFilterDepth', 20);
    office.force('ldapMaxFilterTerms', 256);
    expect((await alice.search({ base: BASE, filter: parse(text) })).result.code).toBe('adminLimitExceeded');
  });
});

describe('scopes', () => {
  const units = ['people', 'aliases', 'groups'].map((unit) => `ou=${unit},${BASE}`);
  const people = ['admin', 'alice', 'bob', 'zoe'].map(dn);
  const aliases = ['postmaster', 'sales'].map((name) => `cn=${name},${ALIASES}`);
  const all = [BASE, PEOPLE, ...people, ALIASES, ...aliases, GROUPS];

  test.each<[string, 'base' | 'one' | 'subtree', readonly string[]]>([
    ['', 'one', [BASE]],
    ['', 'subtree', all],
    [BASE, 'base', [BASE]],
    ['DC=Example, DC=Test', 'base', [BASE]],
    [BASE, 'one', units],
    [BASE, 'subtree', all],
    [PEOPLE, 'base', [PEOPLE]],
    [PEOPLE, 'one', people],
    [PEOPLE, 'subtree', [PEOPLE, ...people]],
    [ALIASES, 'one', aliases],
    [dn('bob'), 'base', [dn('bob')]],
    [dn('bob'), 'one', []],
    [dn('bob'), 'subtree', [dn('bob')]],
  ])('%j %s', async (base, scope, found) => {
    expect(await alice.find('(objectClass=*)', { base, scope })).toEqual(found);
  });

  test('a filter that leads to one looks at what is above, too', async () => {
    expect(await alice.find('(|(uid=bob)(dc=example))', { base: BASE })).toEqual([BASE, dn('bob')]);
  });

  test.each([
    ['uid=nobody,ou=people,dc=example,dc=test', 'noSuchObject', PEOPLE],
    ['uid=hidden,ou=people,dc=example,dc=test', 'noSuchObject', PEOPLE],
    ['cn=nobody,ou=aliases,dc=example,dc=test', 'noSuchObject', ALIASES],
    ['ou=nothing,dc=example,dc=test', 'noSuchObject', BASE],
    ['uid=x,uid=alice,ou=people,dc=example,dc=test', 'noSuchObject', dn('alice')],
    ['uid=x,uid=hidden,ou=people,dc=example,dc=test', 'noSuchObject', PEOPLE],
    ['uid=x,cn=sales,ou=aliases,dc=example,dc=test', 'noSuchObject', `cn=sales,${ALIASES}`],
    ['cn=nobody,ou=groups,dc=example,dc=test', 'noSuchObject', GROUPS],
    ['uid=alice+cn=x,ou=people,dc=example,dc=test', 'noSuchObject', PEOPLE],
    ['dc=example,dc=org', 'noSuchObject', ''],
    ['dc=test', 'noSuchObject', ''],
    ['no name', 'invalidDNSyntax', ''],
    [Array.from({ length: 33 }, () => 'dc=a').join(','), 'invalidDNSyntax', ''],
  ])('%s: %s', async (base, code, matchedName) => {
    for (const scope of ['base', 'one', 'subtree'] as const) {
      const { entries, result } = await alice.search({ base, scope });
      expect([entries, result.code, result.matchedName]).toEqual([[], code, matchedName]);
    }
  });
});

describe('entries', () => {
  const one = async (client: LdapTestClient, base: string, attributes: string[] = []) => {
    const { entries } = await client.search({ base, scope: 'base', attributes });
    return entries[0]?.attributes ?? null;
  };

  test('of a colleague', async () => {
    expect(await one(alice, dn('bob'))).toEqual({
      objectClass: ['top', 'person', 'organizationalPerson', 'inetOrgPerson', 'mailroomUser'],
      uid: ['bob'],
      cn: ['Bob Brown'],
      sn: ['Brown'],
      givenName: ['Bob'],
      displayName: ['Bob Brown'],
      mail: ['bob@example.test'],
    });
  });

  test('of oneself', async () => {
    expect(await one(alice, dn('alice'))).toMatchObject({ mailroomStorageQuota: ['inherit'], mailroomRole: ['user'] });
    using bob = await office.as('bob');
    expect(await one(bob, dn('bob'))).toMatchObject({ mailroomRole: ['user'] });
    // He has one, and only administrators see it.
    expect(await one(bob, dn('bob'))).not.toHaveProperty('mailroomAlternateMail');
  });

  test('of oneself are found, also where nobody else finds them', async () => {
    const account = await office.addUser('recluse', { isListed: false }, 'correct horse battery');
    using recluse = await office.as('recluse');
    expect(await recluse.find('(cn=*eclu*)', { base: BASE })).toEqual([dn('recluse')]);
    await applyOne(office.store, { kind: 'delete-user', expectVersion: null, account, handOverTo: null });
  });

  test('for an administrator', async () => {
    expect(await one(admin, dn('bob'))).toMatchObject({ mailroomAlternateMail: ['bob@example.org'] });
  });

  test('never hold a secret', async () => {
    for (const client of [alice, admin]) {
      const { entries } = await client.search({ base: BASE, attributes: ['*', '+', 'userPassword'] });
      expect(entries.length).toBeGreaterThan(5);
      expect(JSON.stringify(entries)).not.toMatch(/password|argon2|scram/i);
    }
  });

  test('of an alias: hidden people and addresses elsewhere are not for everybody', async () => {
    const sales = `cn=sales,${ALIASES}`;
    expect(await one(alice, sales)).toEqual({
      objectClass: ['top', 'mailroomAlias'],
      cn: ['sales'],
      mail: ['sales@example.test'],
      description: ['Everybody who sells'],
      mailroomMembership: ['closed'],
      owner: [dn('bob')],
      member: [dn('alice')],
    });
    const forAdmin = { member: [dn('alice'), dn('hidden')], mailroomMemberMail: ['partner@example.org'] };
    expect(await one(admin, sales)).toMatchObject(forAdmin);
    using bob = await office.as('bob');
    expect(await one(bob, sales)).toMatchObject({ mailroomMemberMail: ['partner@example.org'] });
    expect(await alice.find(`(member=${dn('alice')})`, { base: BASE })).toEqual([sales]);
    expect(await alice.find('(mailroomMemberMail=*)', { base: BASE })).toEqual([]);
  });

  test.each<[readonly string[], readonly string[]]>([
    [['1.1'], []],
    [['uid', 'nothing'], ['uid']],
    [['UID', '1.1'], ['uid']],
    [['name'], ['cn', 'sn', 'givenName']],
    // None of them is in a language.
    [['mail;lang-de'], []],
    [
      ['+'],
      [
        ...['structuralObjectClass', 'hasSubordinates', 'entryUUID', 'createTimestamp', 'modifyTimestamp'],
        ...['entryDN', 'subschemaSubentry'],
      ],
    ],
    [
      ['uid', 'entryDN'],
      ['uid', 'entryDN'],
    ],
    [['@person'], ['objectClass', 'cn', 'sn']],
  ])('attributes %j', async (attributes, found) => {
    expect(Object.keys((await one(alice, dn('bob'), [...attributes])) ?? {})).toEqual(found);
  });

  test('types only', async () => {
    const { entries } = await alice.search({ base: dn('bob'), scope: 'base', typesOnly: true, attributes: ['uid'] });
    expect(entries).toEqual([{ name: dn('bob'), attributes: { uid: [] } }]);
  });

  test('a pattern of addresses is for those who manage it', async () => {
    const admin = (await office.user('admin')).account;
    await office.addAlias('team-*', [admin], [{ kind: 'user', account: admin }]);
    const name = `cn=team-*,${ALIASES}`;
    for (const filter of ['(cn=*team*)', '(objectClass=mailroomAlias)']) {
      expect(await alice.find(filter, { base: BASE })).not.toContain(name);
    }
    using manager = await office.as('admin');
    expect(await manager.find('(cn=*team*)', { base: BASE })).toEqual([name]);
    const target = await office.store.reader().directory.resolve('team-*', 'example.test');
    if (target?.kind !== 'alias') throw new Error('no pattern');
    await applyOne(office.store, { kind: 'delete-alias', expectVersion: null, alias: target.alias });
  });

  test('a pattern is found by who owns it, who manages nobody', async () => {
    const owner = (await office.user('bob')).account;
    await office.addAlias('crew-*', [owner], [{ kind: 'user', account: owner }]);
    const name = `cn=crew-*,${ALIASES}`;
    using bob = await office.as('bob');
    expect(await bob.find('(cn=*crew*)', { base: BASE })).toEqual([name]);
    expect(await alice.find('(cn=*crew*)', { base: BASE })).toEqual([]);
    const target = await office.store.reader().directory.resolve('crew-*', 'example.test');
    if (target?.kind !== 'alias') throw new Error('no pattern');
    await applyOne(office.store, { kind: 'delete-alias', expectVersion: null, alias: target.alias });
  });

  test('entryUUID stays when the User ID changes', async () => {
    const account = await office.addUser('before');
    const uuid = async (userId: string) => (await one(alice, dn(userId), ['entryUUID']))?.['entryUUID'];
    const before = await uuid('before');
    await applyOne(office.store, { kind: 'update-user', account, expectVersion: null, userId: 'after' });
    expect(await uuid('after')).toEqual(before);
    expect(before?.[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    await applyOne(office.store, { kind: 'update-user', account, expectVersion: null, isListed: false });
  });
});

describe('nobody in particular', () => {
  test('reads what the server says of itself', async () => {
    using client = await office.connect();
    const root = await client.search({ scope: 'base', attributes: ['+'] });
    expect(root.entries[0]?.attributes).toMatchObject({
      namingContexts: [BASE],
      supportedLDAPVersion: ['3'],
      supportedSASLMechanisms: ['SCRAM-SHA-256', 'PLAIN', 'OAUTHBEARER'],
      subschemaSubentry: ['cn=Subschema'],
      vendorName: ['Mailroom'],
      vendorVersion: ['1.2.3'],
    });
    const schema = await client.search({
      base: 'cn=Subschema',
      scope: 'base',
      filter: '(objectClass=subschema)',
      attributes: ['objectClasses', 'attributeTypes', 'ldapSyntaxes', 'matchingRules'],
    });
    const { attributeTypes = [], objectClasses = [] } = schema.entries[0]?.attributes ?? {};
    expect(attributeTypes.length).toBeGreaterThan(40);
    expect(objectClasses.some((text) => text.includes("NAME 'inetOrgPerson'"))).toBe(true);
  });

  test.each([
    [BASE, 'subtree'],
    [BASE, 'base'],
    [dn('alice'), 'base'],
    [dn('nobody'), 'base'],
    ['dc=example,dc=org', 'base'],
    ['', 'one'],
    ['', 'subtree'],
  ] as const)('reads nothing of %j %s, whether it is there or not', async (base, scope) => {
    using client = await office.connect();
    const { entries, result } = await client.search({ base, scope });
    expect([entries, result.code, result.matchedName]).toEqual([[], 'insufficientAccessRights', '']);
  });

  test('reads the address book where that is allowed', async () => {
    office.force('ldapAnonymousRead', 'address-book');
    using client = await office.connect();
    expect(await client.find('(cn=*müll*)', { base: BASE })).toEqual([dn('alice')]);
    const { entries } = await client.search({ base: BASE, filter: '(uid=*)', attributes: ['mailroomRole', 'uid'] });
    expect(entries.every(({ attributes }) => attributes['mailroomRole'] === undefined)).toBe(true);
    office.force('ldapAnonymousRead', 'nothing');
  });
});

describe('limits', () => {
  test('of the client', async () => {
    const { entries, result } = await alice.search({ base: PEOPLE, scope: 'one', sizeLimit: 2 });
    expect([entries.length, result.code]).toEqual([2, 'sizeLimitExceeded']);
    expect((await alice.search({ base: PEOPLE, scope: 'one', sizeLimit: 4 })).result.code).toBe('success');
  });

  test('of the server', async () => {
    office.force('ldapMaxEntries', 3);
    const { entries, result } = await alice.search({ base: PEOPLE, scope: 'one' });
    expect([entries.length, result.code]).toEqual([3, 'sizeLimitExceeded']);
    office.force('ldapMaxEntries', 1000);
  });

  test('of time', async () => {
    office.force('ldapSearchTimeMs', 0);
    expect((await alice.search({ base: PEOPLE, scope: 'one' })).result.code).toBe('timeLimitExceeded');
    office.force('ldapSearchTimeMs', 10_000);
  });
});

describe('pages', () => {
  const paged = (size: number, cookie: Uint8Array = Buffer.alloc(0)): Control => ({
    type: CONTROL.pagedResults,
    isCritical: true,
    value: formatPageControl({ size, cookie }),
  });
  const cookieOf = (controls: readonly Control[]) => {
    const value = controls.find(({ type }) => type === CONTROL.pagedResults)?.value;
    if (value === null || value === undefined) throw new Error('no page');
    return parsePageControl(value).cookie;
  };
  const whole = { base: BASE, attributes: ['1.1'] };

  test.each([1, 2, 3, 100])('of %d', async (size) => {
    for (const more of [[], [sort({ attribute: 'sn' })]]) {
      const seen: string[] = [];
      let cookie: Uint8Array = Buffer.alloc(0);
      do {
        const { entries, result, controls } = await alice.search({
          ...whole,
          controls: [paged(size, cookie), ...more],
        });
        expect(result.code).toBe('success');
        expect(entries.length).toBeLessThanOrEqual(size);
        seen.push(...entries.map(({ name }) => name));
        cookie = cookieOf(controls);
      } while (cookie.length > 0);
      const { entries } = await alice.search({ ...whole, controls: more });
      expect(seen).toEqual(entries.map(({ name }) => name));
      expect(seen).toHaveLength(10);
    }
  });

  test('of candidates that were looked up', async () => {
    const filter = '(|(cn=*ob*)(cn=*li*)(uid=zoe))';
    const first = await alice.search({ ...whole, filter, controls: [paged(2)] });
    const second = await alice.search({ ...whole, filter, controls: [paged(2, cookieOf(first.controls))] });
    expect([...first.entries, ...second.entries].map(({ name }) => name)).toEqual(['alice', 'bob', 'zoe'].map(dn));
    expect(cookieOf(second.controls)).toHaveLength(0);
  });

  test('go on where others have come and gone', async () => {
    const first = await alice.search({ ...whole, base: PEOPLE, scope: 'one', controls: [paged(2)] });
    const passing = await office.addUser('a-first');
    const rest = await alice.search({
      ...whole,
      base: PEOPLE,
      scope: 'one',
      controls: [paged(9, cookieOf(first.controls))],
    });
    expect(rest.entries.map(({ name }) => name)).toEqual(['bob', 'zoe'].map(dn));
    await applyOne(office.store, { kind: 'delete-user', expectVersion: null, account: passing, handOverTo: null });
  });

  test('the size limit of the client is for all pages together', async () => {
    const page = (cookie?: Uint8Array) => alice.search({ ...whole, sizeLimit: 5, controls: [paged(2, cookie)] });
    const first = await page();
    const second = await page(cookieOf(first.controls));
    const third = await page(cookieOf(second.controls));
    expect([first, second, third].map(({ entries }) => entries.length)).toEqual([2, 2, 1]);
    expect(third.result.code).toBe('sizeLimitExceeded');
  });

  test('given up by the client', async () => {
    const first = await alice.search({ ...whole, controls: [paged(2)] });
    const { entries, result, controls } = await alice.search({
      ...whole,
      controls: [paged(0, cookieOf(first.controls))],
    });
    expect([entries, result.code, cookieOf(controls).length]).toEqual([[], 'success', 0]);
  });

  test('a cookie of another search, or of nobody', async () => {
    const first = await alice.search({ ...whole, controls: [paged(2)] });
    const cookie = cookieOf(first.controls);
    for (const [filter, given] of [
      ['(uid=*)', cookie],
      ['(objectClass=*)', Buffer.from('x')],
      ['(objectClass=*)', Buffer.from('["",0,"",0]')],
      ['(objectClass=*)', Buffer.alloc(2000)],
    ] as const) {
      const { result } = await alice.search({ ...whole, filter, controls: [paged(2, given)] });
      expect(result.code).toBe('unwillingToPerform');
    }
  });
});

describe('sorting', () => {
  const sortedBy = async (...keys: readonly Key[]) => {
    const { entries, controls } = await alice.search({ base: PEOPLE, scope: 'one', controls: [sort(...keys)] });
    return { names: entries.map(({ attributes }) => attributes['uid']?.[0]), controls };
  };

  test.each([
    [[{ attribute: 'sn' }], ['admin', 'bob', 'alice', 'zoe']],
    [[{ attribute: 'sn', isReverse: true }], ['zoe', 'alice', 'bob', 'admin']],
    [
      [{ attribute: 'title' }, { attribute: 'uid', isReverse: true }],
      ['zoe', 'alice', 'bob', 'admin'],
    ],
    [
      [{ attribute: 'title', isReverse: true }, { attribute: 'uid' }],
      ['admin', 'bob', 'alice', 'zoe'],
    ],
    [[{ attribute: 'uid', rule: 'caseIgnoreOrderingMatch' }], ['admin', 'alice', 'bob', 'zoe']],
  ] as const)('by %j', async (keys, names) => {
    const found = await sortedBy(...keys);
    expect(found.names).toEqual(names);
    expect(Buffer.from(found.controls[0]?.value ?? []).toString('hex')).toBe('30030a0100');
  });

  test.each([
    [{ attribute: 'nothing' }, 16],
    [{ attribute: 'sn', rule: 'nothing' }, 18],
    [{ attribute: 'facsimileTelephoneNumber' }, 18],
  ])('by %j is not possible', async (key, code) => {
    const found = await sortedBy(key);
    expect(found.names).toEqual(['admin', 'alice', 'bob', 'zoe']);
    expect(found.controls[0]?.value?.[4]).toBe(code);
    const critical = await alice.search({ base: PEOPLE, controls: [{ ...sort(key), isCritical: true }] });
    expect([critical.entries, critical.result.code]).toEqual([[], 'unavailableCriticalExtension']);
  });
});

test('an assertion is made of the base', async () => {
  const assert = (text: string): Control => ({
    type: CONTROL.assertion,
    isCritical: true,
    value: encode(encodeFilter(parse(text))),
  });
  const search = { base: dn('bob'), scope: 'base' as const };
  expect((await alice.search({ ...search, controls: [assert('(sn=Brown)')] })).entries).toHaveLength(1);
  for (const text of ['(sn=Black)', '(nothing=x)', '(mailroomAlternateMail=bob@example.org)']) {
    expect((await alice.search({ ...search, controls: [assert(text)] })).result.code).toBe('assertionFailed');
  }
});

test('what changes holds at once', async () => {
  const account = await office.addUser('carol', {}, 'correct horse battery');
  using carol = await office.as('carol');
  expect(await carol.find('(uid=hidden)', { base: BASE })).toEqual([]);
  await applyOne(office.store, { kind: 'update-user', account, expectVersion: null, role: 'administrator' });
  expect(await carol.find('(uid=hidden)', { base: BASE })).toEqual([dn('hidden')]);
  await applyOne(office.store, { kind: 'update-user', account, expectVersion: null, role: 'user' });
  expect(await carol.find('(uid=hidden)', { base: BASE })).toEqual([]);
  for (const isEnabled of [false, true]) {
    await applyOne(office.store, { kind: 'update-user', account, expectVersion: null, isEnabled });
    const { result } = await carol.search({ base: BASE });
    expect(result.code).toBe(isEnabled ? 'success' : 'insufficientAccessRights');
  }
  await applyOne(office.store, { kind: 'delete-user', expectVersion: null, account, handOverTo: null });
  expect((await carol.search({ base: BASE })).result.code).toBe('insufficientAccessRights');
});

test('a help desk sees those of its domain', async () => {
  const role = { role: 'help-desk', roleDomains: [office.domain.id], isListed: false } as const;
  const account = await office.addUser('helper', role, 'correct horse battery');
  using helper = await office.as('helper');
  expect(await helper.find('(uid=hidden)', { base: BASE })).toEqual([dn('hidden')]);
  expect(await helper.find('(mailroomAlternateMail=*)', { base: BASE })).toEqual([dn('bob')]);
  await applyOne(office.store, { kind: 'update-user', account, expectVersion: null, roleDomains: [] });
  expect(await helper.find('(|(uid=hidden)(mailroomAlternateMail=*))', { base: BASE })).toEqual([]);
  await applyOne(office.store, { kind: 'delete-user', expectVersion: null, account, handOverTo: null });
});

function sort(...keys: readonly Key[]): Control {
  const full = keys.map(({ attribute, rule = null, isReverse = false }) => ({ attribute, rule, isReverse }));
  return { type: CONTROL.sortRequest, isCritical: false, value: formatSortControl(full) };
}

function parse(text: string) {
  return parseFilterText(text, { maxDepth: 100, maxTerms: 1000 });
}
