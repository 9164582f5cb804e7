/**
 * Add, modify, modify name, delete and password modify: RFC 4511 sections 4.6 to 4.9, RFC 3062. In this order: each step finds
 * what those before it have left.
 */
import { CONTROL } from '../../../../src/wire/ldap/controls.ts';
import { EXTENSION, formatPasswordChange } from '../../../../src/wire/ldap/extensions.ts';
import type { Control } from '../../../../src/wire/ldap/request.ts';
import { TEST_PASSWORD } from '../../../support/server.ts';
import { add, modify, provided, read, remove, rename, step, type Values } from '../change-step.ts';
import { ALIASES, ALICE, BASE, BOB, PEOPLE, TEAM } from '../office.ts';
import { type Step, whoAmI } from '../step.ts';

const EVE = `uid=eve,${PEOPLE}`;
const PRESS = `cn=press,${ALIASES}`;
const STAFF = `cn=staff,ou=groups,${BASE}`;
const ZED = `uid=zed,${PEOPLE}`;

const UNKNOWN: Control = { type: '1.2.3.4', isCritical: true, value: null };

const PERSON = ['top', 'person', 'organizationalPerson', 'inetOrgPerson', 'mailroomUser'];
const eve: Values = {
  ...{ objectClass: PERSON, uid: 'eve', cn: 'Eve Evans', displayName: 'Eve Evans', givenName: 'Eve', sn: 'Evans' },
  ...{ mail: 'eve@example.test', title: 'Editor', mailroomStorageQuota: 'inherit', mailroomMessageQuota: 'inherit' },
  ...{ mailroomRole: 'user', mailroomEnabled: 'TRUE', mailroomListed: 'TRUE' },
};
const newcomer = (uid: string, more: Values = {}): Values => ({ ...eve, uid, mail: `${uid}@example.test`, ...more });
const without = (values: Values, ...names: string[]): Values =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));

const X = `uid=x,${PEOPLE}`;

const adding: readonly Step[] = [
  add(EVE, eve, { look: EVE }),
  add(EVE, eve, { note: 'again' }),
  add(BASE, { objectClass: ['top', 'domain'], dc: 'example' }),
  add(`uid=x,ou=nothing,${BASE}`, newcomer('x')),
  add('uid=x,ou=people,dc=other,dc=test', newcomer('x')),
  add('nonsense', newcomer('x')),
  add('', newcomer('x'), { note: 'the root' }),
  add(X, without(newcomer('x'), 'objectClass'), { note: 'of no class' }),
  add(X, newcomer('x', { objectClass: [...PERSON, 'noSuchClass'] }), { note: 'of an unknown class' }),
  add(X, newcomer('x', { objectClass: ['top', 'mailroomUser'] }), { note: 'of no structural class' }),
  add(X, newcomer('x', { noSuchAttribute: 'x' }), { note: 'with an unknown attribute' }),
  add(X, newcomer('x', { mailroomMembership: 'open' }), { note: 'with an attribute of others' }),
  add(X, without(newcomer('x'), 'sn'), { note: 'without a surname' }),
  add(X, without(newcomer('x'), 'mail'), { note: 'without an address' }),
  add(X, newcomer('x', { displayName: ['Eve Evans', 'Eva'] }), { note: 'with two display names' }),
  add(X, newcomer('x', { title: ['a', 'A'] }), { note: 'with one title twice' }),
  add(X, newcomer('x', { createTimestamp: '20200101000000Z' }), { note: 'with a time of creation' }),
  add(X, newcomer('x', { mailroomEnabled: 'maybe' }), { note: 'with a truth that is none' }),
  add(X, newcomer('x', { title: [] }), { note: 'with a title without a value' }),
  add(X, newcomer('x', { title: '' }), { note: 'with an empty title' }),
  add(X, newcomer('x'), { as: 'alice' }),
  add(X, newcomer('x'), { as: 'anonymous' }),
  add(X, newcomer('x'), { controls: [UNKNOWN], note: 'with a critical control that is not known' }),
  add(X, newcomer('x'), { controls: [read(CONTROL.preRead, 'uid')], note: 'reading it before' }),
  add(X, newcomer('y'), { note: 'of another User ID' }),
  remove(X),
];

