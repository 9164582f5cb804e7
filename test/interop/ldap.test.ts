/** OpenLDAP's client tools, and Python's ldap3. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { unpackPeer } from '../support/peers/peers.ts';
import { TEST_PASSWORD } from '../support/server.ts';
import { type InteropOffice, openInteropOffice } from './support/office.ts';
import { type Finished, requirePeer, runProgram, tryProgram } from './support/programs.ts';

const BASE = 'dc=example,dc=test';
const PEOPLE = `ou=people,${BASE}`;

let office: InteropOffice;

beforeAll(async () => {
  office = await openInteropOffice('alice', 'bob', 'carol');
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

type Tool = 'ldapsearch' | 'ldapwhoami' | 'ldapcompare';

const plain = () => ['-H', `ldap://127.0.0.1:${office.ports.ldap}`];
const secure = () => ['-H', `ldaps://127.0.0.1:${office.ports.ldaps}`];
const as = (name: string) => ['-x', '-D', name, '-w', TEST_PASSWORD];

async function ldap(context: TestContext, tool: Tool, ...args: string[]): Promise<Finished> {
  const path = await requirePeer(context, tool);
  const env = { LDAPTLS_CACERT: office.authorityFile, LDAPTLS_REQCERT: 'demand' };
  return tryProgram(path, args, { ...office, env });
}

/** What it finds as LDIF without comments; the tool must succeed. */
async function search(context: TestContext, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await ldap(context, 'ldapsearch', '-LLL', '-o', 'ldif-wrap=no', ...args);
  expect(`${code} ${stderr}`).toBe('0 ');
  return stdout;
}

const namesIn = (ldif: string) => [...ldif.matchAll(/^dn: uid=([^,]*)/gm)].map(([, userId]) => userId);

