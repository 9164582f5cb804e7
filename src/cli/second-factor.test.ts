/** Second factors and app passwords, as they are managed on the command line. REQUIREMENTS DI9 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LANGUAGES } from '../../locales/index.ts';
import { callAsBrowser } from '../../test/support/browser.ts';
import { type CommandOptions, runCommand } from '../../test/support/command-line.ts';
import { RawClient } from '../../test/support/raw-client.ts';
import { type InProcessServer, startTestServer, TEST_PASSWORD } from '../../test/support/server.ts';
import { decodeBase32 } from '../formats/otp/base32.ts';
import { totp } from '../formats/otp/totp.ts';

let server: InProcessServer;
beforeAll(async () => {
  server = await startTestServer({ users: ['alice', 'bob'] });
});
afterAll(() => server[Symbol.asyncDispose]());

const run = (words: string | readonly string[], options?: CommandOptions) => runCommand(server.dataDir, words, options);

async function done(words: string | readonly string[], options?: CommandOptions): Promise<string> {
  const { code, out, err } = await run(words, options);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
}

const call = async (path: string, body: object, secret?: string) =>
  (await callAsBrowser(server.dataDir, 'POST', path, body, secret)).body;

test('the factors of a user are listed, and taken away', async () => {
  expect(await done('user factors alice')).toBe('alice has no second factor.\n');
  const login = { login: 'alice', password: TEST_PASSWORD };
  const { session } = await call('/sign-in', login);
  const asked = { label: 'telephone', password: TEST_PASSWORD };
  const begun = await call('/me/factors/totp', asked, session.secret);
  expect(await done('user factors alice')).toMatch(/^Kind .*\ncode +telephone +not confirmed yet .* never *\n$/);
  const code = totp(decodeBase32(begun.secret), Date.now());
  await call(`/me/factors/${begun.id}/confirm`, { code }, session.secret);
  expect(await done('user factors alice')).toMatch(/\ncode +telephone .*\nrecovery codes +codes left: 10 /);
  expect(await call('/sign-in', login)).toMatchObject({ session: null });
  expect(await done('user reset-factors alice')).toBe('Second factors of alice taken away.\n');
  expect(await call('/sign-in', login)).toMatchObject({ secondFactor: null });
  const log = await done('audit list --target user:alice');
  expect(log).toMatch(/Second factors of alice taken away\.\n +Second factors: −recovery\n/);
  expect(log).toMatch(/alice.*: Second factor of alice added\.\n +Second factors: \+totp telephone\n/);
});

test('an app password is shown once, opens what it is for, and is gone when it is deleted', async () => {
  const made = JSON.parse(
    await done(['app-password', 'create', 'bob', '--label', 'telephone', '--services', 'imap,ldap', '--json']),
  );
  expect(made).toEqual({ id: expect.any(Number), password: expect.stringMatching(/^(?:[a-z2-9]{4}-?){4}$/) });
  using client = await RawClient.open(server.ports.imap);
  await client.line();
  expect(await client.ask(`a LOGIN bob ${made.password}`)).toMatch(/^a OK/);
  // Nobody waits for the note of a use.
  await expect.poll(() => done('app-password list bob')).toMatch(/\n\d+ +telephone +imap, ldap .* 127\.0\.0\.1/);
  const list = await done('app-password list bob');
  expect(list).not.toContain(made.password);
  expect(await done(`app-password delete bob ${made.id}`)).toBe(`App password ${made.id} of bob deleted.\n`);
  expect(await client.rest()).toMatch(/^\* BYE/);
  expect(await run(`app-password delete bob ${made.id}`)).toMatchObject({
    ...{ code: 4, err: `Error: There is no app password ${made.id}.\n` },
  });
});

test('what cannot be made is told', async () => {
  const create = (...words: string[]) => run(['app-password', 'create', 'bob', ...words]);
  expect(await create()).toMatchObject({ code: 2, err: expect.stringContaining('--label') });
  expect(await create('--label', 'x', '--services', 'http')).toMatchObject({ code: 2 });
  expect(await create('--label', 'x', '--expires', '2001-01-01')).toMatchObject({ code: 2 });
  expect(await create('--label', '\u001b[2J')).toMatchObject({
    code: 2,
    err: expect.stringContaining('Error: --label cannot have this value.\n'),
  });
  await done(['app-password', 'create', 'bob', '--label', 'scanner', '--expires', '90d']);
  expect(await create('--label', 'scanner')).toMatchObject({ err: 'Error: There is one of that name already.\n' });
  expect(await run('user factors nobody')).toMatchObject({ code: 4, err: 'Error: There is no user nobody.\n' });
});

test.each(LANGUAGES)('in %s', async (language) => {
  for (const words of ['app-password list bob', 'user factors bob']) {
    expect(await done(words, { language })).not.toMatch(/cli\.|column\.|value\./);
  }
});
