/** The names of the product before this one, on a real server. REQUIREMENTS section 11 */
import { accessSync, constants, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CommandOptions, runCommand } from '../../../test/support/command-line.ts';
import { type InProcessServer, ROOT, startTestServer } from '../../../test/support/server.ts';
import { ENDPOINTS } from '../../wire/admin/endpoints.ts';
import { LEGACY_COMMANDS } from './legacy-commands.ts';

let server: InProcessServer;
let folder: string;

beforeAll(async () => {
  server = await startTestServer({ users: ['alice', 'bob', 'carol'] });
  folder = await mkdtemp(join(tmpdir(), 'mailroom-legacy-'));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const run = (words: string | readonly string[], options?: CommandOptions) => runCommand(server.dataDir, words, options);
/** Over IMAP, with the server's self-made certificate. */
async function signsIn(userId: string, password: string): Promise<boolean> {
  const client = new ImapFlow({
    ...{ host: '127.0.0.1', port: server.ports.imaps, secure: true, logger: false as const },
    ...{ auth: { user: userId, pass: password }, tls: { rejectUnauthorized: false } },
  });
  try {
    await client.connect();
    await client.logout();
    return true;
  } catch (error) {
    if ((error as { authenticationFailed?: boolean }).authenticationFailed === true) return false;
    throw error;
  }
}

const user = (userId: string) => server.admin.call(ENDPOINTS['user.show'], { path: { userId } });
const alias = (mail: string) => server.admin.call(ENDPOINTS['alias.show'], { path: { mail } });

test('each is a program of its own', () => {
  const { bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { bin: Record<string, string> };
  const { mailroom: _, ...others } = bin;
  expect(Object.keys(others).sort()).toEqual(Object.keys(LEGACY_COMMANDS).sort());
  for (const [name, file] of Object.entries(others)) {
    expect(file).toBe(`bin/${name}`);
    accessSync(join(ROOT, file), constants.X_OK);
    expect(readFileSync(join(ROOT, file), 'utf8')).toContain(`['${name}']`);
  }
});

describe('users', () => {
  test('msgusermod changes what it is given, the password too', async () => {
    const words = 'msgusermod bob --last-name Baker --quota 5G --disable --to bob@example.com --keep-copy';
    expect(await run(words)).toEqual({ code: 0, out: 'User bob changed.\n', err: '' });
    expect(await user('bob')).toMatchObject({
      profile: { lastName: 'Baker' },
      storageQuota: 5 * 2 ** 30,
      isEnabled: false,
      forwarding: { addresses: ['bob@example.com'], keepsCopy: true },
    });
    const password = await run('msgusermod bob --enable --off --password-stdin', { input: 'short\n' });
    expect(password).toMatchObject({ code: 65, err: expect.stringContaining('too short') });
    expect(await user('bob')).toMatchObject({ isEnabled: false });
    expect(await run('msgusermod bob --enable --off --password-stdin', { input: 'correct horse 2' })).toMatchObject({
      code: 0,
    });
    expect(await user('bob')).toMatchObject({ isEnabled: true, forwarding: null });
  });

  test.each([
    ['msgusermod bob', /Nothing to change/],
    ['msgusermod bob --enable --disable', /--disable cannot/],
    ['msgusermod bob --off --to bob@example.com', /--off cannot/],
    ['msgusermod bob --keep-copy', /--to is missing/],
  ])('%s is refused', async (words, text) => {
    expect(await run(words)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(text) });
  });

  test('msgusercreate makes whom it can, and tells of those whom it cannot', async () => {
    const words = 'msgusercreate eve alice bad@name frank --password-stdin';
    const made = await run(words, { input: 'correct horse 3' });
    expect(made).toMatchObject({ code: 5, out: 'User eve made.\nUser frank made.\n' });
    expect(made.err).toMatch(/alice[^]*bad@name/);
    const json = await run('msgusercreate gus eve --json', { input: 'correct horse 3' });
    expect(JSON.parse(json.out)).toMatchObject({ users: [{ userId: 'gus', mail: 'gus@example.test' }] });
    expect(JSON.parse(json.err)).toMatchObject({ error: { code: 'already-exists' } });
    expect(json.code).toBe(5);
  });

  test('help and what is wrong with a command call it by its own name', async () => {
    for (const words of ['msgusermod --help', 'help msgusermod']) {
      expect((await run(words)).out).toMatch(/^Usage: msgusermod \[options\] <userId>\n/);
    }
    expect((await run('msgaliasadd --name info')).err).toMatch(/\nUsage: msgaliasadd \[options\]\n$/);
  });

  test('msguserdelete hands over what depends on a user', async () => {
    await run('msgaliascreate --name only-carol --owner carol --member carol');
    const refused = await run('msguserdelete carol nobody');
    expect(refused.err).toMatch(/only-carol@example\.test[^]*no user nobody/);
    expect(await run('msguserdelete carol --hand-over-to alice')).toMatchObject({
      code: 0,
      out: 'User carol deleted.\n',
    });
    expect(await alias('only-carol@example.test')).toMatchObject({ owners: ['alice'], members: ['alice'] });
  });

  test('msginboxcreate tells whether there is such a user', async () => {
    expect(await run('msginboxcreate --name alice')).toEqual({ code: 0, out: 'alice has an INBOX.\n', err: '' });
    expect(await run('msginboxcreate --name nobody')).toMatchObject({ code: 4 });
  });
});

describe('aliases', () => {
  test('msgaliascreate and msgaliasadd take members of every kind', async () => {
    const made = await run([
      ...'msgaliascreate --mail info@example.test --owner alice --member bob --remote x@example.com'.split(' '),
      ...['--description', 'all questions', '--joinable', 'no'],
    ]);
    expect(made).toEqual({ code: 0, out: 'Alias info@example.test made.\n', err: '' });
    expect(await alias('info@example.test')).toMatchObject({
      ...{ owners: ['alice'], members: ['bob', 'x@example.com'], membership: 'closed', description: 'all questions' },
    });
    await run('msgaliasadd --name info --domain example.test --member alice --owner bob');
    expect(await alias('info@example.test')).toMatchObject({
      ...{ owners: ['alice', 'bob'], members: ['bob', 'x@example.com', 'alice'] },
    });
    // A file or program has to lie in the administrator's folder.
    expect((await run('msgaliasadd --name info --file archive')).err).toMatch(/no mailbox file archive/);
    expect((await run('msgaliasadd --name info --program tickets')).err).toMatch(/no program tickets/);
    expect((await run('msgaliascreate --name open --owner alice --member bob --joinable')).code).toBe(0);
    expect(await alias('open@example.test')).toMatchObject({ membership: 'open' });
  });

  test.each([
    ['msgaliascreate --owner alice --member bob', /--mail is missing/],
    ['msgaliascreate --mail a@example.test --member bob', /--owner is missing/],
    ['msgaliascreate --mail a@example.test --owner bob', /--member is missing/],
    ['msgaliascreate --mail a@example.test --name a --owner bob --member bob', /--name cannot/],
    ['msgaliascreate --mail a@example.test --domain b --owner bob --member bob', /--domain cannot/],
    ['msgaliascreate --name a --owner bob --member bob --joinable perhaps', /one of these values: yes, no/],
    ['msgaliasadd --name info', /Nothing to change/],
  ])('%s is refused', async (words, text) => {
    expect(await run(words)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(text) });
  });
});

describe('msgaclset', () => {
  const setting = async (name: string) =>
    (await server.admin.call(ENDPOINTS['settings.get'], { path: { name } })).value;

  test('of the server, where what is not named stays', async () => {
    const first = 'msgaclset --DefaultQuotaLimit 100 --withhold create-aliases --withhold change-junk';
    expect(await run(first)).toEqual({ code: 0, out: 'Set for all users of the server.\n', err: '' });
    expect(await setting('defaultStorageQuota')).toBe(100 * 2 ** 20);
    await run('msgaclset --allow create-aliases --withhold change-password');
    expect(await setting('withheldPrivileges')).toEqual(['change-password', 'change-junk']);
    await run('msgaclset --DefaultQuotaLimit none --inherit change-password --inherit change-junk');
    expect(await setting('withheldPrivileges')).toEqual([]);
    expect(await setting('defaultStorageQuota')).toBe(null);
  });

  test('of a domain, a group and a user', async () => {
    const body = { name: 'office@example.test' };
    await server.admin.call(ENDPOINTS['group.create'], { body });
    const change = '--DefaultQuotaLimit 1G --withhold create-aliases';
    expect((await run(`msgaclset --domain example.test ${change}`)).out).toBe('Set for example.test.\n');
    expect((await run(`msgaclset --group office@example.test ${change}`)).code).toBe(0);
    expect((await run(`msgaclset --user alice ${change}`)).code).toBe(0);
    const policy = { storageQuota: 2 ** 30, privileges: { 'create-aliases': false } };
    const domain = await server.admin.call(ENDPOINTS['domain.show'], { path: { name: 'example.test' } });
    expect(domain.accountPolicy).toMatchObject(policy);
    const group = await server.admin.call(ENDPOINTS['group.show'], { path: body });
    expect(group.accountPolicy).toMatchObject(policy);
    expect(await user('alice')).toMatchObject(policy);
    await run('msgaclset --user alice --inherit create-aliases');
    expect((await user('alice')).privileges).toEqual({});
  });

  test.each([
    ['msgaclset --domain example.test', /Nothing to change/],
    ['msgaclset --user alice --domain example.test --allow change-junk', /--user cannot/],
    ['msgaclset --group a@b --domain example.test --allow change-junk', /--group cannot/],
    ['msgaclset --allow fly', /--allow takes one of these values: change-password, /],
    ['msgaclset --spamfilterenabled yes', /no junk filter yet/],
  ])('%s is refused', async (words, text) => {
    expect(await run(words)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(text) });
  });
});

