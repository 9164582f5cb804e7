/** Where a search looks, what it returns, and where it ends: RFC 4511 section 4.5. */
import type { SearchScope } from '../../../../src/wire/ldap/request.ts';
import { ADMIN, ALIASES, ALICE, BASE, CAROL, PEOPLE, TEAM } from '../office.ts';
import { ask, type Step, search } from '../step.ts';

const SCOPES: readonly SearchScope[] = ['base', 'one', 'subtree'];
const ANY = '(objectClass=*)';

const BASES = [
  ...['', BASE, PEOPLE, ALIASES, ALICE, TEAM, 'cn=Subschema', 'UID=Alice, OU=People; DC=Example, DC=Test'],
  ...['userid=alice,organizationalUnitName=people,domainComponent=example,domainComponent=test'],
  ...['0.9.2342.19200300.100.1.1=alice,2.5.4.11=people,dc=example,dc=test', `uid=nobody,${PEOPLE}`],
  ...[`cn=nobody,${ALIASES}`, `ou=nothing,${BASE}`, `uid=x,ou=nothing,${BASE}`, `uid=x,${ALICE}`, `cn=alice,${PEOPLE}`],
  ...[`uid=team,${ALIASES}`, `uid=alice+cn=Alice Archer,${PEOPLE}`, 'dc=other,dc=test', 'dc=test', 'o=elsewhere'],
  ...[`uid=\\61lice,${PEOPLE}`, `uid=#0405616c696365,${PEOPLE}`, CAROL],
];

const BROKEN_NAMES = [
  'nonsense',
  'uid=alice,',
  ',dc=test',
  'uid=a"b,dc=test',
  '=x',
  `noSuchAttribute=x,${BASE}`,
  `uid=,${PEOPLE}`,
];

const SELECTIONS: readonly (readonly string[])[] = [
  ...[[], ['*'], ['mail'], ['MAIL', 'Mail'], ['rfc822Mailbox'], ['2.5.4.3'], ['name'], ['uid', 'noSuchAttribute']],
  ...[['noSuchAttribute'], ['1.1', 'mail'], ['@person'], ['@mailroomUser', 'cn'], ['@noSuchClass'], ['userPassword']],
  ...[['cn;lang-de'], ['entryUUID', 'createTimestamp'], ['entryDN', 'subschemaSubentry'], ['structuralObjectClass']],
  ...[['*', 'structuralObjectClass'], ['hasSubordinates'], ['objectClass'], ['+']],
];

export const readingSteps: readonly Step[] = [
  ...BASES.flatMap((base) => SCOPES.map((scope) => search(ANY, { base, scope }))),
  ...BROKEN_NAMES.map((base) => search(ANY, { base, scope: 'base' })),
  ...SELECTIONS.map((attributes) => search('(uid=alice)', { attributes })),
  ...[[], ['+'], ['*', '+']].flatMap((attributes) => [
    search('(uid=bob)', { attributes }),
    search(ANY, { attributes, base: TEAM, scope: 'base' }),
  ]),
  search('(uid=alice)', { attributes: ['uid', 'mail'], typesOnly: true, note: 'types only' }),
  search('(uid=alice)', { attributes: [], typesOnly: true, note: 'types only' }),
  search('(uid=alice)', { attributes: [], as: 'admin' }),
  search(ANY, { attributes: [], as: 'admin', note: 'the whole domain' }),
  search(ANY, { attributes: [], note: 'the whole domain' }),
  search(ANY, { base: '', scope: 'base', attributes: ['objectClass', 'namingContexts', 'supportedLDAPVersion'] }),
  search(ANY, { base: '', scope: 'base', attributes: ['supportedControl', 'supportedExtension', 'supportedFeatures'] }),
  search(ANY, { base: '', scope: 'base', attributes: ['vendorName', 'altServer'] }),
  search('(objectClass=subschema)', { base: 'cn=Subschema', scope: 'base', attributes: ['objectClass', 'cn'] }),
  ...[1, 2, 100].map((sizeLimit) =>
    search('(objectClass=organizationalUnit)', { sizeLimit, note: `at most ${sizeLimit}` }),
  ),
  search(ANY, { base: ALICE, scope: 'base', sizeLimit: 1, note: 'at most 1' }),
  search('(uid=nobody)', { sizeLimit: 1, note: 'at most 1' }),
  search('(uid=alice)', { timeLimitSeconds: 1, note: 'within a second' }),
  search('(uid=alice)', { sizeLimit: -1, note: 'at most -1' }),
  search('(uid=alice)', { timeLimitSeconds: -1, note: 'within -1 seconds' }),
];

