import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSelfMadeCertificate } from './self-made-certificate.ts';

const DAY_MS = 86_400_000;
let folder: string;
let nowMs: number;
const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs };
const open = (hostname = 'mail.example.com') => openSelfMadeCertificate({ folder, hostname, clock });

beforeEach(async () => {
  nowMs = Date.now();
  folder = join(await mkdtemp(join(tmpdir(), 'mailroom-tls-')), 'tls');
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

describe('the self-made certificate', () => {
  test('says that it is self-made, and is bound to its authority', async () => {
    const made = await open();
    const server = new X509Certificate(made.chain);
    const authority = new X509Certificate(made.authority);
    expect(server.issuer).toBe('CN=Mailroom self-made CA of mail.example.com');
    expect(server.subjectAltName).toBe(
      'DNS:mail.example.com, DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
    );
    expect([authority.ca, server.ca]).toEqual([true, false]);
    expect(server.checkIssued(authority) && server.verify(authority.publicKey)).toBe(true);
    expect(authority.verify(authority.publicKey)).toBe(true);
    expect(Math.round((server.validToDate.getTime() - server.validFromDate.getTime()) / DAY_MS)).toBe(397);
    expect(made.chain.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  });

  test.each(['localhost', '127.0.0.1', '::1', 'mail.example.com'])(
    'a strict client accepts it for %s',
    async (name) => {
      const made = await open();
      const server = createServer({ cert: made.chain, key: made.privateKey }, (socket) => socket.end());
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as { port: number };
      const client = await new Promise<TLSSocket>((resolve, reject) => {
        const options = { host: '127.0.0.1', port, ca: made.authority, servername: /[a-z]/.test(name) ? name : '' };
        const identity = { checkServerIdentity: (_: string, peer: object) => checkName(name, peer) };
        const socket = connect({ ...options, ...identity }, () => resolve(socket)).once('error', reject);
      });
      expect(client.authorized).toBe(true);
      client.destroy();
      server.close();
    },
  );

  test('stays the same over a restart', async () => {
    const first = await open();
    expect(await open()).toEqual(first);
  });

  test('is readable for its owner only', async () => {
    await open();
    for (const file of await readdir(folder)) expect((await stat(join(folder, file))).mode & 0o077).toBe(0);
    expect((await stat(folder)).mode & 0o077).toBe(0);
  });

  test('is renewed in time, by the same authority', async () => {
    const first = await open();
    nowMs = first.renewAtMs - 1;
    expect((await open()).chain).toBe(first.chain);
    nowMs = first.renewAtMs;
    const second = await open();
    expect(second.chain).not.toBe(first.chain);
    expect(second.authority).toBe(first.authority);
    expect(second.renewAtMs).toBeGreaterThan(nowMs + 300 * DAY_MS);
  });

  test('an authority near its end is replaced', async () => {
    const first = await open();
    nowMs += 3640 * DAY_MS;
    const second = await open();
    expect(second.authority).not.toBe(first.authority);
    expect(new X509Certificate(second.chain).verify(new X509Certificate(second.authority).publicKey)).toBe(true);
  });

  test('another host name gets another certificate of the same authority', async () => {
    const first = await open();
    const second = await open('post.example.org');
    expect(new X509Certificate(second.chain).checkHost('post.example.org')).toBe('post.example.org');
    expect(second.authority).toBe(first.authority);
  });

  test.each(['server.pem', 'server-key.pem'])('a damaged %s is made again', async (file) => {
    const first = await open();
    await writeFile(join(folder, file), (await readFile(join(folder, file))).subarray(0, 100));
    const second = await open();
    expect(second.authority).toBe(first.authority);
    expect(new X509Certificate(second.chain).subject).toBe('CN=mail.example.com');
  });
});

function checkName(name: string, peer: object): Error | undefined {
  const certificate = new X509Certificate((peer as { raw: Buffer }).raw);
  const match = /^[\d.:]+$/.test(name) ? certificate.checkIP(name) : certificate.checkHost(name);
  return match === undefined ? new Error(`not made out for ${name}`) : undefined;
}
