/** OpenLDAP's tools, Python's ldap3 and npm's ldapts change the directory, over TLS and StartTLS. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Attribute, Change, Client } from 'ldapts';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { unpackPeer } from '../support/peers/peers.ts';
import { TEST_PASSWORD } from '../support/server.ts';
import { type InteropOffice, openInteropOffice } from './support/office.ts';
import { type Finished, requirePeer, runProgram, tryProgram } from './support/programs.ts';

const BASE = 'dc=example,dc=test';
const PEOPLE = `ou=people,${BASE}`;
const NEW_PASSWORD = 'another horse battery';

let office: InteropOffice;

beforeAll(async () => {
  office = await openInteropOffice('alice', 'bob');
  const body = { role: 'administrator' } as const;
  await office.server.admin.call(ENDPOINTS['user.update'], { path: { userId: 'alice' }, body });
});
afterAll(() => office[Symbol.asyncDispose]());

type Tool = 'ldapadd' | 'ldapmodify' | 'ldapmodrdn' | 'ldapdelete' | 'ldappasswd' | 'ldapcompare' | 'ldapwhoami';

const named = (userId: string) => `uid=${userId},${PEOPLE}`;

/** Within TLS that the tool begins; as alice where nobody else is said. */
async function ldap(context: TestContext, tool: Tool, args: readonly string[], input = ''): Promise<Finished> {
  const who = args.includes('-D') ? [] : ['-D', named('alice'), '-w', TEST_PASSWORD];
  const path = await requirePeer(context, tool);
  const env = { LDAPTLS_CACERT: office.authorityFile, LDAPTLS_REQCERT: 'demand' };
  const session = ['-H', `ldap://127.0.0.1:${office.ports.ldap}`, '-ZZ', '-x', ...who];
  return tryProgram(path, [...session, ...args], { ...office, env, input });
}

async function done(context: TestContext, tool: Tool, args: readonly string[], input = ''): Promise<string> {
  const { code, stdout, stderr } = await ldap(context, tool, args, input);
  expect(`${code} ${stderr}`).toBe('0 ');
  return stdout;
}

/** What the tool says of what it was refused. */
async function refused(context: TestContext, tool: Tool, args: readonly string[], input = ''): Promise<string> {
  const { code, stdout, stderr } = await ldap(context, tool, args, input);
  return `${code} ${`${stdout}${stderr}`.replaceAll(/\s+/g, ' ').trim()}`;
}

async function userOf(userId: string) {
  return office.server.admin.call(ENDPOINTS['user.show'], { path: { userId } });
}

async function signsIn(userId: string, password: string): Promise<boolean> {
  const client = new Client({ url: `ldap://127.0.0.1:${office.ports.ldap}` });
  try {
    await client.bind(named(userId), password);
    return true;
  } catch {
    return false;
  } finally {
    await client.unbind();
  }
}

