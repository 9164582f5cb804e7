import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyOne } from '../../../src/domain/ports/store.ts';
import { CONTROL } from '../../../src/wire/ldap/controls.ts';
import { EXTENSION, FEATURE } from '../../../src/wire/ldap/extensions.ts';
import type { Control, Request } from '../../../src/wire/ldap/request.ts';
import { add, answer, asserting, entryIn, modify, reading, remove, rename, told } from '../../support/ldap-changes.ts';
import type { LdapTestClient } from '../../support/ldap-client.ts';
import { type LdapOffice, openLdapOffice, PASSWORD, PEOPLE } from '../../support/ldap-office.ts';

let office: LdapOffice;
let admin: LdapTestClient;

beforeAll(async () => {
  office = await openLdapOffice();
  admin = await office.as('admin');
  await office.addUser('hidden', { isListed: false });
});
afterAll(async () => {
  admin[Symbol.dispose]();
  await office[Symbol.asyncDispose]();
});

const named = (userId: string) => `uid=${userId},${PEOPLE}`;
const ALICE = named('alice');
let made = 0;
/** The name of a user that no other test knows. */
async function newUser(more: Parameters<LdapOffice['addUser']>[1] = {}): Promise<string> {
  made += 1;
  await office.addUser(`user${made}`, more);
  return `user${made}`;
}

async function entryOf(userId: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const { entries } = await admin.search({ base: PEOPLE, filter: `(uid=${userId})`, attributes: ['*'] });
  return entries[0]?.attributes ?? {};
}

async function auditOf(name: string): Promise<readonly string[]> {
  const entries = await office.store.reader().audit.list({ limit: 100 });
  return entries
    .filter((entry) => entry.target.name === name)
    .map(({ actor, action }) => `${actor.name} by ${actor.service}: ${action}`);
}

