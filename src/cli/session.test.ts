/** `mailroom session` and `mailroom token`, as an administrator uses them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LANGUAGES } from '../../locales/index.ts';
import { type CommandOptions, runCommand } from '../../test/support/command-line.ts';
import { type InProcessServer, startTestServer } from '../../test/support/server.ts';
import type { SessionView, TokensView } from '../wire/admin/endpoints/session.ts';

let server: InProcessServer;
beforeAll(async () => {
  server = await startTestServer({ users: ['alice'] });
});
afterAll(() => server[Symbol.asyncDispose]());

const run = (words: string | readonly string[], options?: CommandOptions) => runCommand(server.dataDir, words, options);
const list = async () =>
  (JSON.parse((await run('session list alice --json')).out) as { sessions: SessionView[] }).sessions;
const create = async (...more: string[]) => {
  const words = ['token', 'create', 'alice', '--client', 'her laptop', '--services', 'imap,submission', '--json'];
  const { code, out } = await run([...words, ...more]);
  expect(code).toBe(0);
  return JSON.parse(out) as TokensView;
};

test('a token from making to deleting', async () => {
  const words = ['token', 'create', 'alice', '--client', 'her laptop', '--services', 'imap', '--expires', '90d'];
  const { code, out } = await run(words);
  expect(code).toBe(0);
  const [, id, refreshToken = ''] =
    /^ID +(\d+)\nAccess token +mailroom_at_.*\n.*\nRefresh token +(\S+)\n.*\nThe/.exec(out) ?? [];
  expect(out).toMatch(/\nThe tokens cannot be shown again\.\n$/);

  const [session] = await list();
  expect(session).toMatchObject({
    id: Number(id),
    kind: 'token',
    client: 'her laptop',
    services: ['imap'],
    address: '',
  });
  const days = (Date.parse(session?.expiresAt ?? '') - Date.now()) / 86_400_000;
  expect(Math.round(days)).toBe(90);
  expect((await run('token list alice')).out).toMatch(/^ID +Kind +Program .*\n\d+ +token +her laptop +imap /);

  const refreshed = await run('token refresh --json', { input: `${refreshToken}\n` });
  expect(JSON.parse(refreshed.out)).toMatchObject({ id: Number(id), expiresAt: session?.expiresAt });
  expect((await run(`token delete alice ${id}`)).out).toBe(`Session ${id} of alice ended.\n`);
  expect(await run(`token delete alice ${id}`)).toMatchObject({
    ...{ code: 4, err: `Error: There is no session ${id} of this user.\n` },
  });
  expect((await run('token refresh', { input: refreshToken })).code).toBe(77);
  expect((await run('audit list --limit 2')).out).toMatch(/Session of alice ended\.\n {2}.*token.*\n {2}.*her laptop/);
});

test('sessions end one by one, or all', async () => {
  const [first, second, third] = [await create(), await create(), await create()];
  const ended = await run(`session end alice ${first.id} 999999 ${second.id} --json`);
  expect(ended.code).toBe(4);
  expect(JSON.parse(ended.out)).toEqual({ ended: [first.id, second.id] });
  expect((await list()).map(({ id }) => id)).toEqual([third.id]);
  expect((await run('session end alice --all')).out).toBe('1 session of alice ended.\n');
  expect(await list()).toEqual([]);
});

test.each<[string, RegExp]>([
  ['session end alice', /<ids> takes one of these values: ID, --all/],
  ['session end alice 1 --all', /<ids> takes one of these values/],
  ['session end alice x', /<id> takes a whole number/],
  ['session list nobody', /There is no user nobody/],
  ['token create alice --client x --services imap,telnet', /--services takes one of these values: imap, pop3/],
  ['token create alice --client x', /--services.* is missing/],
  ['token create alice --client x --services imap --expires yesterday', /--expires takes a time such as/],
])('%s is refused', async (words, expected) => {
  const { code, err } = await run(words);
  expect(err).toMatch(expected);
  expect(code).not.toBe(0);
});

test.each(LANGUAGES)('in the words of %s', async (language) => {
  const { id } = await create();
  const { out } = await run('session list alice', { language });
  expect(out).toContain('her laptop');
  expect((await run(`session end alice ${id}`, { language })).out).toContain(`${id}`);
  expect((await run('session end alice --all', { language })).out).toContain('0');
});