const modifying: readonly Step[] = [
  modify(EVE, [['replace', 'title', 'Chief editor']], { look: EVE }),
  modify(EVE, [['replace', 'TITLE', 'chief editor']], { look: EVE }),
  modify(EVE, [['add', 'title', 'CHIEF editor']]),
  modify(EVE, [['delete', 'title', 'Accountant']]),
  modify(EVE, [['delete', 'title', 'Chief  Editor']], { look: EVE }),
  modify(EVE, [['delete', 'title']]),
  modify(EVE, [['delete', 'title', 'x']]),
  modify(EVE, [['replace', 'title']], { look: EVE }),
  modify(EVE, [['add', 'title', 'Editor']], { look: EVE }),
  modify(
    EVE,
    [
      ['delete', 'title', 'Editor'],
      ['add', 'title', 'Author'],
    ],
    { look: EVE },
  ),
  modify(EVE, [['add', 'title']]),
  modify(EVE, [['replace', 'title', '']], { note: 'an empty one' }),
  modify(
    EVE,
    [
      ['replace', 'telephoneNumber', '+49 30 1'],
      ['replace', 'mobile', '+49 170 2'],
    ],
    { look: EVE },
  ),
  modify(
    EVE,
    [
      ['replace', 'mobile', '+49 170 3'],
      ['add', 'noSuchAttribute', 'x'],
    ],
    { look: EVE },
  ),
  modify(
    EVE,
    [
      ['replace', 'mobile', '+49 170 3'],
      ['replace', 'mailroomMembership', 'open'],
    ],
    { look: EVE },
  ),
  modify(EVE, [['replace', 'mail', 'eve.evans@example.test']], { look: EVE }),
  modify(EVE, [['replace', 'displayName', 'Eve', 'Eva']], { note: 'which has one value' }),
  modify(EVE, [['replace', 'uid', 'eva']]),
  modify(EVE, [['delete', 'uid']]),
  modify(EVE, [['delete', 'uid', 'eve']]),
  modify(EVE, [['delete', 'sn']]),
  modify(EVE, [['replace', 'sn']]),
  modify(EVE, [['delete', 'objectClass', 'mailroomUser']]),
  modify(EVE, [['add', 'objectClass', 'mailroomAlias']]),
  modify(EVE, [['add', 'objectClass', 'noSuchClass']]),
  modify(EVE, [['add', 'objectClass', 'person']]),
  modify(EVE, [['replace', 'createTimestamp', '20200101000000Z']]),
  modify(EVE, [['replace', 'entryUUID', '00000000-0000-0000-0000-000000000000']]),
  modify(EVE, [['replace', 'mailroomEnabled', 'maybe']]),
  modify(EVE, [['replace', 'mailroomEnabled', 'FALSE']], { look: EVE }),
  modify(EVE, [['replace', 'mailroomEnabled', 'TRUE']]),
  modify(EVE, [['increment', 'title', '1']]),
  modify(EVE, [['increment', 'noSuchAttribute', '1']]),
  modify(EVE, [], { note: 'nothing' }),
  modify(`uid=nobody,${PEOPLE}`, [['replace', 'title', 'x']]),
  modify(`uid=x,ou=nothing,${BASE}`, [['replace', 'title', 'x']]),
  modify('dc=other,dc=test', [['replace', 'description', 'x']]),
  modify('nonsense', [['replace', 'title', 'x']]),
  modify(BOB, [['replace', 'title', 'x']], { as: 'alice' }),
  modify(ALICE, [['replace', 'title', 'Chief engineer']], { as: 'alice', look: ALICE }),
  modify(ALICE, [['replace', 'mailroomRole', 'administrator']], { as: 'alice', look: ALICE }),
  modify(ALICE, [['replace', 'mail', 'boss@example.test']], { as: 'alice', look: ALICE }),
  modify(TEAM, [['replace', 'description', 'x']], { as: 'anonymous' }),
  modify(`uid=nobody,${PEOPLE}`, [['replace', 'title', 'x']], { as: 'anonymous' }),
  modify(EVE, [['replace', 'title', 'a']], {
    controls: [provided('(title=author)')],
    look: EVE,
    note: 'if it is true',
  }),
  modify(EVE, [['replace', 'title', 'b']], {
    controls: [provided('(title=author)')],
    look: EVE,
    note: 'if it is false',
  }),
  modify(EVE, [['replace', 'title', 'c']], {
    controls: [read(CONTROL.preRead, 'title', 'mail'), read(CONTROL.postRead, 'title')],
    note: 'reading it before and after',
  }),
  modify(EVE, [['replace', 'title', 'd']], { controls: [read(CONTROL.postRead)], note: 'reading all of it after' }),
  modify(EVE, [['replace', 'title', 'e']], { controls: [UNKNOWN], note: 'with a critical control that is not known' }),
];

