/** Users from and to files: through the legacy name, which shares it with `user import`. REQUIREMENTS SM6, LI7 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../../test/support/command-line.ts';
import { type InProcessServer, startTestServer } from '../../test/support/server.ts';
import { parseCsv } from '../formats/archive/csv.ts';
import { parseLdif } from '../formats/ldif/parse-ldif.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import { createContext } from './context.ts';
import { registerUserExport } from './export-users.ts';
import { readOldFile } from './input-file.ts';
import { userOfEntry } from './ldif-users.ts';

/** Of `correct horse`, as `openssl passwd -6` makes it. */
const SHA512 = '$6$saltsalt$hRM5XZ86KXEw9UOmjigeVqFgULtFB2sgpC9lXQDfMib3Zgw7mEiUvBJI2EplzfAqxL5Vvwp2scFtv/uamSo5z0';

let server: InProcessServer;
let folder: string;

beforeAll(async () => {
  server = await startTestServer();
  folder = await mkdtemp(join(tmpdir(), 'mailroom-import-'));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const user = (userId: string) => server.admin.call(ENDPOINTS['user.show'], { path: { userId } });

async function importText(text: string, ...options: string[]) {
  const file = join(folder, 'users');
  await writeFile(file, text);
  return runCommand(server.dataDir, ['msgusercreate', '--file', file, ...options]);
}

async function exported(...options: string[]): Promise<string> {
  let out = '';
  const streams = { out: (text: string) => void (out += text), err: () => {}, readInput: async () => '' };
  const noun = new Command('user');
  registerUserExport(noun, createContext('en', streams, server.dataDir));
  const verb = noun.commands[0];
  verb?.option('--json');
  await noun.parseAsync(['export', ...options], { from: 'user' });
  return out;
}

const LDIF = [
  'dn: ou=people,dc=example,dc=test',
  'objectClass: organizationalUnit',
  'ou: people',
  '',
  'dn: uid=dora,ou=people,dc=example,dc=test',
  'uid: dora',
  'mail: dora@example.test',
  'givenName: Dora',
  'sn:: TcO8bGxlcg==',
  `userPassword: {CRYPT}${SHA512}`,
  'mailroomStorageQuota: 1073741824',
  '',
  'dn: uid=emil',
  'uid: emil',
  'mail: emil@example.test',
  'sn: emil',
  'title: first line',
  '  and more',
  'userPassword: correct horse',
  '',
  'dn: uid=fred',
  'uid: fred',
  'mail: fred@nowhere.example.org',
  'userPassword: correct horse',
  '',
  'dn: uid=gina',
  'changetype: delete',
  '',
].join('\n');

describe('LDIF', () => {
  test('a dry run tells what is new, and makes nothing', async () => {
    expect(await importText(LDIF, '--dry-run')).toEqual({
      code: 65,
      out: '+ dora\n+ emil\n2 users can be made.\n',
      err: [
        'Line 21 (fred): There is no domain nowhere.example.org.',
        'Line 27: It is a change other than adding an entry.',
        '',
      ].join('\n'),
    });
    await expect(user('dora')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('users are made; a second dry run tells where the file differs from them', async () => {
    expect(await importText(LDIF)).toMatchObject({ code: 65, out: '2 users made.\n' });
    expect(await user('dora')).toMatchObject({
      ...{ mail: 'dora@example.test', profile: { firstName: 'Dora', lastName: 'Müller' }, storageQuota: 2 ** 30 },
    });
    // Where the standard wants a surname and there is none, the User ID stands in for it.
    expect(await user('emil')).toMatchObject({ profile: { lastName: '', title: 'first line and more' } });
    const changed = LDIF.replace('givenName: Dora', 'givenName: Theodora').replace('mail: emil', 'mail: EMIL');
    const { out, err } = await importText(changed, '--dry-run');
    expect(out).toBe(
      '~ dora firstName: "Dora" → "Theodora"\n~ emil mail: "emil@example.test" → "EMIL@example.test"\n0 users can be made.\n',
    );
    expect(err).toContain('Line 5 (dora): The User ID is taken.');
    const { out: json } = await importText(changed, '--dry-run', '--json');
    expect(JSON.parse(json)).toMatchObject({
      created: 0,
      difference: [
        { line: 5, userId: 'dora', kind: 'different', fields: { firstName: { here: 'Dora', file: 'Theodora' } } },
        { line: 13, userId: 'emil' },
      ],
      odd: [{ line: 27, problem: 'change' }],
    });
  });
});

test('CSV: titles of columns in every form', async () => {
  const csv = 'User ID,Mail,password,first-name,Title\nhans,hans@example.test,correct horse,Hans,\n';
  expect(await importText(csv, '--dry-run')).toEqual({ code: 0, out: '+ hans\n1 user can be made.\n', err: '' });
  expect(await importText(csv)).toEqual({ code: 0, out: '1 user made.\n', err: '' });
  const changed = csv.replace('correct horse,Hans,', 'correct horse,Johann,chief');
  expect((await importText(changed, '--dry-run')).out).toBe(
    '~ hans firstName: "Hans" → "Johann"\n~ hans title: "" → "chief"\n0 users can be made.\n',
  );
  const long = await importText(`userId,mail,password\n${'x'.repeat(300)},x@example.test,correct horse\n`, '--dry-run');
  expect(long).toMatchObject({ code: 65, out: '0 users can be made.\n', err: expect.stringContaining('User ID') });
  expect(await importText('userId,shoeSize\n', '--dry-run')).toMatchObject({ code: 65, out: '' });
});

test('a file that cannot be read, is no text, or has no end', async () => {
  const read = (file: string) => runCommand(server.dataDir, ['msgusercreate', '--file', file]);
  expect(await read(join(folder, 'missing'))).toMatchObject({ code: 4, err: expect.stringContaining('missing') });
  expect(await read(folder)).toMatchObject({ code: 4, err: expect.stringContaining('EISDIR') });
  expect(await read('/dev/zero')).toMatchObject({ code: 65, err: expect.stringContaining('too large') });
  await expect(readOldFile('/dev/zero')).rejects.toThrow(/more than 67108864 bytes/);
  const file = join(folder, 'latin1.csv');
  await writeFile(file, 'userId,mail,password,lastName\nmia,mia@example.test,correct horse,M\xfcller\n', 'latin1');
  expect(await read(file)).toMatchObject({ code: 65, err: expect.stringContaining('not UTF-8') });
});

/** No export has passwords, and no user is made without one. */
function withPasswords(format: string, text: string): string {
  if (format === 'ldif') return text.replace(/^uid: .*$/gm, '$&\nuserPassword: correct horse');
  return text.replace(/^.+/, '$&,password').replace(/(?<=\n)(.+)(?=\r?\n)/g, '$1,correct horse');
}

describe('what is exported', () => {
  test('comes back in unchanged', async () => {
    const file = join(folder, 'exported.csv');
    await writeFile(file, await exported('--format', 'csv'));
    const back = await runCommand(server.dataDir, ['user', 'import', file, '--update-existing', '--json']);
    const result = JSON.parse(back.out) as { rows: { outcome: string }[] };
    expect(result).toMatchObject({ created: 0, updated: 0, refused: [], columns: { ignored: [] } });
    expect(new Set(result.rows.map(({ outcome }) => outcome))).toEqual(new Set(['unchanged']));
  });

  test('is read again, as CSV and as LDIF, and has no passwords', async () => {
    const csv = await exported('--format', 'csv');
    const [header, ...rows] = parseCsv(csv);
    const named = rows.map(({ fields }) => Object.fromEntries(fields.map((each, i) => [header?.fields[i], each])));
    const ldif = await exported('--format', 'ldif');
    const { entries, odd } = parseLdif(ldif);
    expect(odd).toEqual([]);
    const present = (row: object) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== ''));
    const read = entries.map((entry) => present(userOfEntry(entry)?.values ?? {}));
    expect(read).toEqual(named.map(present));
    expect(read).toContainEqual(
      expect.objectContaining({ userId: 'dora', lastName: 'Müller', storageQuota: `${2 ** 30}B` }),
    );
    expect(csv + ldif).not.toMatch(/password|argon2|\$6\$/i);
    const same = await importText(ldif, '--dry-run');
    expect(same.out).toBe('0 users can be made.\n');
    expect(same.err).toMatch(/\(dora\): password is missing\.\n/);
    const changed = await importText(ldif.replace('givenName: Dora', 'givenName: Theodora'), '--dry-run');
    expect(changed.out).toBe('~ dora firstName: "Dora" → "Theodora"\n0 users can be made.\n');
  });

  test.each(['csv', 'ldif'])(
    'as %s, and imported by another server, loses nothing that an import can set',
    async (format) => {
      const call = server.admin.call.bind(server.admin);
      const make = (userId: string) => ({ userId, mail: `${userId}@example.test`, password: 'correct horse' });
      const body = {
        ...make('nora'),
        role: 'help-desk' as const,
        roleDomains: ['example.test'],
        isListed: false,
        language: 'pl' as const,
        profile: { firstName: 'Nora', lastName: 'Łąka', office: '2, left', alternateMail: 'nora@example.com' },
        storageQuota: 5 * 2 ** 20 + 1,
        messageQuota: 77,
      };
      await call(ENDPOINTS['user.create'], { body });
      await call(ENDPOINTS['user.create'], { body: make('olaf') });
      const forwarding = { addresses: ['nora@example.test', '"a b"@example.com'], keepsCopy: true };
      await call(ENDPOINTS['user.update'], { path: { userId: 'olaf' }, body: { isEnabled: false, forwarding } });
      // Whom somebody forwards to may stand behind him in the file.
      await call(ENDPOINTS['user.update'], {
        path: { userId: 'nora' },
        body: { forwarding: { addresses: ['olaf@example.test'], keepsCopy: false } },
      });
      const before = await Promise.all(['nora', 'olaf'].map(user));
      const text = await exported('--format', format);
      for (const userId of ['nora', 'olaf']) await call(ENDPOINTS['user.delete'], { path: { userId }, query: {} });
      const imported = await importText(withPasswords(format, text));
      expect(imported).toMatchObject({ out: '2 users made.\n' });
      const after = await Promise.all(['nora', 'olaf'].map(user));
      expect(after).toEqual(before.map((one, index) => ({ ...one, createdAt: after[index]?.createdAt })));
      expect((await importText(withPasswords(format, text), '--dry-run')).out).toBe('0 users can be made.\n');
      for (const userId of ['nora', 'olaf']) await call(ENDPOINTS['user.delete'], { path: { userId }, query: {} });
    },
  );

  test('is what was asked for', async () => {
    expect(parseCsv(await exported('--format', 'csv', '--domain', 'example.test')).length).toBeGreaterThan(1);
    expect(JSON.parse(await exported('--format', 'csv', '--json'))).toMatchObject({ users: expect.any(Array) });
    await expect(exported('--format', 'xml')).rejects.toMatchObject({ code: 'invalid' });
  });
});