describe('add', () => {
  const PERSON = {
    ...{ objectClass: ['inetOrgPerson'], uid: 'carol', cn: 'Carol Clark', sn: 'Clark', givenName: 'Carol' },
    ...{ mail: 'carol@example.test' },
  };

  test('makes a user who signs in, and is in the audit log', async () => {
    const more = { title: 'Dr', telephoneNumber: '+49 30 1', mailroomStorageQuota: '1000', mailroomListed: 'FALSE' };
    const request = add(named('carol'), { ...PERSON, ...more, userPassword: PASSWORD });
    const message = await answer(admin, request, reading('after', '*', 'entryUUID'));
    expect(entryIn(message, 'after')).toEqual({
      dn: [named('carol')],
      objectClass: ['top', 'person', 'organizationalPerson', 'inetOrgPerson', 'mailroomUser'],
      ...{ uid: ['carol'], cn: ['Carol Clark'], sn: ['Clark'], givenName: ['Carol'], displayName: ['Carol Clark'] },
      ...{ mail: ['carol@example.test'], title: ['Dr'], telephoneNumber: ['+49 30 1'] },
      ...{ mailroomStorageQuota: ['1000'], mailroomMessageQuota: ['inherit'], mailroomEnabled: ['TRUE'] },
      ...{ mailroomListed: ['FALSE'], mailroomRole: ['user'], entryUUID: [expect.any(String)] },
    });
    using carol = await office.as('carol');
    expect(await carol.find('(uid=carol)')).toEqual([named('carol')]);
    expect(await auditOf('carol')).toEqual(['admin by ldap: user.create']);
    expect(await told(admin, request)).toBe('entryAlreadyExists');
  });

  test.each([
    ['a first name that only the full name tells', { cn: 'Dora Maria Dean', sn: 'Dean' }, 'Dora Maria', 'Dean'],
    ['a name of one word', { cn: 'Dora', sn: 'Dora' }, '', 'Dora'],
    ['first name for surname', { cn: 'Dora', sn: 'Dora', givenName: 'Dora' }, 'Dora', ''],
    ['no name', { cn: 'dora', sn: 'dora' }, '', 'dora'],
  ])('%s', async (_, names, firstName, lastName) => {
    const request = add(named('dora'), { objectClass: 'inetOrgPerson', mail: 'dora@example.test', ...names });
    expect(await told(admin, request)).toBe('success');
    expect(await office.user('dora')).toMatchObject({ profile: { firstName, lastName } });
    expect(await told(admin, remove(named('dora')))).toBe('success');
  });

  test('switched off and forwarding from the beginning', async () => {
    const gil = { objectClass: 'inetOrgPerson', cn: 'Gil', sn: 'Gil', mail: 'gil@example.test' };
    const off = { mailroomEnabled: 'FALSE', mailroomForwardTo: ['x@example.org', 'bob@example.test'] };
    expect(await told(admin, add(named('gil'), { ...gil, ...off, mailroomForwardKeepsCopy: 'TRUE' }))).toBe('success');
    const forwarding = { addresses: ['x@example.org', 'bob@example.test'], keepsCopy: true };
    expect(await office.user('gil')).toMatchObject({ isEnabled: false, forwarding });
  });

  test('without a password nobody signs in, and with a hash of one whoever knows it', async () => {
    const emil = { objectClass: 'inetOrgPerson', cn: 'Emil', sn: 'Emil', mail: 'emil@example.test' };
    expect(await told(admin, add(named('emil'), emil))).toBe('success');
    const { account } = await office.user('emil');
    expect(await office.store.reader().directory.credentials(account)).toEqual([]);
    expect(await told(admin, remove(named('emil')))).toBe('success');
    // slappasswd -s "correct horse battery"
    const userPassword = '{SSHA}uVhMJpzRPNSJ9vVAzSbrzLQ7oTNyYWx0';
    expect(await told(admin, add(named('emil'), { ...emil, userPassword }))).toBe('success');
    const [credential] = await office.store.reader().directory.credentials((await office.user('emil')).account);
    expect(credential?.verifier).toBe(userPassword);
  });

  const OTHER = {
    ...PERSON,
    uid: 'dave',
    cn: 'Dave',
    sn: 'Dave',
    givenName: [] as string[],
    mail: 'dave@example.test',
  };
  const { givenName: _none, ...DAVE } = OTHER;
  test.each<[string, Request, string]>([
    ['an unknown attribute', add(named('dave'), { ...DAVE, nonsense: 'x' }), 'undefinedAttributeType: '],
    ['a tagging option', add(named('dave'), { ...DAVE, 'title;lang-de': 'x' }), 'undefinedAttributeType: '],
    ['an attribute of another class', add(named('dave'), { ...DAVE, associatedDomain: 'x' }), 'objectClassViolation: '],
    ['one that is not kept here', add(named('dave'), { ...DAVE, initials: 'D' }), 'objectClassViolation: '],
    ['one of the server', add(named('dave'), { ...DAVE, createTimestamp: '20200101000000Z' }), 'constraintViolation: '],
    ['no class', add(named('dave'), { ...DAVE, objectClass: 'top' }), 'objectClassViolation: '],
    [
      'an unknown class',
      add(named('dave'), { ...DAVE, objectClass: ['inetOrgPerson', 'x'] }),
      'invalidAttributeSyntax: ',
    ],
    [
      'another class',
      add(named('dave'), { ...DAVE, objectClass: ['inetOrgPerson', 'domain'] }),
      'objectClassViolation: ',
    ],
    [
      'no surname',
      add(named('dave'), { objectClass: 'inetOrgPerson', cn: 'x', mail: 'd@example.test' }),
      'objectClassViolation: ',
    ],
    ['no address', add(named('dave'), { objectClass: 'inetOrgPerson', cn: 'x', sn: 'x' }), 'objectClassViolation: '],
    [
      'another full name',
      add(named('dave'), { ...DAVE, cn: 'Someone Else' }),
      'constraintViolation: cn: would be "Dave"',
    ],
    ['another User ID', add(named('dave'), { ...DAVE, uid: 'david' }), 'constraintViolation: uid: multiple'],
    [
      'two addresses',
      add(named('dave'), { ...DAVE, mail: ['d@example.test', 'e@example.test'] }),
      'constraintViolation: ',
    ],
    [
      'an address elsewhere',
      add(named('dave'), { ...DAVE, mail: 'dave@example.org' }),
      'constraintViolation: mail: not in',
    ],
    [
      'an address of somebody',
      add(named('dave'), { ...DAVE, mail: 'bob@example.test' }),
      'constraintViolation: mail: taken',
    ],
    ['a broken address', add(named('dave'), { ...DAVE, mail: 'dave' }), 'constraintViolation: mail: not acc'],
    ['a value twice', add(named('dave'), { ...DAVE, title: ['Dr', 'DR'] }), 'attributeOrValueExists: '],
    ['an attribute twice', twice(add(named('dave'), DAVE)), 'attributeOrValueExists: '],
    [
      'a hash of no known kind',
      add(named('dave'), { ...DAVE, userPassword: '{X}abc' }),
      'constraintViolation: userPassword',
    ],
    ['a simple password', add(named('dave'), { ...DAVE, userPassword: 'dave' }), 'constraintViolation: userPassword'],
    ['no User ID', add(`cn=Dave,${PEOPLE}`, DAVE), 'namingViolation: '],
    ['a name of two parts', add(`uid=dave+cn=Dave,${PEOPLE}`, DAVE), 'namingViolation: '],
    [
      'a User ID that looks like an address',
      add(`uid=a@b,${PEOPLE}`, { ...DAVE, uid: 'a@b' }),
      'constraintViolation: uid',
    ],
    ['below a person', add(`uid=dave,${ALICE}`, DAVE), 'namingViolation: '],
    ['below a domain', add('uid=dave,dc=example,dc=test', DAVE), 'namingViolation: '],
    ['a domain', add('dc=org', { objectClass: 'domain', dc: 'org' }), 'unwillingToPerform: '],
    ['no such branch', add('uid=dave,ou=staff,dc=example,dc=test', DAVE), 'noSuchObject'],
    ['no name', add('dave', DAVE), 'invalidDNSyntax: '],
    ['a name of an unknown attribute', add(`nonsense=x,${PEOPLE}`, DAVE), 'invalidDNSyntax: '],
    [
      'a role that is of domains',
      add(named('dave'), { ...DAVE, mailroomRole: 'help-desk' }),
      'constraintViolation: mailroomRoleDomain',
    ],
    ['a NUL', add(named('dave'), { ...DAVE, title: 'a\0b' }), 'constraintViolation: title'],
    [
      'forwarding to himself',
      add(named('dave'), { ...DAVE, mailroomForwardTo: 'dave@example.test' }),
      'constraintViolation: there is no address',
    ],
    [
      'a copy without forwarding',
      add(named('dave'), { ...DAVE, mailroomForwardKeepsCopy: 'TRUE' }),
      'constraintViolation: mailroomForwardKeepsCopy: would',
    ],
    ['no UTF-8', add(named('dave'), { ...DAVE, title: Uint8Array.of(0xff) }), 'invalidAttributeSyntax: '],
  ])('refuses %s', async (_, request, expected) => {
    expect((await told(admin, request)).slice(0, expected.length)).toBe(expected);
    await expect(office.user('dave')).rejects.toThrow('no user');
  });

  test('with a condition on what is to be added', async () => {
    const request = add(named('fred'), { ...DAVE, uid: 'fred', cn: 'Fred', sn: 'Fred', mail: 'fred@example.test' });
    expect(await told(admin, request, asserting('(sn=Ford)'))).toBe('assertionFailed');
    expect(await told(admin, request, asserting('(sn=fred)'))).toBe('success');
  });

  function twice(request: Request): Request {
    if (request.kind !== 'add') throw new TypeError(request.kind);
    return { ...request, attributes: [...request.attributes, { type: 'commonName', values: [Buffer.from('Dave')] }] };
  }
});

