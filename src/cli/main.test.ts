import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../locales/index.ts';
import { type CommandOptions, runCommand } from '../../test/support/command-line.ts';
import { type InProcessServer, startTestServer } from '../../test/support/server.ts';

let server: InProcessServer;
let folder: string;

beforeAll(async () => {
  server = await startTestServer();
  folder = await mkdtemp(join(tmpdir(), 'mailroom-cli-'));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const run = (words: readonly string[], options?: CommandOptions) => runCommand(server.dataDir, words, options);

test('a user from making to deleting', async () => {
  const made = await run(
    [
      'user',
      'create',
      'carol',
      '--mail',
      'carol@example.test',
      '--first-name',
      'Carol',
      '--quota',
      '2G',
      '--password-stdin',
    ],
    { input: 'correct horse\n' },
  );
  expect(made).toEqual({ code: 0, out: 'User carol made.\n', err: '' });
  expect((await run(['user', 'list'])).out).toMatch(
    /^User ID +Mail address.*\n(?:.*\n)*carol +carol@example\.test +Carol/,
  );
  expect(JSON.parse((await run(['user', 'show', 'carol', '--json'])).out)).toMatchObject({
    userId: 'carol',
    storageQuota: 2 ** 31,
  });
  expect((await run(['user', 'update', 'carol', '--disable'])).code).toBe(0);
  expect(JSON.parse((await run(['user', 'show', 'carol', '--json'])).out)).toMatchObject({ isEnabled: false });
  expect(await run(['user', 'update', 'carol', '--enable', '--disable'])).toMatchObject({ code: 2, out: '' });
  expect((await run(['quota', 'set', 'carol', '10'])).code).toBe(0);
  expect((await run(['quota', 'show', 'carol'])).out).toContain('10 MB');
  expect((await run(['user', 'delete', 'carol'])).out).toBe('User carol deleted.\n');
});

test.each([
  'user update admin',
  'domain update example.test',
  'alias update postmaster@example.test',
  'quota set admin',
])('%s: without anything to change it is refused', async (line) => {
  const { code, out, err } = await run(line.split(' '));
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^Error: Nothing to change: an option with the new value is missing\.\nUsage: mailroom /);
});

test('what is not there is named as it was typed', async () => {
  for (const verb of ['get junkscore', 'set junkscore 5', 'reset junkscore']) {
    expect(await run(['settings', ...verb.split(' ')])).toMatchObject({
      err: 'Error: There is no setting junkscore.\n',
    });
  }
  const removal = ['alias', 'update', 'postmaster@example.test', '--remove-member', 'x@example.com'];
  expect(await run(removal)).toMatchObject({ err: 'Error: x@example.com is neither an owner nor a member.\n' });
});

test('domains and aliases', async () => {
  expect((await run(['domain', 'create', 'example.org'])).code).toBe(0);
  expect(
    (
      await run([
        'alias',
        'create',
        'info@example.org',
        '--owner',
        'admin',
        '--member',
        'admin',
        '--member',
        'x@example.com',
      ])
    ).code,
  ).toBe(0);
  expect(
    (
      await run([
        'alias',
        'update',
        'info@example.org',
        '--rename',
        'post@example.org',
        '--remove-member',
        'x@example.com',
      ])
    ).code,
  ).toBe(0);
  expect((await run(['alias', 'show', 'post@example.org'])).out).toMatch(/post@example\.org +admin +open +admin\n/);
  expect((await run(['domain', 'update', 'example.org', '--catch-all', 'post@example.org'])).code).toBe(0);
  expect((await run(['domain', 'show', 'example.org'])).out).toMatch(/example\.org +post@example\.org/);
  const refused = await run(['domain', 'delete', 'example.org']);
  expect(refused.code).toBe(6);
  expect(refused.err).toContain('post@example.org');
  expect((await run(['domain', 'update', 'example.org', '--catch-all', 'none'])).code).toBe(0);
  expect((await run(['alias', 'delete', 'post@example.org'])).code).toBe(0);
  expect((await run(['domain', 'delete', 'example.org'])).code).toBe(0);
});

test('settings count at once', async () => {
  expect((await run(['settings', 'set', 'maxReceivedHops', '30'])).out).toBe('maxReceivedHops = 30\n');
  expect(JSON.parse((await run(['settings', 'get', 'maxReceivedHops', '--json'])).out)).toMatchObject({
    value: 30,
    default: 50,
    isSet: true,
  });
  expect((await run(['settings', 'reset', 'maxReceivedHops'])).out).toBe('maxReceivedHops = 50\n');
  expect((await run(['settings', 'set', 'maxReceivedHops', 'many'])).code).toBe(2);
  expect((await run(['settings', 'set', 'noSuchThing', '1'])).code).toBe(4);
});

test('a bad value of a setting is told in the language of the caller', async () => {
  const set = (language: string) => run(['settings', 'set', 'maxReceivedHops', '9'], { language });
  expect(await set('C')).toMatchObject({
    ...{
      code: 2,
      err: 'Error: maxReceivedHops cannot be less than 10.\nUsage: mailroom settings set [options] <name> <value>\n',
    },
  });
  expect((await set('de_DE.UTF-8')).err).toMatch(/^Fehler: maxReceivedHops darf nicht kleiner sein als 10\.\n/);
  expect((await set('pl_PL.UTF-8')).err).toMatch(/^Błąd: Wartość maxReceivedHops nie może być mniejsza niż 10\.\n/);
});

test('limits that are words or numbers', async () => {
  for (const value of ['none', 'inherit', 'INHERIT', '5']) {
    expect((await run(['quota', 'set', 'admin', value, '--messages', value])).code).toBe(0);
  }
  const { out } = await run(['quota', 'show', 'admin', '--json']);
  expect(JSON.parse(out)).toMatchObject({ storageQuota: 5 * 2 ** 20, messageQuota: 5 });
  await run(['quota', 'set', 'admin', 'none', '--messages', 'none']);
  expect((await run(['user', 'list', '--limit', '1', '--json'])).out.match(/"userId"/g)).toHaveLength(1);
});

test('an import of what is no text makes nothing', async () => {
  const file = join(folder, 'latin1.csv');
  await writeFile(file, 'userId;mail;password;lastName\nmia;mia@example.test;correct horse;M\xfcller\n', 'latin1');
  expect(await run(['user', 'import', file])).toMatchObject({ code: 65, err: expect.stringContaining('not UTF-8') });
  expect((await run(['user', 'show', 'mia'])).code).toBe(4);
  for (const missing of [join(folder, 'missing.csv'), folder]) {
    expect(await run(['user', 'import', missing])).toMatchObject({ code: 4, err: expect.stringContaining(missing) });
  }
});

test('an import names what it refuses, and a dry run makes nothing', async () => {
  const file = join(folder, 'users.csv');
  await writeFile(
    file,
    'userId,mail,password\ndora,dora@example.test,correct horse\nemil,emil@nowhere.example.org,correct horse\n',
  );
  const trial = await run(['user', 'import', file, '--dry-run']);
  expect(trial).toMatchObject({ code: 65, out: '+ dora\n1 user can be made.\n' });
  expect(trial.err).toBe('Line 3 (emil): There is no domain nowhere.example.org.\n');
  expect((await run(['user', 'show', 'dora'])).code).toBe(4);
  expect(await run(['user', 'import', file])).toMatchObject({ code: 65, out: '1 user made.\n' });
  expect((await run(['user', 'show', 'dora'])).code).toBe(0);
});

test('msgusercreate makes several users at once', async () => {
  const made = await run(['msgusercreate', 'fred', 'gina', '--password-stdin'], { input: 'correct horse' });
  expect(made).toEqual({ code: 0, out: 'User fred made.\nUser gina made.\n', err: '' });
});

test('status, services, certificate, check and compaction answer', async () => {
  expect((await run(['status'])).out).toContain('mail.example.test');
  expect(JSON.parse((await run(['status', '--json'])).out)).toMatchObject({ eventLoop: { maxMs: expect.any(Number) } });
  expect((await run(['service', 'list'])).out).toMatch(/^imap +running +\d+, \d+/m);
  expect((await run(['certificate', 'show'])).out).toMatch(/(?:[0-9A-F]{2}:){31}[0-9A-F]{2}/);
  expect(await run(['check'])).toMatchObject({ code: 0, out: 'The store is in order.\n' });
  expect((await run(['compact', '--json'])).code).toBe(0);
});

test('the story of a message, from the connection to the folder', async () => {
  const client = createTransport({ host: '127.0.0.1', port: server.ports.smtp, ignoreTLS: true });
  const mail = { from: 'eve@example.com', to: 'admin@example.test', subject: 'The annual invoice', text: 'hello' };
  const { response } = await client.sendMail(mail);
  const refused = client.sendMail({ ...mail, to: 'eve@example.test' });
  await expect(refused).rejects.toThrow(/550/);
  client.close();
  const queueId = /queued as (\w+)/.exec(response)?.[1] ?? '';
  for (const text of [queueId, 'eve@example.com', 'annual invoice']) {
    const { code, out } = await run(['trace', ...text.split(' ')]);
    expect(code).toBe(0);
    expect(out).toContain(`${queueId}\n`);
    expect(out).toMatch(
      / Accepted from \S+ in the clear, \d+ bytes for 1 recipient\. The sender is eve@example\.com\.\n/,
    );
    expect(out).toMatch(/ Filed in INBOX of admin\.\n/);
  }
  expect((await run(['trace', 'eve@example.com'])).out).toMatch(/ with 550: there is no such address here\n/);
});

test('the one-time password is in its file until it is changed', async () => {
  const file = join(server.dataDir, 'initial-admin-password');
  expect((await readFile(file, 'utf8')).trim()).toBe(server.running.firstStart?.password);
  await run(['user', 'password', 'admin', '--password-stdin'], { input: 'correct horse' });
  await expect.poll(() => readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => error.code)).toBe('ENOENT');
});