test('msgdomainmove takes the users along, and keeps the old name unless told otherwise', async () => {
  await run('domain create old.example.org');
  await run('msgusercreate dora --domain old.example.org --password-stdin', { input: 'correct horse' });
  const moved = await run('msgdomainmove old.example.org new.example.org');
  expect(moved).toMatchObject({ code: 0, out: 'Domain old.example.org is now called new.example.org.\n' });
  expect(await user('dora')).toMatchObject({ mail: 'dora@new.example.org' });
  const synonyms = async (name: string) =>
    (await server.admin.call(ENDPOINTS['domain.show'], { path: { name } })).synonyms;
  expect(await synonyms('new.example.org')).toEqual(['old.example.org']);
  expect((await run('msgdomainmove new.example.org newest.example.org --drop-old-name')).code).toBe(0);
  expect(await synonyms('newest.example.org')).toEqual(['old.example.org']);
});

describe('msgusermigrate', () => {
  /** Of `correct horse`, as `openssl passwd -6` makes it. */
  const SHA512 = '$6$saltsalt$hRM5XZ86KXEw9UOmjigeVqFgULtFB2sgpC9lXQDfMib3Zgw7mEiUvBJI2EplzfAqxL5Vvwp2scFtv/uamSo5z0';
  const files = async (passwd: readonly string[], shadow: readonly string[], encoding: BufferEncoding = 'utf8') => {
    const [passwdFile, shadowFile] = [join(folder, 'passwd'), join(folder, 'shadow')];
    await writeFile(passwdFile, `${passwd.join('\n')}\n`, encoding);
    await writeFile(shadowFile, `${shadow.join('\n')}\n`);
    return ['msgusermigrate', '--passwdFile', passwdFile, '--shadowFile', shadowFile];
  };

  test('takes who can be taken, and names who not', async () => {
    const command = await files(
      [
        'root:x:0:0:root:/root:/bin/bash',
        'mia:x:1000:1000:Mia Müller,2.14,+49 30 1:/srv/mia:/bin/sh',
        'locked:x:1001:1000::/:/bin/sh',
        'empty::1002:1000::/:/bin/sh',
        'odd',
        'lost:x:1003:1000::/:/bin/sh',
        'strange:x:1004:1000::/:/bin/sh',
        'bad name:x:1005:1000::/:/bin/sh',
        'old:x:1006:1000::/:/bin/sh',
      ],
      [
        `mia:${SHA512}:1::::::`,
        'locked:!$6$a$b:1::::::',
        'strange:$5$nonsense:1',
        `bad name:${SHA512}:1`,
        'old:zzP.fAQKaIVDs:1',
        'broken',
      ],
    );
    for (const dry of [['--dry-run'], []]) {
      const { code, out, err } = await run([...command, ...dry, '--hash', 'sha512-crypt']);
      expect(code).toBe(65);
      expect(out).toMatch(/^1 user (?:can be )?made\.\n1 account below the lowest number passed over\.\n$/);
      expect(err.split('\n').map((line) => line.replace(`${folder}/`, ''))).toEqual([
        expect.stringMatching(/^Line 8 \(bad name\): .*cannot be a User ID/),
        'passwd, line 5: It cannot be read.',
        'shadow, line 6: It cannot be read.',
        'Line 3 (locked): The account is locked.',
        'Line 4 (empty): The account has no password.',
        'Line 6 (lost): The account has no line in the file of hashes.',
        'Line 7 (strange): The hash of the password is of an unknown kind.',
        'Line 9 (old): The hash of the password is of another kind than --hash says.',
        '',
      ]);
    }
    expect(await user('mia')).toMatchObject({
      mail: 'mia@example.test',
      profile: { firstName: 'Mia', lastName: 'Müller', office: '2.14', workPhone: '+49 30 1' },
    });
    expect(await signsIn('mia', 'correct horse')).toBe(true);
    expect(await signsIn('mia', 'wrong horse')).toBe(false);
  });

  test('locked accounts come when asked for; files may be Latin-1, and numbers low', async () => {
    const command = await files(['jörg:*:50:50:Jörg:/:/bin/sh', 'nina:*:50:50:Jürgen:/:/bin/sh'], [], 'latin1');
    const words = [...command, '--minUID', '50', '--with-locked', '--domain', 'example.test', '--json'];
    const { out } = await run(words);
    expect(JSON.parse(out)).toMatchObject({ created: 2, refused: [], skipped: [], passedOver: 0 });
    expect(await user('nina')).toMatchObject({ profile: { lastName: 'Jürgen' } });
    expect(await run('msgusermigrate --hash rot13')).toMatchObject({ code: 2 });
    expect(await run('msgusermigrate --passwdFile /nonexistent/passwd')).toMatchObject({ code: 4 });
  });
});
