/**
 * What the address books of mail programs ask, sent by ldapsearch: part of a name in, person out. Each names where its
 * filter comes from: the program's source, or what others have captured of it. Where a program builds filters from parts,
 * it is one that these parts make.
 */
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { TEST_PASSWORD } from '../support/server.ts';
import { type InteropOffice, openInteropOffice } from './support/office.ts';
import { requirePeer, tryProgram } from './support/programs.ts';

interface AddressBook {
  readonly name: string;
  /** With V for what somebody typed, and V1, V2 for its first and second word. */
  readonly filter: string;
  readonly attributes: readonly string[];
  /** Else the domain. */
  readonly base?: string;
  /** Matches whole values only. */
  readonly isExact?: boolean;
}

const BASE = 'dc=example,dc=test';
const PEOPLE = `ou=people,${BASE}`;

/** Thunderbird: mailnews/mailnews.js, `ldap_2.servers.default.attrmap.*` */
const THUNDERBIRD_ATTRIBUTES = [
  ...['givenName', 'sn', 'surname', 'cn', 'commonname', 'mozillaNickname', 'xmozillanickname', 'mail'],
  ...['mozillaSecondEmail', 'xmozillasecondemail', 'telephoneNumber', 'homePhone', 'facsimiletelephonenumber', 'fax'],
  ...['pager', 'pagerphone', 'mobile', 'cellphone', 'carphone', 'street', 'streetaddress', 'postOfficeBox'],
  ...['mozillaHomeStreet', 'mozillaWorkStreet2', 'mozillaHomeStreet2', 'l', 'locality', 'mozillaHomeLocalityName'],
  ...['st', 'region', 'mozillaHomeState', 'postalCode', 'zip', 'mozillaHomePostalCode', 'c', 'countryname'],
  ...['mozillaHomeCountryName', 'title', 'ou', 'department', 'departmentnumber', 'orgunit', 'o', 'company'],
  ...['nsAIMid', 'nscpaimscreenname', 'mozillaWorkUrl', 'workurl', 'labeledURI', 'mozillaHomeUrl', 'homeurl'],
  ...['birthyear', 'birthmonth', 'birthday', 'mozillaCustom1', 'custom1', 'mozillaCustom2', 'custom2'],
  ...[
    'mozillaCustom3',
    'custom3',
    'mozillaCustom4',
    'custom4',
    'description',
    'notes',
    'modifytimestamp',
    'objectClass',
  ],
];
/** macOS: the attributes that its Address Book asked for, as its users have seen them in slapd's log */
const APPLE_ATTRIBUTES = [
  ...['givenName', 'sn', 'cn', 'mail', 'telephoneNumber', 'facsimileTelephoneNumber', 'o', 'title', 'ou'],
  ...['buildingName', 'street', 'l', 'st', 'postalCode', 'c', 'jpegPhoto', 'mobile', 'co', 'pager'],
  ...['destinationIndicator', 'labeledURI', 'IMHandle'],
];
/** Evolution: e-book-backend-ldap.c asks for everything, and its table of properties has these. */
const EVERYTHING: readonly string[] = [];

