/** The same office in both directories: what is made here over the API stands in slapd's database as LDIF. */
import type { LdifRecord } from '../../../src/formats/ldif/format-ldif.ts';
import type { AdminClient } from '../../../src/gateways/admin-client/admin-client.ts';
import { ENDPOINTS } from '../../../src/wire/admin/endpoints.ts';
import { TEST_PASSWORD } from '../../support/server.ts';

export const BASE = 'dc=example,dc=test';
export const PEOPLE = `ou=people,${BASE}`;
export const ALIASES = `ou=aliases,${BASE}`;
export const ALICE = `uid=alice,${PEOPLE}`;
export const BOB = `uid=bob,${PEOPLE}`;
export const CAROL = `uid=carol,${PEOPLE}`;
export const ADMIN = `uid=admin,${PEOPLE}`;
export const TEAM = `cn=team,${ALIASES}`;

interface Person {
  readonly userId: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly more?: Readonly<Partial<Record<keyof typeof MORE, string>>>;
  readonly language?: 'de' | 'fr';
  readonly alternateMail?: string;
  readonly storageQuota?: number;
  readonly hasNoQuota?: true;
  readonly isListed?: false;
  readonly isEnabled?: false;
  readonly role?: 'administrator';
}

/** Names of the API and of the directory. */
const MORE = {
  title: 'title',
  office: 'physicalDeliveryOfficeName',
  workPhone: 'telephoneNumber',
  mobilePhone: 'mobile',
  homePhone: 'homePhone',
  pager: 'pager',
  fax: 'facsimileTelephoneNumber',
} as const;

const STAFF: readonly Person[] = [
  {
    ...{ userId: 'alice', firstName: 'Alice', lastName: 'Archer', language: 'de', alternateMail: 'alice@example.org' },
    more: {
      ...{ title: 'Engineer', office: 'Room 4, ground floor', workPhone: '+49 30 1234-56', mobilePhone: '+49 170 1' },
      ...{ homePhone: '+49 30 99', pager: '4711', fax: '+49 30 1234-57' },
    },
    storageQuota: 1_000_000,
  },
  { userId: 'bob', firstName: 'Bob', lastName: 'Brown', more: { title: 'Accountant' }, language: 'fr' },
  { userId: 'carol', firstName: 'Carol', lastName: 'Clark', isListed: false },
  { userId: 'dave', firstName: 'Dave', lastName: 'Dunn', isEnabled: false },
  { userId: 'Joerg', firstName: 'Jörg', lastName: 'Müller', more: { office: 'Zürich' } },
  { userId: 'anna', firstName: 'Anna Maria', lastName: 'Weiß' },
  { userId: 'prince', firstName: 'Prince' },
  { userId: 'o.neill', firstName: 'Sam', lastName: "O'Neill, Jr. (2)", more: { title: 'a*b\\c' } },
];

interface Alias {
  readonly localPart: string;
  readonly description: string;
  readonly owners: readonly string[];
  /** User IDs and addresses elsewhere. */
  readonly members: readonly string[];
  readonly elsewhere?: readonly string[];
}

const LISTS: readonly Alias[] = [
  { localPart: 'team', description: 'Everybody in sales', owners: ['alice'], members: ['alice', 'bob'] },
  {
    ...{ localPart: 'Partners', description: 'With those outside', owners: ['bob'], members: ['carol'] },
    elsewhere: ['friend@example.org'],
  },
];

/** Makes the office. `admin`, his alias `postmaster` and the domain are there from the first start. */
export async function fillMailroom(admin: AdminClient): Promise<void> {
  // The first password is a one-time one.
  const body = { password: TEST_PASSWORD };
  await admin.call(ENDPOINTS['user.password'], { path: { userId: 'admin' }, body });
  for (const { userId, firstName, lastName, more, alternateMail, isEnabled, ...others } of STAFF) {
    const profile = { ...more, ...definedOf({ firstName, lastName, alternateMail }) };
    const user = { userId, mail: `${userId}@example.test`, password: TEST_PASSWORD, profile, ...others };
    await admin.call(ENDPOINTS['user.create'], { body: user });
    if (isEnabled === false) {
      await admin.call(ENDPOINTS['user.update'], { path: { userId }, body: { isEnabled } });
    }
  }
  for (const { localPart, description, owners, members, elsewhere = [] } of LISTS) {
    const mail = `${localPart}@example.test`;
    const alias = {
      mail,
      description,
      membership: 'closed' as const,
      owners: [...owners],
      members: [...members, ...elsewhere],
    };
    await admin.call(ENDPOINTS['alias.create'], { body: alias });
  }
}

