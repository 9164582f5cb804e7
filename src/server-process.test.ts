import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freeOffset, ROOT } from '../test/support/server.ts';

let folder: string;
let dataDir: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'server-process-'));
  dataDir = join(folder, 'data');
});
afterEach(() => rm(folder, { recursive: true }));

async function given(args: readonly string[]): Promise<string[]> {
  return ['serve', '--data-dir', dataDir, '--port-offset', String(await freeOffset()), ...args];
}

/** `mailroom serve`, with the supervisor in between. */
async function serve(args: readonly string[], language = 'C') {
  const child = spawn(join(ROOT, 'bin/mailroom'), await given(args), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: language },
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { out, err, code: code as number | null };
}

test('a bad host name is told in one sentence, and nothing is made', async () => {
  const ended = await serve(['--hostname', 'bad host']);
  expect(ended).toEqual({
    code: 78,
    out: '',
    err: 'Error: “bad host.example.test” cannot be the name of a server: see --hostname.\n',
  });
  expect(existsSync(join(dataDir, 'sealing-key'))).toBe(false);
});

test('a bad domain is told in one sentence, in the language of the caller', async () => {
  const ended = await serve(['--hostname', 'mail.example.test', '--domain', 'a..b'], 'fr_FR.UTF-8');
  expect(ended).toEqual({ code: 78, out: '', err: 'Erreur : « a..b » n’est pas un nom de domaine.\n' });
});

test('a bad data directory is told in one sentence', async () => {
  await writeFile(dataDir, '');
  const ended = await serve([]);
  expect(ended).toEqual({
    code: 78,
    out: '',
    err: `Error: The data directory ${dataDir} cannot be made or written: EEXIST\n`,
  });
});

test('LMTP’s socket is where the configuration says, for whom it says', { timeout: 120_000 }, async () => {
  const config = join(folder, 'mailroom.json');
  const path = join(folder, 'lmtp');
  await writeFile(config, JSON.stringify({ lmtpSocket: { path: 'lmtp', mode: '0666' } }));
  const readyFile = join(folder, 'ready.json');
  const args = ['--config', config, '--hostname', 'vm', '--domain', 'example.org', '--ready-file', readyFile];
  const child = spawn(join(ROOT, 'bin/mailroom'), await given(args), { stdio: 'ignore' });
  const ended = once(child, 'exit');
  try {
    await expect.poll(() => existsSync(readyFile), { timeout: 100_000 }).toBe(true);
    expect((await stat(path)).mode & 0o777).toBe(0o666);
    const client = connect(path);
    const [greeting] = (await once(client, 'data')) as [Buffer];
    client.destroy();
    expect(greeting.toString()).toMatch(/^220 vm\.example\.org LMTP/);
  } finally {
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  }
});

test('a group that does not exist is told in one sentence', async () => {
  const config = join(folder, 'mailroom.json');
  await writeFile(config, JSON.stringify({ lmtpSocket: { path: 'lmtp', group: 'no-such-group' } }));
  expect(await serve(['--config', config])).toEqual({
    code: 78,
    out: '',
    err: 'Error: There is no group no-such-group on this machine.\n',
  });
});