const ADDRESS_BOOKS: readonly AddressBook[] = [
  {
    name: 'Thunderbird, while an address is typed (AbLDAPAutoCompleteSearch.sys.mjs, the default template)',
    filter: '(|(cn=*V1*V2*)(mail=*V*)(givenName=*V1*)(sn=*V*))',
    attributes: ['cn', 'commonname', 'mail', 'mozillaSecondEmail', 'xmozillasecondemail', 'objectClass'],
  },
  {
    name: 'Thunderbird, search in the address book (mail.addr_book.quicksearchquery.format)',
    filter:
      '(|(cn=*V*)(givenName=*V*)(sn=*V*)(mozillaNickname=*V*)(mail=*V*)(mozillaSecondEmail=*V*)(&(description=*V*))' +
      '(o=*V*)(ou=*V*)(title=*V*)(mozillaWorkUrl=*V*)(mozillaHomeUrl=*V*))',
    attributes: THUNDERBIRD_ATTRIBUTES,
  },
  {
    name: 'Thunderbird, with the filter of its LDAP URL (LDAPDirectoryQuery.sys.mjs)',
    filter: '(&(objectClass=inetOrgPerson)(|(cn=*V*)(givenName=*V*)(sn=*V*)(mail=*V*)))',
    attributes: THUNDERBIRD_ATTRIBUTES,
  },
  {
    name: 'Evolution, any field contains (e-book-backend-ldap.c, func_contains, without evolutionPerson and calEntry)',
    filter:
      '(|(cn=*V*)(givenName=*V*)(sn=*V*)(mobile=*V*)(facsimileTelephoneNumber=*V*)(internationaliSDNNumber=*V*)' +
      '(pager=*V*)(o=*V*)(ou=*V*)(roomNumber=*V*)(title=*V*)(labeledURI=*V*)(displayName=*V*)(icsCalendar=*V*))',
    attributes: EVERYTHING,
  },
  {
    name: 'Evolution, while an address is typed (func_beginswith for full_name, nickname, mail and file_as)',
    filter: '(| (|(cn=V*)(sn=V*)) (displayName=V*) (mail=V*) (sn=V*) )',
    attributes: EVERYTHING,
  },
  {
    name: 'Outlook (its LDAP provider, property 6604: the default filter)',
    filter: '(&(mail=*)(|(mail=V*)(|(cn=V*)(|(sn=V*)(givenName=V*)))))',
    attributes: ['cn', 'commonName', 'mail', 'roleOccupant', 'display-name', 'displayname', 'sn', 'surname', 'co', 'o'],
  },
  {
    name: 'macOS, Address Book: whole values, below the root (seen in slapd’s log)',
    filter: '(|(givenname=V)(sn=V)(cn=V)(mail=V))',
    attributes: APPLE_ATTRIBUTES,
    base: '',
    isExact: true,
  },
  {
    name: 'Roundcube (config/defaults.inc.php: the filter of its example, with search in parts of mail and cn)',
    filter: '(&(&(objectClass=inetOrgPerson))(|(mail=*V*)(cn=*V*)))',
    attributes: ['cn', 'sn', 'givenName', 'title', 'mail', 'telephoneNumber', 'departmentNumber', 'jpegPhoto'],
  },
  {
    name: 'GnuPG (dirmngr, ldap.c: a pattern is taken as a part)',
    filter: '(|(sn=*V*)(|(cn=*V*)(mail=*V*)))',
    attributes: ['cn', 'mail', 'userCertificate;binary'],
  },
];

let office: InteropOffice;

beforeAll(async () => {
  office = await openInteropOffice('reader', 'other');
  const create = (userId: string, mail: string, profile: Record<string, string>) =>
    office.server.admin.call(ENDPOINTS['user.create'], { body: { userId, mail, password: TEST_PASSWORD, profile } });
  const phones = { workPhone: '+49 30 1234-56', mobilePhone: '+49 (170) 9876 54' };
  await create('zoe', 'zoe@example.test', { firstName: 'Zoë', lastName: 'Müller-Straße', ...phones });
  await create('jose', 'jose@example.test', { firstName: 'José', lastName: 'Łukasz Ñandú', title: 'Ingeniör' });
});
afterAll(() => office[Symbol.asyncDispose]());

interface Found {
  readonly code: number | null;
  readonly userIds: readonly (string | undefined)[];
  readonly ldif: string;
}

async function search(context: TestContext, filter: string, book: Partial<AddressBook> = {}): Promise<Found> {
  const program = await requirePeer(context, 'ldapsearch');
  const { base = BASE, attributes = ['1.1'] } = book;
  const session = ['-H', `ldaps://127.0.0.1:${office.ports.ldaps}`, '-x', '-D', 'reader', '-w', TEST_PASSWORD];
  const args = [...session, '-LLL', '-o', 'ldif-wrap=no', '-z', '100', '-b', base, filter, ...attributes];
  const env = { LDAPTLS_CACERT: office.authorityFile, LDAPTLS_REQCERT: 'demand' };
  const { code, stdout } = await tryProgram(program, args, { ...office, env });
  const userIds = [...stdout.matchAll(/^dn: uid=([^,]*)/gm)].map(([, userId]) => userId);
  return { code, userIds, ldif: stdout };
}

