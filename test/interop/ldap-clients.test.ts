/** ldapvi, with a script as the editor, and npm's ldapts: they read the directory over TLS and StartTLS. */
import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'ldapts';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { TEST_PASSWORD } from '../support/server.ts';
import { type InteropOffice, openInteropOffice } from './support/office.ts';
import { type Finished, requirePeer, tryProgram } from './support/programs.ts';

const BASE = 'dc=example,dc=test';
const PEOPLE = `ou=people,${BASE}`;
const GROUPS = `ou=groups,${BASE}`;

let office: InteropOffice;

beforeAll(async () => {
  office = await openInteropOffice('alice', 'bob', 'carol');
  const body = { profile: { firstName: 'Bob', lastName: 'Müller' } };
  await office.server.admin.call(ENDPOINTS['user.update'], { path: { userId: 'bob' }, body });
  const role = { role: 'administrator' } as const;
  await office.server.admin.call(ENDPOINTS['user.update'], { path: { userId: 'alice' }, body: role });
  const group = { name: 'staff@example.test', description: 'Everybody', members: ['alice', 'bob'] };
  await office.server.admin.call(ENDPOINTS['group.create'], { body: group });
});
afterAll(() => office[Symbol.asyncDispose]());

describe('ldapvi', () => {
  const options = () => ({ ...office, env: { LDAPTLS_CACERT: office.authorityFile } });
  const session = () => [
    ...['--bind', 'simple', '--quiet', '-h', `ldaps://127.0.0.1:${office.ports.ldaps}`],
    ...['-D', `uid=alice,${PEOPLE}`, '-w', TEST_PASSWORD],
  ];

  const shown = (userId: string) => office.server.admin.call(ENDPOINTS['user.show'], { path: { userId } });

  async function ldapvi(context: TestContext, ...args: string[]): Promise<Finished> {
    return tryProgram(await requirePeer(context, 'ldapvi'), [...session(), ...args], options());
  }

  /**
   * On a terminal, or it only prints.
   *
   * @param script what the editor does with `$file`.
   */
  async function edit(context: TestContext, script: string, ...args: string[]): Promise<Finished> {
    const program = await requirePeer(context, 'ldapvi');
    const editor = await office.write('editor.sh', `#!/bin/sh\nfor file in "$@"; do :; done\n${script}\n`);
    await chmod(editor, 0o700);
    const quoted = [program, ...session(), '--noquestions', ...args].map((each) => `'${each}'`).join(' ');
    const env = { ...options().env, EDITOR: editor, VISUAL: editor };
    return tryProgram('script', ['-qec', quoted, '/dev/null'], { ...options(), env });
  }

  test('shows entries', async (context) => {
    const { code, stdout } = await ldapvi(context, '--out', '-b', BASE, '(uid=bob)');
    expect(code).toBe(0);
    expect(stdout).toContain(`dn: uid=bob,${PEOPLE}\n`);
    expect(stdout).toContain(`sn:: ${Buffer.from('Müller').toString('base64')}\n`);
  });

  test('finds the contexts, and reads all of them', async (context) => {
    const { code, stdout } = await ldapvi(context, '--out', '--discover', '(objectClass=*)');
    expect(code).toBe(0);
    for (const name of [BASE, PEOPLE, GROUPS, `cn=staff,${GROUPS}`]) {
      expect(stdout).toContain(`dn: ${name}\n`);
    }
  });

  test('begins TLS within the connection', async (context) => {
    const plain = ['-h', `ldap://127.0.0.1:${office.ports.ldap}`, '--starttls', '--out', '-b', GROUPS, '(cn=staff)'];
    const { code, stdout } = await ldapvi(context, ...plain);
    expect(code).toBe(0);
    expect(stdout).toContain(`member: uid=bob,${PEOPLE}\n`);
  });

  test('opens them in an editor, and changes nothing where that leaves them as they are', async (context) => {
    const copy = join(office.home, 'seen');
    const before = await shown('bob');
    const { code, stdout } = await edit(context, `cp "$file" ${copy}`, '-b', BASE, '(uid=bob)');
    expect(`${code} ${stdout}`).toMatch(/^0 .*1 entry read\s*$/s);
    expect(await readFile(copy, 'utf8')).toContain(`0 uid=bob,${PEOPLE}\n`);
    expect(await shown('bob')).toEqual(before);
  });

  test('changes what was edited', async (context) => {
    const script = `sed -i 's/^uid: carol$/&\\ngivenName: Carol\\ntitle: Director/' "$file"`;
    const { code, stdout } = await edit(context, script, '-b', BASE, '(uid=carol)');
    expect(`${code} ${stdout}`).toMatch(/^0 /);
    expect((await shown('carol')).profile).toMatchObject({ firstName: 'Carol', lastName: '', title: 'Director' });
  });
});

describe('ldapts', () => {
  async function connect(security: 'tls' | 'starttls'): Promise<Client> {
    const tlsOptions = { ca: [await readFile(office.authorityFile)] };
    const { ldap, ldaps } = office.ports;
    if (security === 'tls') return new Client({ url: `ldaps://127.0.0.1:${ldaps}`, tlsOptions });
    const client = new Client({ url: `ldap://127.0.0.1:${ldap}` });
    await client.startTLS(tlsOptions);
    return client;
  }

  test.each(['tls', 'starttls'] as const)('signs in over %s, and reads', async (security) => {
    const client = await connect(security);
    await client.bind(`uid=alice,${PEOPLE}`, TEST_PASSWORD);
    const people = await client.search(BASE, { filter: '(sn=*müll*)', attributes: ['mail', 'memberOf', 'cn'] });
    expect(people.searchEntries).toEqual([
      { dn: `uid=bob,${PEOPLE}`, cn: 'Bob Müller', mail: 'bob@example.test', memberOf: `cn=staff,${GROUPS}` },
    ]);
    const groups = await client.search(BASE, { filter: `(&(objectClass=groupOfNames)(member=uid=bob,${PEOPLE}))` });
    expect(groups.searchEntries).toEqual([
      {
        dn: `cn=staff,${GROUPS}`,
        objectClass: ['top', 'groupOfNames', 'mailroomGroup'],
        cn: 'staff',
        description: 'Everybody',
        mailroomRank: '100',
        member: [`uid=alice,${PEOPLE}`, `uid=bob,${PEOPLE}`],
      },
    ]);
    await client.unbind();
  });

  test('reads in pages', async () => {
    const client = await connect('tls');
    await client.bind('alice', TEST_PASSWORD);
    const names: string[] = [];
    const pages = client.searchPaginated(BASE, { filter: '(objectClass=person)', paged: { pageSize: 2 } });
    for await (const { searchEntries } of pages) names.push(...searchEntries.map(({ dn }) => dn));
    expect(names).toEqual(['admin', 'alice', 'bob', 'carol'].map((userId) => `uid=${userId},${PEOPLE}`));
    expect(await client.compare(`uid=bob,${PEOPLE}`, 'sn', 'müller')).toBe(true);
    await client.unbind();
  });

  test('is told by name what is wrong', async () => {
    const client = await connect('tls');
    await expect(client.bind('alice', 'wrong')).rejects.toMatchObject({ name: 'InvalidCredentialsError' });
    await expect(client.search(BASE)).rejects.toMatchObject({ name: 'InsufficientAccessError' });
    await client.bind('bob', TEST_PASSWORD);
    await expect(client.search('dc=example,dc=org')).rejects.toMatchObject({ name: 'NoSuchObjectError' });
    await client.unbind();
  });
});
