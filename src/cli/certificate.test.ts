/** `mailroom certificate` on a running server: another certificate counts at once, and nobody is thrown out for it. P10 */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../../test/support/command-line.ts';
import { type InProcessServer, startTestServer, TEST_HOSTNAME } from '../../test/support/server.ts';
import { createTestAuthority, type TestCertificate } from '../../test/support/test-certificates.ts';

let server: InProcessServer;
let folder: string;
let given: TestCertificate;
let files: { readonly chain: string; readonly key: string; readonly other: string };

beforeAll(async () => {
  server = await startTestServer();
  folder = await mkdtemp(join(tmpdir(), 'mailroom-certificate-'));
  const authority = await createTestAuthority();
  given = await authority.issue([TEST_HOSTNAME, 'post.example.test']);
  const file = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const other = await authority.issue(['elsewhere.example.test']);
  files = {
    chain: await file('chain.pem', given.cert),
    key: await file('key.pem', given.key),
    other: await file('other.pem', other.key),
  };
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const run = (words: string) => runCommand(server.dataDir, words);

async function openImap(): Promise<TLSSocket> {
  const socket = connect({
    host: '127.0.0.1',
    port: server.ports.imaps,
    servername: TEST_HOSTNAME,
    rejectUnauthorized: false,
  });
  socket.on('error', () => {});
  await new Promise<void>((resolve) => socket.once('data', () => resolve()));
  return socket;
}

async function ask(socket: TLSSocket, line: string): Promise<string> {
  const answer = new Promise<string>((resolve) => socket.once('data', (chunk: Buffer) => resolve(chunk.toString())));
  socket.write(`${line}\r\n`);
  return await answer;
}

async function fingerprintShown(): Promise<string | undefined> {
  const socket = await openImap();
  const { fingerprint256 } = socket.getPeerX509Certificate() ?? {};
  socket.destroy();
  return fingerprint256;
}

test('upload: looked at, refused with a reason, taken; sessions go on; and back', async () => {
  const { out: before } = await run('certificate show');
  expect(before).toMatch(/Origin +self-made/);
  expect(before).toMatch(/Not covered, needed only if DNS leads them here +autoconfig\.example\.test/);
  const early = await openImap();
  const first = await fingerprintShown();

  const looked = await run(`certificate upload ${files.chain} --key-file ${files.key} --dry-run`);
  expect(looked).toMatchObject({ code: 0, err: '' });
  expect(looked.out).toMatch(/Names +mail\.example\.test, post\.example\.test/);
  expect(await fingerprintShown()).toBe(first);

  const refused = await run(`certificate upload ${files.chain} --key-file ${files.other}`);
  expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('does not fit the certificate') });
  const missing = await run(`certificate upload ${files.chain}`);
  expect(missing).toMatchObject({ code: 2, err: expect.stringContaining('no private key') });

  const taken = await run(`certificate upload ${files.chain} --key-file ${files.key}`);
  expect(taken).toMatchObject({ code: 0, out: expect.stringContaining('is in use; it is valid until') });
  const second = await fingerprintShown();
  expect(second).not.toBe(first);
  expect(await ask(early, 'a NOOP')).toMatch(/^a OK/);
  expect(early.getPeerX509Certificate()?.fingerprint256).toBe(first);
  early.destroy();

  const shown = JSON.parse((await run('certificate show --json')).out) as Record<string, unknown>;
  expect(shown).toMatchObject({ source: 'uploaded', fingerprint: second, chain: 'private', keyType: 'ECDSA P-256' });
  await keyIsNowhereInTheClear();

  expect(await run('certificate use-self-made')).toMatchObject({ code: 0 });
  expect(await fingerprintShown()).toBe(first);
  const { out } = await run('audit list --target certificate');
  expect(out).toMatch(/Certificate of mail\.example\.test uploaded\.\n +Origin: self-made → uploaded/);
});

/** Nor may anybody else read what there is. */
async function keyIsNowhereInTheClear(): Promise<void> {
  const [line = ''] = given.key.split('\n').slice(1, 2);
  expect(line.length).toBeGreaterThan(40);
  for (const name of await readdir(join(server.dataDir, 'store'), { recursive: true })) {
    const path = join(server.dataDir, 'store', name);
    if (!(await stat(path)).isFile()) continue;
    expect((await readFile(path)).includes(line), name).toBe(false);
  }
  expect((await stat(server.dataDir)).mode & 0o077).toBe(0);
}

test('what is ordered from an authority, while nothing is', async () => {
  expect(await run('certificate acme-stop')).toMatchObject({ code: 4, err: expect.stringContaining('acme-start') });
  expect(await run('certificate acme-renew')).toMatchObject({ code: 4 });
  expect(await run('certificate acme-start')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--agree-to-terms'),
  });
  await run('settings set acmeDirectory https://127.0.0.1:9/directory');
  const unreachable = await run('certificate acme-terms');
  expect(unreachable).toMatchObject({ code: 69, err: expect.stringContaining('cannot be reached') });
  expect(await run('certificate acme-start --agree-to-terms')).toMatchObject({ code: 69 });
  const bad = await run('settings set acmeDirectory http://127.0.0.1:9/directory');
  expect(bad.code).toBe(2);
});