describe('modify', () => {
  test('several attributes at once', async () => {
    const userId = await newUser();
    const message = await answer(
      admin,
      modify(
        named(userId),
        ['replace', { sn: 'Grün', givenName: 'Gerda', title: 'Dr' }],
        ['add', { telephoneNumber: '1', mailroomForwardTo: ['gerda@example.org', 'bob@example.test'] }],
        ['replace', { mailroomForwardKeepsCopy: 'TRUE', preferredLanguage: 'de', mail: 'gerda.gruen@example.test' }],
      ),
      reading('before', 'cn', 'title'),
      reading('after', 'cn', 'title', 'mail', 'mailroomForwardTo'),
    );
    expect(entryIn(message, 'before')).toEqual({ dn: [named(userId)], cn: [userId] });
    expect(entryIn(message, 'after')).toEqual({
      ...{ dn: [named(userId)], cn: ['Gerda Grün'], title: ['Dr'], mail: ['gerda.gruen@example.test'] },
      mailroomForwardTo: ['gerda@example.org', 'bob@example.test'],
    });
    expect(await office.user(userId)).toMatchObject({
      ...{ profile: { firstName: 'Gerda', lastName: 'Grün', title: 'Dr', workPhone: '1' }, language: 'de' },
      forwarding: { addresses: ['gerda@example.org', 'bob@example.test'], keepsCopy: true },
      localPart: 'gerda.gruen',
    });
    expect(await auditOf(userId)).toEqual(['admin by ldap: user.update']);
  });

  test('all or nothing', async () => {
    const userId = await newUser();
    const before = await entryOf(userId);
    const request = modify(named(userId), ['replace', { title: 'Dr' }], ['delete', { pager: [] }]);
    expect(await told(admin, request)).toBe('noSuchAttribute: modify/delete: pager: no such attribute');
    const last = modify(named(userId), ['replace', { title: 'Dr', mail: 'bob@example.test' }]);
    expect(await told(admin, last)).toBe('constraintViolation: mail: taken already');
    expect(await entryOf(userId)).toEqual(before);
    expect(await auditOf(userId)).toEqual([]);
  });

  test('each change acts on what those before it have made', async () => {
    const userId = await newUser();
    const request = modify(
      named(userId),
      ['add', { title: 'a' }],
      ['delete', { title: 'A' }],
      ['add', { title: 'b' }],
      ['replace', { mailroomStorageQuota: '10' }],
      ['increment', { mailroomStorageQuota: '5' }],
      ['increment', { mailroomStorageQuota: '-3' }],
    );
    expect(await told(admin, request)).toBe('success');
    expect(await entryOf(userId)).toMatchObject({ title: ['b'], mailroomStorageQuota: ['12'] });
  });

  test('full name and display name follow from first and last name', async () => {
    const userId = await newUser();
    const both = modify(named(userId), ['replace', { cn: 'Hanna Hill', sn: 'Hill', givenName: 'Hanna' }]);
    expect(await told(admin, both)).toBe('success');
    expect(await entryOf(userId)).toMatchObject({ cn: ['Hanna Hill'], displayName: ['Hanna Hill'] });
    for (const attribute of ['cn', 'displayName']) {
      expect(await told(admin, modify(named(userId), ['replace', { [attribute]: 'H. Hill' }]))).toBe(
        `constraintViolation: ${attribute}: would be "Hanna Hill", which follows from other attributes or the name`,
      );
    }
    const wrongly = modify(named(userId), ['replace', { cn: 'Hanna Hill', sn: 'Hall' }]);
    expect(await told(admin, wrongly)).toMatch(/^constraintViolation: cn: would be "Hanna Hall"/);
    expect(await told(admin, modify(named(userId), ['delete', { displayName: [] }]))).toMatch(/^constraintViolation/);
  });

  test('what is read can be written back', async () => {
    const userId = await newUser();
    const before = await office.user(userId);
    const { objectClass: _, ...values } = await entryOf(userId);
    expect(await told(admin, modify(named(userId), ['replace', values]))).toBe('success');
    expect(await office.user(userId)).toEqual(before);
    expect(await auditOf(userId)).toEqual([]);
  });

  const A = (...changes: Parameters<typeof modify> extends [string, ...infer C] ? C : never) =>
    modify(ALICE, ...changes);
  test.each<[string, Request, string]>([
    ['an unknown attribute', A(['add', { nonsense: 'x' }]), 'undefinedAttributeType: attribute type undefined'],
    ['an attribute of no class of it', A(['add', { ou: 'x' }]), "objectClassViolation: attribute 'ou' not allowed"],
    ['what must be there', A(['delete', { sn: [] }]), "objectClassViolation: the class requires attribute 'sn'"],
    ['two of one', A(['add', { title: 'Prof' }]), 'constraintViolation: title: multiple values provided'],
    [
      'one of the server',
      A(['replace', { entryUUID: 'x' }]),
      'constraintViolation: entryUUID: no user modification allowed',
    ],
    ['memberships', A(['add', { memberOf: ALICE }]), 'constraintViolation: memberOf: no user modification allowed'],
    ['the User ID', A(['replace', { uid: 'bob' }]), 'notAllowedOnRDN: the entry is named by uid=alice'],
    ['no User ID', A(['delete', { uid: 'alice' }]), 'notAllowedOnRDN: the entry is named by uid=alice'],
    [
      'what is there',
      A(['add', { mail: 'ALICE@example.test' }]),
      'attributeOrValueExists: modify/add: mail: value #0 already exists',
    ],
    [
      'what is not there',
      A(['delete', { mail: 'x@example.test' }]),
      'noSuchAttribute: modify/delete: mail: no such value',
    ],
    [
      'a value twice',
      A(['replace', { title: ['a', 'A'] }]),
      'attributeOrValueExists: title: value #1 provided more than once',
    ],
    ['no value', A(['add', { title: [] }]), 'protocolError: modify/add operation requires values'],
    [
      'an empty value',
      A(['replace', { telephoneNumber: '' }]),
      'invalidAttributeSyntax: telephoneNumber: value #0 invalid per syntax',
    ],
    [
      'an address that is not ASCII',
      A(['replace', { mail: 'ä@example.test' }]),
      'invalidAttributeSyntax: mail: value #0 invalid per syntax',
    ],
    [
      'neither true nor false',
      A(['replace', { mailroomEnabled: 'yes' }]),
      'invalidAttributeSyntax: mailroomEnabled: value #0 invalid per syntax',
    ],
    [
      'an unknown class',
      A(['add', { objectClass: 'x' }]),
      'invalidAttributeSyntax: objectClass: value #0 invalid per syntax',
    ],
    [
      'the class',
      A(['replace', { objectClass: 'organizationalUnit' }]),
      "objectClassModsProhibited: an entry here cannot be of the class 'organizationalUnit'",
    ],
    ['no class', A(['delete', { objectClass: [] }]), 'objectClassViolation: no objectClass attribute'],
    [
      'its own class',
      A(['delete', { objectClass: 'mailroomUser' }]),
      "objectClassViolation: an entry here is of the class 'mailroomUser'",
    ],
    [
      'counting texts up',
      A(['increment', { title: '1' }]),
      'constraintViolation: title: attribute syntax inappropriate for increment',
    ],
    [
      'counting by no number',
      A(['increment', { mailroomStorageQuota: 'x' }]),
      'invalidAttributeSyntax: mailroomStorageQuota: value #0 invalid per syntax',
    ],
    [
      'counting by two',
      A(['increment', { mailroomStorageQuota: ['1', '2'] }]),
      'protocolError: modify/increment operation requires single value',
    ],
    [
      'counting what is no number',
      A(['increment', { mailroomStorageQuota: '1' }]),
      'constraintViolation: modify/increment: mailroomStorageQuota: "inherit" is no number',
    ],
    [
      'an unknown language',
      A(['replace', { preferredLanguage: 'xx' }]),
      'constraintViolation: preferredLanguage: not a value that it can have',
    ],
    [
      'an unknown role',
      A(['replace', { mailroomRole: 'king' }]),
      'constraintViolation: mailroomRole: not a value that it can have',
    ],
    [
      'a role without its domains',
      A(['replace', { mailroomRole: 'help-desk' }]),
      'constraintViolation: mailroomRoleDomain: not acceptable (missing)',
    ],
    [
      'a quota below nothing',
      A(['replace', { mailroomStorageQuota: '-1' }]),
      'constraintViolation: mailroomStorageQuota: not a value that it can have',
    ],
    [
      'another domain',
      A(['replace', { mail: 'alice@example.org' }]),
      'constraintViolation: mail: not in example.test, where the entry is',
    ],
    [
      'forwarding to oneself',
      A(['replace', { mailroomForwardTo: 'alice@example.test' }]),
      'constraintViolation: mailroomForwardTo: not acceptable (forwarding-to-itself)',
    ],
    [
      'forwarding to nobody',
      A(['replace', { mailroomForwardTo: 'nobody@example.test' }]),
      'constraintViolation: there is no address nobody@example.test',
    ],
    [
      'a copy without forwarding',
      A(['replace', { mailroomForwardKeepsCopy: 'TRUE' }]),
      'constraintViolation: mailroomForwardKeepsCopy: would not be there, which follows from other attributes or the name',
    ],
    [
      'two faxes that cannot be compared',
      A(['add', { facsimileTelephoneNumber: '1' }], ['delete', { facsimileTelephoneNumber: '1' }]),
      'inappropriateMatching: facsimileTelephoneNumber: no equality matching rule',
    ],
    ['nobody', modify(named('nobody'), ['replace', { title: 'x' }]), 'noSuchObject'],
    [
      'a branch',
      modify(PEOPLE, ['replace', { description: 'x' }]),
      'unwillingToPerform: a unit entry is not changed over LDAP',
    ],
    [
      'a domain',
      modify('dc=example,dc=test', ['replace', { description: 'x' }]),
      'unwillingToPerform: a domain entry is not changed over LDAP',
    ],
    [
      'the root',
      modify('', ['replace', { description: 'x' }]),
      'unwillingToPerform: a root entry is not changed over LDAP',
    ],
    [
      'the schema',
      modify('cn=Subschema', ['replace', { cn: 'x' }]),
      'unwillingToPerform: a subschema entry is not changed over LDAP',
    ],
    ['no name', modify('alice', ['replace', { title: 'x' }]), 'invalidDNSyntax: not a distinguished name'],
  ])('refuses %s', async (_, request, expected) => {
    const before = await office.user('alice');
    expect(await told(admin, request)).toBe(expected);
    expect(await office.user('alice')).toEqual(before);
  });

  test('tells how far the name of an entry that is not there goes', async () => {
    const { response } = await answer(admin, modify(named('nobody'), ['replace', { title: 'x' }]));
    expect(response).toMatchObject({ result: { code: 'noSuchObject', matchedName: PEOPLE } });
  });

  test('a user is switched off and on, hidden and shown', async () => {
    const userId = await newUser();
    const off = modify(named(userId), ['replace', { mailroomEnabled: 'FALSE', mailroomListed: 'FALSE' }]);
    expect(await told(admin, off)).toBe('success');
    expect(await office.user(userId)).toMatchObject({ isEnabled: false, isListed: false });
  });

  test('a role with its domains, and without them', async () => {
    const userId = await newUser();
    const given = { mailroomRole: 'domain-administrator', mailroomRoleDomain: 'EXAMPLE.test' };
    expect(await told(admin, modify(named(userId), ['replace', given]))).toBe('success');
    expect(await office.user(userId)).toMatchObject({ role: given.mailroomRole, roleDomains: [office.domain.id] });
    expect(await entryOf(userId)).toMatchObject({ mailroomRoleDomain: ['example.test'] });
    expect(await told(admin, modify(named(userId), ['add', { mailroomRoleDomain: 'nowhere.test' }]))).toMatch(
      /^insufficientAccessRights/,
    );
    expect(await told(admin, modify(named(userId), ['replace', { mailroomRole: 'user' }]))).toBe('success');
    expect(await office.user(userId)).toMatchObject({ role: 'user', roleDomains: [] });
    expect(await told(admin, modify(named(userId), ['add', { mailroomRoleDomain: 'example.test' }]))).toBe(
      'constraintViolation: mailroomRoleDomain: would not be there, which follows from other attributes or the name',
    );
  });

  test('the last administrator stays one', async () => {
    const request = modify(named('admin'), ['replace', { mailroomRole: 'user' }]);
    expect(await told(admin, request)).toBe('unwillingToPerform: something depends on it');
  });
});

