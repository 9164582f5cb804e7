/** `mailroom directory …` and `msgldaphost`, as an administrator types them, against Debian's slapd. DI7, K3 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CommandOptions, runCommand } from '../support/command-line.ts';
import { READER, REMOTE_BASE, type RemoteSlapd, startRemoteSlapd } from '../support/peers/remote-slapd.ts';
import { type InProcessServer, startTestServer } from '../support/server.ts';

let slapd: RemoteSlapd | string;
let server: InProcessServer;

beforeAll(async () => {
  slapd = await startRemoteSlapd('openldap', [
    { uid: 'ann', mail: 'ann@example.test', userPassword: 'password of ann' },
    { uid: 'olga', mail: 'olga@example.test', userPassword: 'password of olga' },
    { uid: 'nomail', userPassword: 'password of nomail' },
  ]);
  server = await startTestServer({ users: ['olga'] });
  if (typeof slapd !== 'string') await writeFile(join(server.dataDir, 'remote-ca.pem'), slapd.authority);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  if (typeof slapd !== 'string') await slapd[Symbol.asyncDispose]();
});

const run = (words: readonly string[], options?: CommandOptions) => runCommand(server.dataDir, words, options);
const caFile = () => join(server.dataDir, 'remote-ca.pem');
const PASSWORDS = `${READER.password}\npassword of ann\n`;

test('connect, show, test, sync, disconnect', async (context) => {
  if (typeof slapd === 'string') return context.skip(slapd);
  const url = `ldaps://localhost:${slapd.tlsPort}`;
  const words = ['directory', 'connect', url, '--base', REMOTE_BASE, '--bind-dn', READER.name, '--ca-file', caFile()];

  expect(await run(['directory', 'show'])).toMatchObject({ code: 0, out: expect.stringContaining('there is none') });
  expect(await run([...words, '--sample-user', 'ann', '--dry-run'], { input: PASSWORDS })).toMatchObject({
    code: 0,
    out: expect.stringMatching(
      /^\+ ann\n= olga\n! uid=nomail,.*: it has no mail address\nEntries: 3\. New: 1, linked: 1,.*not taken: 1\.\nAll is well/s,
    ),
  });
  expect(await run([...words, '--sample-user', 'ann'], { input: `${READER.password}\nwrong\n` })).toMatchObject({
    code: 2,
    err: expect.stringContaining('The directory does not take the password of ann.'),
  });
  expect(await run([...words, '--sample-user', 'ann'], { input: `${READER.password}\n` })).toMatchObject({ code: 65 });
  expect(await run([...words, '--kind', 'novell'], { input: PASSWORDS })).toMatchObject({
    code: 2,
    err: expect.stringContaining('openldap, 389ds, active-directory'),
  });
  expect(await run([...words, '--sample-user', 'ann'], { input: PASSWORDS })).toMatchObject({
    code: 0,
    out: expect.stringContaining(`The directory ${url} is in use.`),
  });
  const shown = await run(['directory', 'show']);
  expect(shown.out).toMatch(/State +in use/);
  expect(shown.out).toContain(url);
  expect(shown.out).not.toContain(READER.password);
  expect(await run(['directory', 'show', '--json'])).toMatchObject({ out: expect.stringContaining('"users": 2') });
  expect(await run(['directory', 'test', '--sample-user', 'olga'], { input: 'password of olga\n' })).toMatchObject({
    code: 0,
    out: expect.stringContaining('The remote directory works.'),
  });
  expect(await run(['directory', 'sync'])).toMatchObject({ code: 0, out: expect.stringContaining('the same: 2') });
  expect(
    await run(['user', 'password', 'ann', '--password-stdin'], { input: 'correct horse battery\n' }),
  ).toMatchObject({
    code: 77,
    err: expect.stringContaining(`This is kept in the directory ${url}: change it there.`),
  });
  expect(await run(['audit', 'list'])).toMatchObject({
    out: expect.stringContaining(`The directory ${url} says who exists from now on.`),
  });
  expect(await run(['directory', 'disconnect'])).toMatchObject({
    code: 0,
    out: 'ann has no password here.\nThe remote directory is no longer in use. Users who are this server’s alone now: 2.\n',
  });
  expect(await run(['directory', 'disconnect'])).toMatchObject({ code: 4 });
});

test('msgldaphost with a port: K3', async (context) => {
  if (typeof slapd === 'string') return context.skip(slapd);
  const common = ['--base', REMOTE_BASE, '--bind-dn', READER.name, '--ca-file', caFile(), '--sample-user', 'ann'];
  const plain = `localhost:${slapd.port}`;
  for (const [host = '', ...more] of [[`localhost:${slapd.tlsPort}`], [plain, '--starttls']]) {
    expect(await run(['msgldaphost', host, ...more, ...common], { input: PASSWORDS })).toMatchObject({
      code: 0,
      err: '',
    });
    expect(await run(['msgldaphost'])).toMatchObject({ out: expect.stringContaining(host) });
    expect(await run(['msgldaphost', '--off'])).toMatchObject({ code: 0 });
  }
  // What does not work is not used.
  expect(await run(['msgldaphost', 'localhost:9', ...common], { input: PASSWORDS })).toMatchObject({
    code: 69,
    err: expect.stringContaining('The directory localhost:9 cannot be reached: connection refused'),
  });
  expect(await run(['msgldaphost'])).toMatchObject({ out: expect.stringContaining('no longer in use') });
});