/** Nobody who has not signed in reads more than what the server says of itself. */
export const strangerSteps: readonly Step[] = [
  search(ANY, { as: 'anonymous', base: '', scope: 'base', attributes: ['objectClass'] }),
  search(ANY, { as: 'anonymous', base: 'cn=Subschema', scope: 'base', attributes: ['objectClass'] }),
  search(ANY, { as: 'anonymous' }),
  search('(uid=alice)', { as: 'anonymous' }),
  search('(userPassword=*)', { as: 'anonymous' }),
  search(ANY, { as: 'anonymous', base: ALICE, scope: 'base' }),
  search(ANY, { as: 'anonymous', base: `uid=nobody,${PEOPLE}`, scope: 'base' }),
  search(ANY, { as: 'anonymous', base: 'dc=other,dc=test' }),
  search(ANY, { as: 'anonymous', base: 'nonsense', scope: 'base' }),
];

const text = (value: string) => Buffer.from(value);
const compare = (as: Step['as'], name: string, attribute: string, value: string) =>
  ask(as, `compare ${attribute}=${value} of "${name}"`, { kind: 'compare', name, attribute, value: text(value) });

/** Compare: RFC 4511 section 4.10. */
export const compareSteps: readonly Step[] = [
  compare('alice', ALICE, 'uid', 'alice'),
  compare('alice', ALICE, 'UID', 'ALICE'),
  compare('alice', ALICE, 'uid', 'bob'),
  compare('alice', ALICE, 'cn', 'alice   archer'),
  compare('alice', ALICE, 'name', 'Archer'),
  compare('alice', ALICE, 'objectClass', 'person'),
  compare('alice', ALICE, 'objectClass', 'noSuchClass'),
  compare('alice', ALICE, 'telephoneNumber', '+4930123456'),
  compare('alice', ALICE, 'facsimileTelephoneNumber', '+49 30 1234-57'),
  compare('alice', ALICE, 'seeAlso', BASE),
  compare('alice', ALICE, 'noSuchAttribute', 'x'),
  compare('alice', ALICE, 'mailroomEnabled', 'TRUE'),
  compare('alice', ALICE, 'mailroomEnabled', 'maybe'),
  compare('alice', ALICE, 'entryDN', ALICE),
  compare('alice', ALICE, 'userPassword', 'x'),
  compare('alice', `uid=bob,${PEOPLE}`, 'userPassword', 'x'),
  compare('admin', ALICE, 'userPassword', 'x'),
  compare('alice', `uid=bob,${PEOPLE}`, 'mailroomRole', 'user'),
  compare('admin', `uid=bob,${PEOPLE}`, 'mailroomRole', 'user'),
  compare('alice', CAROL, 'uid', 'carol'),
  compare('admin', CAROL, 'uid', 'carol'),
  compare('alice', TEAM, 'member', 'UID=bob, OU=people, DC=example, DC=test'),
  compare('alice', TEAM, 'member', ADMIN),
  compare('alice', TEAM, 'member', 'nonsense'),
  compare('alice', `uid=nobody,${PEOPLE}`, 'uid', 'nobody'),
  compare('alice', `uid=x,ou=nothing,${BASE}`, 'uid', 'x'),
  compare('alice', 'dc=other,dc=test', 'dc', 'other'),
  compare('alice', 'nonsense', 'uid', 'alice'),
  compare('alice', '', 'objectClass', 'top'),
  compare('anonymous', ALICE, 'uid', 'alice'),
  compare('anonymous', ALICE, 'userPassword', 'x'),
];