describe('ldapsearch', () => {
  test('reads the root DSE and the schema without signing in', async (context) => {
    const root = await search(context, ...plain(), '-x', '-s', 'base', '-b', '', '+');
    expect(root).toContain(`namingContexts: ${BASE}\n`);
    expect(root).toContain('supportedLDAPVersion: 3\n');
    expect(root).toContain('supportedExtension: 1.3.6.1.4.1.1466.20037\n');
    const schema = await search(
      context,
      ...plain(),
      ...['-x', '-s', 'base', '-b', 'cn=Subschema', '(objectClass=subschema)', 'objectClasses'],
    );
    expect(schema).toContain("NAME 'inetOrgPerson'");
  });

  test('finds nothing without signing in', async (context) => {
    const { code, stdout } = await ldap(context, 'ldapsearch', ...plain(), '-x', '-LLL', '-b', BASE);
    expect([code, stdout]).toEqual([50, '']);
  });

  test.for(['alice', 'alice@example.test', `uid=alice,${PEOPLE}`])('signs in as %s', async (name, context) => {
    const found = await search(context, ...secure(), ...as(name), '-b', BASE, '(mail=bob@example.test)', 'mail');
    expect(found).toBe(`dn: uid=bob,${PEOPLE}\nmail: bob@example.test\n\n`);
  });

  test('begins TLS within the connection', async (context) => {
    const found = await search(context, ...plain(), '-ZZ', ...as('alice'), '-b', BASE, '(uid=bob)', '1.1');
    expect(found).toBe(`dn: uid=bob,${PEOPLE}\n\n`);
  });

  test('refuses a certificate that it does not know', async (context) => {
    const path = await requirePeer(context, 'ldapsearch');
    const args = [...plain(), '-ZZ', '-x', '-s', 'base', '-b', ''];
    const { code } = await tryProgram(path, args, { ...office, env: { LDAPTLS_REQCERT: 'demand' } });
    expect(code).not.toBe(0);
  });

  test('reads in pages', async (context) => {
    const pages = ['-E', 'pr=2/noprompt', '-b', PEOPLE, '(objectClass=person)', '1.1'];
    expect(namesIn(await search(context, ...plain(), ...as('alice'), ...pages))).toEqual([
      ...['admin', 'alice', 'bob', 'carol'],
    ]);
  });

  test('has the server sort', async (context) => {
    const sorted = ['-E', '!sss=-uid', '-b', PEOPLE, '(objectClass=person)', '1.1'];
    expect(namesIn(await search(context, ...plain(), ...as('alice'), ...sorted))).toEqual([
      ...['carol', 'bob', 'alice', 'admin'],
    ]);
  });

  test('asserts, limits, and reads names only', async (context) => {
    const asserted = ['-e', '!assert=(objectClass=domain)', '-s', 'base', '-b', BASE, '1.1'];
    expect(await search(context, ...plain(), ...as('alice'), ...asserted)).toBe(`dn: ${BASE}\n\n`);
    const failing = ['-e', '!assert=(dc=other)', '-s', 'base', '-b', BASE];
    expect((await ldap(context, 'ldapsearch', ...plain(), ...as('alice'), ...failing)).code).toBe(122);
    const limited = ['-z', '1', '-b', PEOPLE, '(objectClass=person)'];
    expect((await ldap(context, 'ldapsearch', ...plain(), ...as('alice'), ...limited)).code).toBe(4);
    const typesOnly = ['-A', '-b', BASE, '(uid=bob)', 'uid', 'mail'];
    expect(await search(context, ...plain(), ...as('alice'), ...typesOnly)).toBe(
      `dn: uid=bob,${PEOPLE}\nuid:\nmail:\n\n`,
    );
  });

  test.for([
    ['PLAIN', 0],
    ['SCRAM-SHA-256', 0],
    ['LOGIN', null],
  ] as const)('signs in with %s', async ([mechanism, expected], context) => {
    const sasl = ['-Q', '-Y', mechanism, '-U', 'alice', '-w', TEST_PASSWORD, '-O', 'minssf=0'];
    const { code, stderr } = await ldap(context, 'ldapsearch', ...secure(), ...sasl, '-b', BASE, '(uid=bob)');
    if (mechanism === 'SCRAM-SHA-256' && /No worthy mechs|unknown mechanism/i.test(stderr)) {
      return context.skip('this Cyrus SASL has no SCRAM-SHA-256');
    }
    if (expected === null) expect(code).not.toBe(0);
    else expect(`${code} ${stderr}`).toBe(`${expected} `);
  });
});

test('ldapwhoami', async (context) => {
  const { stdout } = await ldap(context, 'ldapwhoami', ...plain(), ...as('alice@example.test'));
  expect(stdout).toBe(`dn:uid=alice,${PEOPLE}\n`);
  expect((await ldap(context, 'ldapwhoami', ...plain(), '-x')).stdout).toBe('anonymous\n');
  const wrong = await ldap(context, 'ldapwhoami', ...plain(), '-x', '-D', 'alice', '-w', 'wrong');
  expect(wrong.code).toBe(49);
});

test('ldapcompare', async (context) => {
  const compare = async (assertion: string) => {
    const { code } = await ldap(context, 'ldapcompare', ...plain(), ...as('alice'), `uid=bob,${PEOPLE}`, assertion);
    return code;
  };
  expect([
    await compare('uid:BOB'),
    await compare('uid:carol'),
    await compare(`userPassword:${TEST_PASSWORD}`),
  ]).toEqual([6, 5, 50]);
});

test('ldap3 reads the schema, and searches by it', async (context) => {
  const python = await requirePeer(context, 'python3');
  const library = await unpackPeer('python-ldap3');
  if (!library.available) return context.skip(library.reason);
  const script = join(import.meta.dirname, 'python/use_ldap3.py');
  const { ldap: port, ldaps } = office.ports;
  const env = { PYTHONPATH: join(library.path, 'usr/lib/python3/dist-packages') };
  await runProgram(python, [script, office.authorityFile, TEST_PASSWORD, String(port), String(ldaps)], {
    ...office,
    env,
  });
});