const ofAliases: readonly Step[] = [
  add(
    PRESS,
    {
      ...{ objectClass: ['top', 'mailroomAlias'], cn: 'press', mail: 'press@example.test', description: 'The press' },
      ...{ owner: ALICE, member: [ALICE, BOB], mailroomMembership: 'closed' },
    },
    { look: PRESS },
  ),
  modify(PRESS, [['add', 'member', EVE]], { look: PRESS }),
  modify(PRESS, [['add', 'member', EVE.toUpperCase()]]),
  modify(PRESS, [['delete', 'member', BOB]], { look: PRESS }),
  modify(PRESS, [['delete', 'member', BOB]], { note: 'again' }),
  modify(PRESS, [['add', 'member', 'nonsense']]),
  modify(PRESS, [['add', 'mailroomMemberMail', 'friend@example.org']], { look: PRESS }),
  modify(PRESS, [['replace', 'cn', 'media']]),
  modify(PRESS, [['replace', 'description', 'x']], { as: 'alice', note: 'as the owner', look: PRESS }),
  rename(PRESS, 'cn=team'),
  rename(PRESS, 'cn=press', { note: 'as it is called', look: PRESS }),
  remove(PRESS, { as: 'alice' }),
  remove(PRESS),
  remove(PRESS, { note: 'again' }),
];

const ofGroups: readonly Step[] = [
  add(
    STAFF,
    { objectClass: ['top', 'groupOfNames', 'mailroomGroup'], cn: 'staff', member: [ALICE], mailroomRank: '100' },
    { look: STAFF },
  ),
  modify(STAFF, [['add', 'member', BOB]], { look: STAFF }),
  modify(STAFF, [['delete', 'member', EVE]]),
  modify(STAFF, [['increment', 'mailroomRank', '5']], { look: STAFF }),
  modify(STAFF, [['increment', 'mailroomRank', 'x']]),
  modify(STAFF, [['replace', 'mailroomRank', 'first']]),
  rename(STAFF, 'cn=people', { look: `cn=people,ou=groups,${BASE}` }),
  remove(`cn=people,ou=groups,${BASE}`),
];