/** The same for slapd. */
export function officeEntries(): readonly LdifRecord[] {
  const admin: Person = { userId: 'admin', role: 'administrator', hasNoQuota: true };
  const postmaster: Alias = { localPart: 'postmaster', description: '', owners: ['admin'], members: ['admin'] };
  return [
    {
      dn: BASE,
      attributes: [
        ...classes('domain', 'domainRelatedObject'),
        ['dc', 'example'],
        ['associatedDomain', 'example.test'],
      ],
    },
    ...['people', 'aliases', 'groups'].map((ou) => ({
      dn: `ou=${ou},${BASE}`,
      attributes: [...classes('organizationalUnit'), ['ou', ou] as const],
    })),
    ...[admin, ...STAFF].map(personEntry),
    ...[postmaster, ...LISTS].map(aliasEntry),
  ];
}

function personEntry(person: Person): LdifRecord {
  const { userId, firstName = '', lastName = '', more = {}, language = '', alternateMail = '', role = 'user' } = person;
  const fullName = `${firstName} ${lastName}`.trim() || userId;
  const quota = person.hasNoQuota === true ? 'none' : 'inherit';
  return {
    dn: `uid=${userId},${PEOPLE}`,
    attributes: [
      ...classes('person', 'organizationalPerson', 'inetOrgPerson', 'mailroomUser'),
      ['uid', userId],
      ['cn', fullName],
      ['displayName', fullName],
      ['sn', lastName || firstName || userId],
      ['givenName', firstName],
      ['mail', `${userId}@example.test`],
      ...Object.entries(more).map(([name, value]) => [MORE[name as keyof typeof MORE], value] as const),
      ['preferredLanguage', language],
      ['mailroomAlternateMail', alternateMail],
      ['mailroomStorageQuota', String(person.storageQuota ?? quota)],
      ['mailroomMessageQuota', quota],
      ['mailroomRole', role],
      ['mailroomEnabled', person.isEnabled === false ? 'FALSE' : 'TRUE'],
      ['mailroomListed', person.isListed === false ? 'FALSE' : 'TRUE'],
      ['userPassword', TEST_PASSWORD],
    ],
  };
}

function aliasEntry({ localPart, description, owners, members, elsewhere = [] }: Alias): LdifRecord {
  return {
    dn: `cn=${localPart},${ALIASES}`,
    attributes: [
      ...classes('mailroomAlias'),
      ['cn', localPart],
      ['mail', `${localPart}@example.test`],
      ['description', description],
      ['mailroomMembership', 'closed'],
      ...owners.map((userId) => ['owner', `uid=${userId},${PEOPLE}`] as const),
      ...members.map((userId) => ['member', `uid=${userId},${PEOPLE}`] as const),
      ...elsewhere.map((address) => ['mailroomMemberMail', address] as const),
    ],
  };
}

function classes(...names: readonly string[]) {
  return ['top', ...names].map((name) => ['objectClass', name] as const);
}

function definedOf(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Who may read and change what: our rules as rules of slapd.access(5). */
export const ACCESS: readonly string[] = [
  `to attrs=userPassword by dn.exact="${ADMIN}" =wx by self =wx by anonymous auth by * none`,
  `to filter=(mailroomEnabled=FALSE) by dn.exact="${ADMIN}" write by anonymous auth by * none`,
  `to filter=(mailroomListed=FALSE) by dn.exact="${ADMIN}" write by self read by anonymous auth by * none`,
  `to attrs=title by dn.exact="${ADMIN}" write by self write by users read by anonymous auth by * none`,
  `to attrs=mailroomAlternateMail by dn.exact="${ADMIN}" write by * none`,
  `to attrs=mailroomForwardTo,mailroomForwardKeepsCopy,mailroomStorageQuota,mailroomMessageQuota,mailroomEnabled,mailroomListed,mailroomRole by dn.exact="${ADMIN}" write by self read by * none`,
  `to attrs=mailroomMemberMail by dn.exact="${ADMIN}" write by dnattr=owner read by * none`,
  `to dn.base="${ALIASES}" attrs=children by users write by * none`,
  `to dn.children="${ALIASES}" by dn.exact="${ADMIN}" write by dnattr=owner write by users read by anonymous auth by * none`,
  `to * by dn.exact="${ADMIN}" write by users read by anonymous auth by * none`,
];