function fill({ filter }: AddressBook, typed: string): string {
  const [first = '', ...others] = typed.split(' ');
  const filled = filter.replaceAll('V1', first).replaceAll('V2', others.join(' ')).replaceAll('V', typed);
  // LDAPMessage.sys.mjs leaves out pieces that are empty.
  return filled.replaceAll('**', '*');
}

const forms = (text: string) => [
  text,
  text.toUpperCase().replaceAll('SS', 'ß'),
  text.toLowerCase(),
  text.normalize('NFD'),
  text.toUpperCase().replaceAll('SS', 'ß').normalize('NFD'),
];

describe.each(ADDRESS_BOOKS)('$name', (book) => {
  test('finds a person by parts of the name, however they are written', async (context) => {
    const typed = book.isExact === true ? ['Zoë', 'Müller-Straße', 'Zoë Müller-Straße'] : ['Zoë', 'Müll', 'Zoë Müller'];
    for (const text of typed.flatMap(forms)) {
      const { code, userIds } = await search(context, fill(book, text), book);
      expect([text, code, userIds]).toEqual([text, 0, ['zoe']]);
    }
  });

  test('finds nobody by what nobody is called, and is told no error', async (context) => {
    for (const text of ['nobody', 'Zoé', 'Muell']) {
      const { code, userIds } = await search(context, fill(book, text), book);
      expect([text, code, userIds]).toEqual([text, 0, []]);
    }
  });

  test('gets what it asks for, as far as it is there', async (context) => {
    const { ldif } = await search(context, fill(book, 'Zoë'), book);
    expect(ldif).toContain('mail: zoe@example.test\n');
    expect(ldif).toMatch(/^cn:: /m);
    expect(ldif).not.toMatch(/^(?:userPassword|mailroomRole)/m);
  });
});

test.for([
  ['(cn=*ñandú*)', ['jose']],
  ['(sn=łukasz*)', ['jose']],
  ['(cn=josé łukasz ñandú)', ['jose']],
  ['(title=*genIÖR)', ['jose']],
  ['(sn=*STRASSE)', []],
  ['(|(cn=*straße*)(mozillaNickname=*straße*)(calCalURI=*))', ['zoe']],
  ['(&(objectClass=calEntry)(cn=*zoë*))', []],
  ['(!(mozillaNickname=x))', []],
  // Evolution where the server has its evolutionPerson (func_beginswith for fileAs): nobody can tell here.
  ['(|(fileAs=zoë*)(&(!(fileAs=*))(sn=müll*)))', []],
] as const)('umlauts and what is not known: %s', async ([filter, found], context) => {
  for (const text of [filter, filter.normalize('NFD')]) {
    expect(await search(context, text)).toMatchObject({ code: 0, userIds: found });
  }
});

/** Telephones look for whoever calls: Gigaset, Escene and others have `(|(telephoneNumber=%)(mobile=%)(ipPhone=%))`. */
test.for([
  ['(|(telephoneNumber=+493012*)(mobile=+493012*)(ipPhone=+493012*))', ['zoe']],
  ['(|(telephoneNumber=*12 34-56)(mobile=*12 34-56)(ipPhone=*12 34-56))', ['zoe']],
  ['(|(telephoneNumber=*9999*)(mobile=*9999*)(ipPhone=*9999*))', []],
  ['(telephoneNumber=+49 30-123456)', ['zoe']],
] as const)('a telephone number: %s', async ([filter, found], context) => {
  expect(await search(context, filter)).toMatchObject({ code: 0, userIds: found });
});

test('Evolution reads how a group is made up: its members by name, then each of them', async (context) => {
  await office.server.admin.call(ENDPOINTS['group.create'], {
    body: { name: 'readers@example.test', members: ['reader', 'zoe'] },
  });
  const { ldif } = await search(context, '(objectClass=groupOfNames)', { attributes: EVERYTHING });
  expect(ldif).toContain(`member: uid=reader,${PEOPLE}\n`);
  // Whoever is only a member is not told of the others.
  expect(ldif).not.toContain('uid=zoe');
  const { ldif: member } = await search(context, '(objectClass=*)', {
    base: `uid=zoe,${PEOPLE}`,
    attributes: ['cn', 'mail'],
  });
  expect(member).toContain('mail: zoe@example.test\n');
});