const renaming: readonly Step[] = [
  rename(EVE, 'uid=bob'),
  rename(EVE, 'nonsense'),
  rename(EVE, 'uid=eva,ou=people', { note: 'two components' }),
  rename(EVE, 'noSuchAttribute=eva'),
  rename(EVE, 'uid=eva', { superior: `ou=nothing,${BASE}` }),
  rename(EVE, 'uid=eva', { superior: 'nonsense' }),
  rename(`uid=nobody,${PEOPLE}`, 'uid=eva'),
  rename(EVE, 'uid=eva', { as: 'alice' }),
  rename(EVE, 'uid=eva', { as: 'anonymous' }),
  rename(EVE, 'uid=eva', { controls: [provided('(uid=bob)')], note: 'if it is false' }),
  rename(EVE, 'uid=eva', { look: `uid=eva,${PEOPLE}`, controls: [read(CONTROL.postRead, 'uid')] }),
  rename(`uid=eva,${PEOPLE}`, 'uid=EVE', { superior: PEOPLE, look: EVE }),
  rename(`uid=eve,${PEOPLE}`, 'uid=eve', { look: EVE }),
  add(ZED, newcomer('zed'), { look: ZED }),
  rename(ZED, 'cn=Eve Evans'),
  remove(`cn=Eve Evans,${PEOPLE}`),
  remove(ZED),
];

const passwords: readonly Step[] = [
  changePassword('alice', 'with a wrong old one', null, 'wrong', 'another horse battery'),
  changePassword('alice', 'with the old one', null, TEST_PASSWORD, 'another horse battery'),
  signIn('with the old one', ALICE, TEST_PASSWORD),
  signIn('with the new one', ALICE, 'another horse battery'),
  changePassword('admin', 'of somebody else', ALICE, null, TEST_PASSWORD),
  {
    name: 'alice: who am I, after somebody else has set the password',
    as: 'alice',
    run: async (client) => ({ code: await whoAmI(client) }),
  },
  signIn('with the password that was set', ALICE, TEST_PASSWORD),
  changePassword('admin', 'of nobody', `uid=nobody,${PEOPLE}`, null, 'another horse battery'),
  changePassword('alice', 'of somebody else', BOB, null, 'another horse battery'),
  changePassword('anonymous', 'of somebody else', BOB, null, 'another horse battery'),
  changePassword('admin', 'of nonsense', 'nonsense,', null, 'another horse battery'),
  modify(BOB, [['replace', 'userPassword', 'another horse battery']], { as: 'alice' }),
  modify(BOB, [['replace', 'userPassword', TEST_PASSWORD]], { look: BOB }),
];

function changePassword(as: Step['as'], what: string, whose: string | null, old: string | null, fresh: string): Step {
  const text = (value: string | null) => (value === null ? null : Buffer.from(value));
  const value = formatPasswordChange({ identity: text(whose), oldPassword: text(old), newPassword: text(fresh) });
  return step(`password modify ${what}`, { kind: 'extended', name: EXTENSION.passwordModify, value }, { as });
}

function signIn(what: string, name: string, password: string): Step {
  return {
    name: `bind: ${what}, after password modify`,
    as: 'nobody',
    async run(client) {
      const code = await client.bind(name, password);
      return { code: `${code}, then ${(await whoAmI(client)) || 'anonymous'}` };
    },
  };
}

const deleting: readonly Step[] = [
  remove(PEOPLE),
  remove(BASE),
  remove('cn=Subschema'),
  remove(''),
  remove(`uid=nobody,${PEOPLE}`),
  remove(`uid=x,ou=nothing,${BASE}`),
  remove('dc=other,dc=test'),
  remove('nonsense'),
  remove(EVE, { as: 'alice' }),
  remove(EVE, { as: 'anonymous' }),
  remove(EVE, { controls: [provided('(uid=bob)')], note: 'if it is false' }),
  remove(EVE, { controls: [read(CONTROL.postRead, 'uid')], note: 'reading it after' }),
  remove(EVE, { controls: [read(CONTROL.preRead, 'uid')], note: 'reading it before', look: EVE }),
  remove(EVE, { note: 'again' }),
];

export const changeSteps: readonly Step[] = [
  ...[...adding, ...modifying, ...ofAliases, ...ofGroups],
  ...[...renaming, ...passwords, ...deleting],
];