test('what cannot be deleted does not keep the rest from it', async () => {
  await run(['msgusercreate', 'una', 'vera', '--password-stdin'], { input: 'correct horse' });
  expect(await run(['user', 'delete', 'una', 'nobody', 'vera', 'noone'])).toEqual({
    ...{ code: 4, out: 'User una deleted.\nUser vera deleted.\n' },
    err: 'Error: There is no user nobody.\nError: There is no user noone.\n',
  });
  const asJson = await run(['user', 'delete', 'nobody', '--json']);
  expect([asJson.code, JSON.parse(asJson.out)]).toEqual([4, { deleted: [] }]);
});

test.each([
  [['user', 'update', 'admin', '--role', 'king'], /^Error: --role takes one of/],
  [['user', 'forward', 'admin', '--to', 'x'.repeat(600)], /^Error: --to is too long/],
  [['user', 'show', 'x'.repeat(300)], /^Error: <userId> is too long/],
  [
    ['alias', 'create', 'x@example.test', '--owner', 'x'.repeat(600), '--member', 'admin'],
    /^Error: --owner is too long/,
  ],
  [
    ['user', 'create', 'y', '--mail', 'y@example.test', '--language', 'tlh', '--password-stdin'],
    /^Error: --language takes/,
  ],
  [['route', 'set', '*', 'smtp.example.com', '--user', 'office'], /^Error: --password-stdin is missing/],
])('%j: the message speaks of what was typed', async (args, text) => {
  const { code, err } = await run(args, { input: 'correct horse' });
  expect(err).toMatch(text);
  expect(code).toBe(2);
});