test('what can be asked for is announced', async () => {
  const { entries } = await admin.search({ base: '', scope: 'base', attributes: ['+'] });
  expect(entries[0]?.attributes).toMatchObject({
    supportedControl: expect.arrayContaining([CONTROL.assertion, CONTROL.preRead, CONTROL.postRead]),
    supportedExtension: expect.arrayContaining([EXTENSION.passwordModify]),
    supportedFeatures: expect.arrayContaining([FEATURE.modifyIncrement]),
  });
});

describe('conditions', () => {
  test('are part of the change', async () => {
    const userId = await newUser();
    const change = (quota: string) => modify(named(userId), ['replace', { mailroomStorageQuota: quota }]);
    expect(await told(admin, change('1'), asserting('(mailroomStorageQuota=inherit)'))).toBe('success');
    expect(await told(admin, change('2'), asserting('(mailroomStorageQuota=inherit)'))).toBe('assertionFailed');
    expect(await told(admin, remove(named(userId)), asserting('(mailroomStorageQuota=7)'))).toBe('assertionFailed');
    expect(await told(admin, rename(named(userId), 'uid=x'), asserting('(sn=nobody)'))).toBe('assertionFailed');
    expect(await entryOf(userId)).toMatchObject({ mailroomStorageQuota: ['1'] });
  });

  const setQuota = async (userId: string, storageQuota: number) => {
    const { account } = await office.user(userId);
    await applyOne(office.store, { kind: 'update-user', account, expectVersion: null, storageQuota });
  };

  test('are looked at again where somebody was faster', async () => {
    const userId = await newUser({ storageQuota: 5 });
    const name = named(userId);
    const set = (quota: number) => () => setQuota(userId, quota);
    office.meanwhile(set(50));
    expect(await told(admin, modify(name, ['increment', { mailroomStorageQuota: '1' }]))).toBe('success');
    expect(await office.user(userId)).toMatchObject({ storageQuota: 51 });
    const isFiftyOne = asserting('(mailroomStorageQuota=51)');
    const requests = [
      modify(name, ['replace', { title: 'x' }]),
      modify(name, ['replace', { userPassword: 'quite another horse' }]),
      rename(name, 'uid=somebody'),
      remove(name),
    ];
    for (const request of requests) {
      office.meanwhile(set(52));
      expect(await told(admin, request, isFiftyOne)).toBe('assertionFailed');
      await setQuota(userId, 51);
    }
    const { account, profile } = await office.user(userId);
    expect(profile.title).toBe('');
    expect(await office.store.reader().directory.credentials(account)).toEqual([]);
    office.meanwhile(...[6, 7, 8].map(set));
    expect(await told(admin, modify(name, ['increment', { mailroomStorageQuota: '1' }]))).toBe(
      'busy: changed meanwhile, try again',
    );
    expect(await office.user(userId)).toMatchObject({ storageQuota: 8 });
  });

  test('an entry that goes while it is changed is not there', async () => {
    const userId = await newUser();
    const { account } = await office.user(userId);
    office.meanwhile(async () => {
      await applyOne(office.store, { kind: 'delete-user', account, expectVersion: null, handOverTo: null });
    });
    expect(await told(admin, modify(named(userId), ['replace', { title: 'x' }]))).toBe('noSuchObject');
  });

  test('counting up by many at once loses nothing, and each is told his own number', async () => {
    const userId = await newUser({ storageQuota: 0 });
    const clients = await Promise.all(Array.from({ length: 4 }, () => office.as('admin')));
    const counted: (string | undefined)[] = [];
    await Promise.all(
      clients.map(async (client) => {
        for (let done = 0; done < 10; ) {
          const request = modify(named(userId), ['increment', { mailroomStorageQuota: '1' }]);
          const message = await answer(client, request, reading('after', 'mailroomStorageQuota'));
          const value = entryIn(message, 'after')?.['mailroomStorageQuota']?.[0];
          if (value === undefined) {
            expect(message.response).toMatchObject({ result: { code: 'busy' } });
            continue;
          }
          counted.push(value);
          done += 1;
        }
      }),
    );
    for (const client of clients) client[Symbol.dispose]();
    expect(counted.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    expect(await entryOf(userId)).toMatchObject({ mailroomStorageQuota: ['40'] });
  });

  test('a control that is not for the operation', async () => {
    const request = add(named('x'), { objectClass: 'inetOrgPerson' });
    expect(await told(admin, request, reading('before', '*'))).toMatch(/^unavailableCriticalExtension/);
    const ignored: Control = { ...reading('after', '*'), isCritical: false };
    const userId = await newUser();
    const message = await answer(admin, remove(named(userId)), ignored);
    expect(message.controls ?? []).toEqual([]);
  });
});

describe('modify DN', () => {
  test('another User ID, and back in other letters', async () => {
    const userId = await newUser();
    const { account } = await office.user(userId);
    const message = await answer(
      admin,
      rename(named(userId), 'uid=ida'),
      reading('before', '1.1'),
      reading('after', 'uid'),
    );
    expect(entryIn(message, 'before')).toEqual({ dn: [named(userId)] });
    expect(entryIn(message, 'after')).toEqual({ dn: [named('ida')], uid: ['ida'] });
    expect((await office.user('ida')).account).toBe(account);
    expect(await told(admin, rename(named('ida'), 'uid=Ida', { deletesOld: false }))).toBe('success');
    expect((await office.user('ida')).userId).toBe('Ida');
    expect(await auditOf('ida')).toEqual(['admin by ldap: user.update']);
  });

  test('another domain', async () => {
    const created = await office.store.apply([
      {
        kind: 'create-domain',
        name: 'example.org',
        description: '',
        postmaster: (await office.user('admin')).account,
        dkimKeys: [],
      },
    ]);
    expect(created[0]?.ok).toBe(true);
    const userId = await newUser();
    const newSuperior = 'ou=people,dc=example,dc=org';
    expect(await told(admin, rename(named(userId), `uid=${userId}`, { newSuperior }))).toBe('success');
    expect(await office.user(userId)).toMatchObject({ domainName: 'example.org', localPart: userId });
    const [found] = await admin.find(`(uid=${userId})`);
    expect(found).toBe(`uid=${userId},${newSuperior}`);
    const back = rename(`uid=${userId},${newSuperior}`, 'uid=jan', { newSuperior: PEOPLE });
    expect(await told(admin, back)).toBe('success');
    expect(await office.user('jan')).toMatchObject({ domainName: 'example.test', localPart: userId });
  });

  test.each<[string, Request, string]>([
    ['a name that is taken', rename(ALICE, 'uid=bob'), 'entryAlreadyExists'],
    [
      'keeping the old one',
      rename(ALICE, 'uid=x', { deletesOld: false }),
      'constraintViolation: uid: it has one value',
    ],
    ['another attribute', rename(ALICE, 'cn=Alice'), 'namingViolation: entries of people are named by uid'],
    ['an unknown attribute', rename(ALICE, 'nonsense=x'), 'invalidDNSyntax: '],
    ['no name', rename(ALICE, 'alice'), 'invalidDNSyntax: invalid new RDN'],
    ['two names', rename(ALICE, 'uid=x,ou=y'), 'invalidDNSyntax: invalid new RDN'],
    ['a name of two parts', rename(ALICE, 'uid=x+cn=y'), 'namingViolation: '],
    [
      'no such branch',
      rename(ALICE, 'uid=alice', { newSuperior: 'ou=x,dc=example,dc=test' }),
      'noSuchObject: new superior',
    ],
    [
      'another branch',
      rename(ALICE, 'uid=alice', { newSuperior: 'ou=aliases,dc=example,dc=test' }),
      'namingViolation: ',
    ],
    ['nobody', rename(named('nobody'), 'uid=x'), 'noSuchObject'],
    ['a branch', rename(PEOPLE, 'ou=staff'), 'unwillingToPerform: '],
    ['the administrator', rename(named('admin'), 'uid=root'), 'unwillingToPerform: something depends on it: mailroom'],
    ['what is no User ID', rename(ALICE, 'uid=a b'), 'constraintViolation: uid: not acceptable'],
  ])('refuses %s', async (_, request, expected) => {
    const before = await office.user('alice');
    expect((await told(admin, request)).slice(0, expected.length)).toBe(expected);
    expect(await office.user('alice')).toEqual(before);
  });
});

describe('delete', () => {
  test('a user, as he was', async () => {
    const userId = await newUser();
    const message = await answer(admin, remove(named(userId)), reading('before', 'uid'));
    expect(entryIn(message, 'before')).toEqual({ dn: [named(userId)], uid: [userId] });
    expect(await told(admin, remove(named(userId)))).toBe('noSuchObject');
    expect(await auditOf(userId)).toEqual(['admin by ldap: user.delete']);
  });

  test('not whom something depends on, which is named', async () => {
    const userId = await newUser();
    await office.addAlias('depends', [(await office.user(userId)).account], []);
    expect(await told(admin, remove(named(userId)))).toBe(
      'unwillingToPerform: something depends on it: depends@example.test',
    );
    expect((await office.user(userId)).userId).toBe(userId);
  });

  test.each([
    ['a branch', PEOPLE, 'notAllowedOnNonLeaf: a domain is not deleted over LDAP'],
    ['a domain', 'dc=example,dc=test', 'notAllowedOnNonLeaf: a domain is not deleted over LDAP'],
    ['the root', '', 'unwillingToPerform: a root entry is not changed over LDAP'],
    ['the schema', 'cn=Subschema', 'unwillingToPerform: a subschema entry is not changed over LDAP'],
    ['the administrator', named('admin'), 'unwillingToPerform: something depends on it: mailroom'],
    ['no name', 'alice', 'invalidDNSyntax: not a distinguished name'],
  ])('not %s', async (_, name, expected) => {
    expect(await told(admin, remove(name))).toBe(expected);
  });
});