describe('OpenLDAP', () => {
  test('adds people, aliases and groups of a file', async (context) => {
    await done(
      context,
      'ldapadd',
      [],
      `dn: ${named('carol')}
objectClass: top
objectClass: person
objectClass: organizationalPerson
objectClass: inetOrgPerson
uid: carol
cn:: ${Buffer.from('Carol Müller').toString('base64')}
sn:: ${Buffer.from('Müller').toString('base64')}
givenName: Carol
mail: carol@example.test
userPassword: ${TEST_PASSWORD}

dn: ${named('dave')}
objectClass: inetOrgPerson
objectClass: mailroomUser
cn: Dave Dean
sn: Dean
mail: dave@example.test
mailroomStorageQuota: 1000

dn: cn=team,ou=aliases,${BASE}
objectClass: mailroomAlias
mail: team@example.test
owner: ${named('carol')}
member: ${named('carol')}
member: ${named('dave')}
mailroomMemberMail: team@example.org

dn: cn=staff,ou=groups,${BASE}
objectClass: groupOfNames
member: ${named('dave')}
`,
    );
    expect(await userOf('carol')).toMatchObject({ profile: { firstName: 'Carol', lastName: 'Müller' } });
    expect(await userOf('dave')).toMatchObject({
      profile: { firstName: 'Dave', lastName: 'Dean' },
      storageQuota: 1000,
    });
    expect([await signsIn('carol', TEST_PASSWORD), await signsIn('dave', TEST_PASSWORD)]).toEqual([true, false]);
    const again = `dn: ${named('carol')}\nobjectClass: inetOrgPerson\ncn: x\nsn: x\nmail: x@example.test\n`;
    expect(await refused(context, 'ldapadd', [], again)).toMatch(/^68 .*Already exists \(68\)/);
  });

  test('changes several entries of a file, and counts up', async (context) => {
    await done(
      context,
      'ldapmodify',
      [],
      `dn: ${named('dave')}
changetype: modify
replace: title
title: Director
-
add: telephoneNumber
telephoneNumber: +49 30 1
-
increment: mailroomStorageQuota
mailroomStorageQuota: 24
-

dn: cn=team,ou=aliases,${BASE}
changetype: modify
delete: member
member: ${named('dave')}
-
add: description
description: The team

dn: ${named('dave')}
changetype: modrdn
newrdn: uid=david
deleteoldrdn: 1

dn: ${named('carol')}
changetype: modify
replace: cn
cn: Carol Clark
-
replace: sn
sn: Clark
`,
    );
    expect(await userOf('david')).toMatchObject({
      ...{ profile: { title: 'Director', workPhone: '+49 30 1' }, storageQuota: 1024 },
    });
    expect(await userOf('carol')).toMatchObject({ profile: { firstName: 'Carol', lastName: 'Clark' } });
    const wrong = `dn: ${named('carol')}\nchangetype: modify\nreplace: cn\ncn: Somebody\n`;
    expect(await refused(context, 'ldapmodify', [], wrong)).toMatch(/^19 .*cn: would be "Carol Clark"/);
  });

  test('asserts, and reads what was and what is', async (context) => {
    const change = `dn: ${named('bob')}\nchangetype: modify\nreplace: title\ntitle: Baker\n`;
    const read = ['-e', '!preread=title', '-e', '!postread=title,cn'];
    const seen = await done(context, 'ldapmodify', ['-e', '!assert=(!(title=*))', ...read], change);
    expect(seen).toMatch(new RegExp(`# ==> preread\\ndn: ${named('bob')}\\n# <== preread`));
    expect(seen).toMatch(new RegExp(`# ==> postread\\ndn: ${named('bob')}\\n(?:cn: bob\\n)?title: Baker`));
    expect(await refused(context, 'ldapmodify', ['-e', '!assert=(!(title=*))'], change)).toMatch(/^122 /);
  });

  test('renames, moves and deletes', async (context) => {
    await office.server.admin.call(ENDPOINTS['domain.create'], { body: { name: 'example.org' } });
    const superior = 'ou=people,dc=example,dc=org';
    await done(context, 'ldapmodrdn', ['-r', '-s', superior, named('david'), 'uid=dave']);
    expect(await userOf('dave')).toMatchObject({ userId: 'dave', mail: 'dave@example.org' });
    expect(await refused(context, 'ldapmodrdn', [`uid=dave,${superior}`, 'uid=david'])).toMatch(
      /Constraint violation \(19\)/,
    );
    expect(await refused(context, 'ldapdelete', [named('carol')])).toMatch(
      /^53 .*something depends on it: team@example\.test/,
    );
    await done(context, 'ldapdelete', [`cn=team,ou=aliases,${BASE}`, `cn=staff,ou=groups,${BASE}`]);
    await done(context, 'ldapdelete', [named('carol'), `uid=dave,${superior}`]);
    expect(await refused(context, 'ldapdelete', [named('carol')])).toMatch(/^32 .*matched DN: ou=people/);
    expect(await refused(context, 'ldapdelete', ['-r', PEOPLE])).not.toMatch(/^0 /);
  });

  test('sets passwords', async (context) => {
    await done(context, 'ldappasswd', ['-s', NEW_PASSWORD, named('bob')]);
    expect([await signsIn('bob', NEW_PASSWORD), await signsIn('bob', TEST_PASSWORD)]).toEqual([true, false]);
    const [, made = ''] = /^New password: (\S+)$/m.exec(await done(context, 'ldappasswd', ['bob@example.test'])) ?? [];
    expect(await signsIn('bob', made)).toBe(true);
    const own = ['-D', named('bob'), '-w', made];
    expect(await refused(context, 'ldappasswd', [...own, '-a', 'wrong', '-s', NEW_PASSWORD])).toMatch(/\(49\)/);
    await done(context, 'ldappasswd', [...own, '-a', made, '-s', TEST_PASSWORD]);
    const bob = ['-D', named('bob'), '-w', TEST_PASSWORD];
    expect(await refused(context, 'ldappasswd', [...bob, '-s', NEW_PASSWORD, named('alice')])).toMatch(/\(50\)/);
  });

  test('compares', async (context) => {
    expect((await ldap(context, 'ldapcompare', [named('bob'), 'title:baker'])).code).toBe(6);
    expect((await ldap(context, 'ldapcompare', [named('bob'), `userPassword:${TEST_PASSWORD}`])).code).toBe(50);
  });
});