describe('what is wrong is said', () => {
  test.each([
    ['a command that does not exist', ['fly'], 2, /fly/],
    ['a verb that does not exist', ['user', 'fly'], 2, /fly/],
    ['an option that does not exist', ['user', 'list', '--colour'], 2, /--colour/],
    ['a missing argument', ['user', 'show'], 2, /userId/],
    ['a missing option', ['user', 'create', 'x', '--password-stdin'], 2, /--mail/],
    ['too many arguments', ['status', 'now'], 2, /more arguments/],
    ['no number', ['user', 'list', '--limit', 'abc'], 2, /^Error: --limit takes a whole number\.\n/],
    ['a negative number', ['user', 'list', '--limit', '-1'], 2, /--limit takes a whole number/],
    ['nothing asked for', ['user', 'list', '--limit', '0'], 2, /--limit cannot be less than 1/],
    ['no number of messages', ['quota', 'set', 'admin', '--messages', '1e3'], 2, /--messages takes a whole number/],
    ['no size', ['quota', 'set', 'admin', 'much'], 2, /<size> takes a size such as 500M or 2G/],
    ['no quota', ['user', 'update', 'admin', '--quota', 'much'], 2, /--quota takes a size/],
    [
      'no message quota',
      ['user', 'update', 'admin', '--message-quota', 'x'],
      2,
      /--message-quota takes a whole number/,
    ],
    ['no port offset', ['serve', '--port-offset', 'x'], 2, /--port-offset takes a whole number/],
    ['a port offset too far', ['serve', '--port-offset', '60001'], 2, /--port-offset cannot be more than 60000/],
    ['an empty data directory', ['serve', '--data-dir', ''], 2, /--data-dir must not be empty/],
    [
      'a data directory that cannot be',
      ['serve', '--data-dir', '/dev/null/x'],
      78,
      /The data directory \/dev\/null\/x .* ENOTDIR/,
    ],
    [
      'no configuration file',
      ['serve', '--config', '/nonexistent.json'],
      78,
      /\/nonexistent\.json cannot be read: ENOENT/,
    ],
    ['no password', ['user', 'create', 'x', '--mail', 'x@example.test', '--password-stdin'], 65, /password/],
    ['no such user', ['user', 'show', 'nobody'], 4, /There is no user nobody/],
    ['no server', ['status', '--data-dir', '/nonexistent'], 69, /No server runs on \/nonexistent/],
    ['no store', ['check', '--data-dir', '/nonexistent'], 4, /no store/],
  ])('%s', async (_, args, code, text) => {
    const result = await run(args);
    expect(result.code).toBe(code);
    expect(result.err).toMatch(text);
    const [, usage, ...more] = result.err.trimEnd().split('\n');
    expect(usage?.startsWith('Usage: mailroom ') ?? false).toBe(code === 2);
    expect(more).toEqual([]);
  });

  test('as JSON where JSON is asked for', async () => {
    const result = await run(['user', 'show', 'nobody', '--json']);
    expect(JSON.parse(result.err)).toMatchObject({ error: { code: 'not-found', detail: { kind: 'user' } } });
  });

  test('a terminal is not steered by what a user typed', async () => {
    await run(['domain', 'create', 'other.example.org']);
    await run(
      ['user', 'create', 'hugo', '--mail', 'hugo@example.test', '--first-name', 'a\u202eb', '--password-stdin'],
      { input: 'correct horse' },
    );
    expect((await run(['user', 'show', 'hugo'])).out).not.toContain('\u202e');
  });
});

describe.each(LANGUAGES)('in %s', (language) => {
  test('help speaks the language', async () => {
    const { out, code } = await run(['--help'], { language });
    expect(code).toBe(0);
    expect(out.includes('show this help')).toBe(language === 'en');
    for (const noun of ['user', 'domain', 'check']) expect(out).toContain(noun);
    expect((await run(['user', '--help'], { language })).out.includes('display help')).toBe(false);
  });
});
