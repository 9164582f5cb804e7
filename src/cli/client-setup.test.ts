import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../../test/support/command-line.ts';
import { type InProcessServer, startTestServer } from '../../test/support/server.ts';

let server: InProcessServer;

beforeAll(async () => {
  server = await startTestServer({ users: ['alice'] });
});
afterAll(() => server[Symbol.asyncDispose]());

const run = (words: string | readonly string[], language = 'C') => runCommand(server.dataDir, words, { language });

test('shows servers and steps, in the language of the caller', async () => {
  const { code, out } = await run('client-setup show alice --program mutt', 'de');
  expect(code).toBe(0);
  expect(out).toContain('Posteingang (IMAP)');
  expect(out).toContain('alice@example.test');
  expect(out).toMatch(new RegExp(`mail\\.example\\.test\\s+${server.ports.imaps}\\s+SSL/TLS`));
  expect(out).toContain(`set folder = 'imaps://alice%40example.test@mail.example.test:${server.ports.imaps}'`);
  expect(out).not.toContain('Thunderbird');
});

test('a domain has servers only, an address nobody behind it', async () => {
  const domain = JSON.parse((await run('client-setup show example.test --json')).out) as Record<string, unknown>;
  expect(domain).toMatchObject({ address: null, userName: null, needsAppPassword: null, programs: [] });
  const nobody = JSON.parse((await run('client-setup show nobody@example.test --json')).out) as Record<string, unknown>;
  expect(nobody).toMatchObject({ userName: 'nobody@example.test', needsAppPassword: null });
  for (const name of ['example.org', 'nobody', 'nobody@example.org']) {
    expect((await run(`client-setup show ${name}`)).code, name).not.toBe(0);
  }
});

test('writes files that only their owner reads', async () => {
  for (const [program, beginning] of [
    ['apple', [0x30, 0x82]],
    ['outlook', [0xff, 0xfe]],
  ] as const) {
    const output = join(server.dataDir, `alice.${program}`);
    expect(await run(['client-setup', 'file', 'alice', '--program', program, '--output', output])).toMatchObject({
      code: 0,
    });
    expect([...(await readFile(output)).subarray(0, 2)]).toEqual(beginning);
    expect((await stat(output)).mode & 0o777).toBe(0o600);
  }
});

test('makes a link, and shows it as a picture', async () => {
  const { code, out } = await run(['client-setup', 'device', 'alice', '--label', 'telephone']);
  expect(code).toBe(0);
  expect(out).toMatch(new RegExp(`^https://mail\\.example\\.test:${server.ports.https}/client-setup/[\\w-]{43}$`, 'm'));
  expect(out).toMatch(/^██+$/m);
});