test('what is exported is imported with ldapadd as it was', async (context) => {
  const values = {
    ...({ userId: 'erika', mail: 'erika@example.test', password: TEST_PASSWORD } as const),
    ...({ language: 'de', isListed: false } as const),
    profile: { firstName: 'Erika', lastName: 'Engel', office: '3.14', alternateMail: 'erika@example.com' },
    ...({ role: 'help-desk', storageQuota: 5_000_000, messageQuota: 'none' } as const),
    roleDomains: ['example.test'],
  };
  const { entryOfUser } = await import('../../src/cli/ldif-users.ts');
  const { formatLdif } = await import('../../src/formats/ldif/format-ldif.ts');
  await office.server.admin.call(ENDPOINTS['user.create'], { body: values });
  const forwarding = { addresses: ['bob@example.test', 'erika@example.net'], keepsCopy: true };
  const body = { forwarding, isEnabled: false };
  await office.server.admin.call(ENDPOINTS['user.update'], { path: { userId: 'erika' }, body });
  const before = await userOf('erika');
  const ldif = formatLdif([entryOfUser(before)]);
  await office.server.admin.call(ENDPOINTS['user.delete'], { path: { userId: 'erika' }, query: {} });
  await done(context, 'ldapadd', [], ldif);
  expect(await userOf('erika')).toEqual({ ...before, createdAt: expect.any(String) });
});

test('ldap3 writes with its own checks of the schema, and with its abstraction layer', async (context) => {
  const python = await requirePeer(context, 'python3');
  const library = await unpackPeer('python-ldap3');
  if (!library.available) return context.skip(library.reason);
  const script = join(import.meta.dirname, 'python/change_with_ldap3.py');
  const env = { PYTHONPATH: join(library.path, 'usr/lib/python3/dist-packages') };
  await runProgram(python, [script, office.authorityFile, TEST_PASSWORD, String(office.ports.ldaps)], {
    ...office,
    env,
  });
});

test('ldapts adds, changes, renames and deletes', async () => {
  const tlsOptions = { ca: [await readFile(office.authorityFile)] };
  const client = new Client({ url: `ldaps://127.0.0.1:${office.ports.ldaps}`, tlsOptions });
  await client.bind(named('alice'), TEST_PASSWORD);
  const values = { objectClass: 'inetOrgPerson', cn: 'Frida Fuchs', sn: 'Fuchs', mail: 'frida@example.test' };
  await client.add(named('frida'), values);
  await expect(client.add(named('frida'), values)).rejects.toMatchObject({ name: 'AlreadyExistsError' });
  const change = (operation: 'add' | 'replace' | 'delete', type: string, ...given: string[]) =>
    new Change({ operation, modification: new Attribute({ type, values: given }) });
  await client.modify(named('frida'), [change('add', 'title', 'Dr'), change('replace', 'sn', 'Frank')]);
  expect(await userOf('frida')).toMatchObject({ profile: { firstName: 'Frida', lastName: 'Frank', title: 'Dr' } });
  await expect(client.modify(named('frida'), change('delete', 'sn'))).rejects.toMatchObject({
    name: 'ObjectClassViolationError',
  });
  await client.modifyDN(named('frida'), 'uid=frieda');
  expect((await userOf('frieda')).userId).toBe('frieda');
  await client.del(named('frieda'));
  await expect(client.del(named('frieda'))).rejects.toMatchObject({ name: 'NoSuchObjectError' });
  await client.unbind();
});
