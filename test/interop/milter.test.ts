/** Milters on libmilter of Sendmail: one in Python, and OpenDKIM of Debian. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { isFailure } from '../../src/base/failure.ts';
import { changeMessage } from '../../src/domain/filters/change-message.ts';
import type { FilterAddress, FilterRequest } from '../../src/domain/ports/content-filter.ts';
import { NULL_RETURN_PATH } from '../../src/domain/ports/queue.ts';
import { createMilterFilter } from '../../src/gateways/milter/milter-filter.ts';
import { filterRequest } from '../support/filter-request.ts';
import { type Peer, unpackPeer } from '../support/peers/peers.ts';
import { writeWrapper } from '../support/peers/wrapper.ts';
import { type Daemon, startDaemon } from './support/daemon.ts';

const MESSAGE =
  'Received: from a\r\n\tby b\r\nFrom: sender@example.org\r\nSubject:  two  spaces\r\nX-Twice: 1\r\nX-Twice: 2\r\n\r\nbody\r\n';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailroom-milter-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function examine(address: FilterAddress, message: string, overrides: Partial<FilterRequest> = {}) {
  const filter = createMilterFilter({ name: 'm', address, timeoutMs: 30_000, maxBodyBytes: () => 1e6 });
  return await filter.examine(filterRequest(message, overrides), new AbortController().signal);
}

describe.each(['', 'quiet'])('a milter in Python %s', (mode) => {
  let peer: Peer;
  let address: FilterAddress;
  let milter: Daemon | undefined;

  beforeAll(async () => {
    peer = await unpackPeer('python-milter');
    if (peer.available) milter = await start(peer.path);
  });
  afterAll(async () => {
    await milter?.[Symbol.asyncDispose]();
  });

  async function start(root: string): Promise<Daemon> {
    address = { kind: 'unix', path: join(folder, `python-${mode}`) };
    await rm(address.path, { force: true });
    // libmilter is a library: Python itself is the system's.
    const script = join(import.meta.dirname, 'python/milter_server.py');
    const run = join(folder, 'python-milter');
    const lines = [
      '#!/bin/sh',
      `PYTHONPATH='${root}/usr/lib/python3/dist-packages' LD_LIBRARY_PATH="$(dirname '${root}'/usr/lib/*/libmilter.so.*)" \\`,
      `exec /usr/bin/python3 '${script}' "$@"`,
    ];
    await writeFile(run, `${lines.join('\n')}\n`, { mode: 0o755 });
    return await startDaemon(run, [address.path, ...(mode === '' ? [] : [mode])], address, folder);
  }

  /** What it is asked to do is the first recipient's name. */
  const ask = async (context: TestContext, wish: string, overrides: Partial<FilterRequest> = {}, message = MESSAGE) => {
    if (!peer.available) return context.skip(peer.reason);
    return await examine(address, message, { recipients: [`${wish}@example.test`], ...overrides });
  };
  const lastSeen = () => JSON.parse(milter?.output().trim().split('\n').at(-1) ?? 'null') as unknown;

  test('sees all there is to see', async (context) => {
    const request = filterRequest('');
    const verdict = await ask(context, 'nothing', {
      recipients: ['nothing@example.test', 'b@example.test'],
      client: { ...request.client, hostName: 'mx.example.org', userId: 'alice' },
      returnPath: { ...NULL_RETURN_PATH, address: 'sender@example.org', body: '8bitmime' },
    });
    expect(verdict).toMatchObject({ kind: 'accept', headers: [], body: null });
    expect(lastSeen()).toEqual({
      connect: ['mx.example.org', 2, ['192.0.2.1', 40_000]],
      client: '192.0.2.1',
      helo: 'client.example.org',
      sender: ['<sender@example.org>', `SIZE=${MESSAGE.length}`, 'BODY=8BITMIME'],
      queueId: 'Q1',
      user: 'alice',
      recipients: ['<nothing@example.test>', '<b@example.test>'],
      headers: [
        ['Received', 'from a\n\tby b'],
        ['From', 'sender@example.org'],
        ['Subject', 'two  spaces'],
        ['X-Twice', '1'],
        ['X-Twice', '2'],
      ],
      body: Buffer.from('body\r\n').toString('base64'),
      chunks: 1,
    });
  });

  test('a client over IPv6', async (context) => {
    const client = { ...filterRequest('').client, address: '2001:db8::1' };
    await ask(context, 'nothing', { client });
    expect(lastSeen()).toMatchObject({
      client: '2001:db8::1',
      connect: ['[2001:db8::1]', 10, ['2001:db8::1', 40_000, 0, 0]],
    });
  });

  test('changes', async (context) => {
    const verdict = await ask(context, 'change');
    if (verdict.kind !== 'accept') throw new Error(verdict.kind);
    expect(verdict).toMatchObject({
      addedRecipients: ['added@example.test'],
      removedRecipients: ['change@example.test'],
      newSender: 'new@example.org',
    });
    const request = filterRequest(MESSAGE);
    const changed = await changeMessage({ sizeBytes: request.sizeBytes, open: request.message }, verdict);
    const chunks: Uint8Array[] = [];
    for await (const chunk of changed.open()) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe(
      'X-Top: first\r\nReceived: from a\r\n\tby b\r\nFrom: sender@example.org\r\nSubject: changed\r\nX-Twice: 1\r\n' +
        `X-Added: one\r\n\ttwo\r\n\r\nnew body\r\n${'x'.repeat(100_000)}\r\n`,
    );
  });

  test.for([
    ['quarantine', { kind: 'quarantine', reason: 'bad words' }],
    ['discard', { kind: 'discard' }],
    ['reject', { kind: 'reject', code: 550, status: '5.7.1' }],
    ['accept-early', { kind: 'accept', headers: [] }],
    ['tempfail-early', { kind: 'defer', code: 451, status: '4.7.1' }],
    ['refuse-me', { kind: 'reject', code: 550, status: '5.1.1', text: 'no such 100% sure' }],
  ] as const)('%s', async ([wish, verdict], context) => {
    expect(await ask(context, wish)).toMatchObject(verdict);
  });

  test('a large body in pieces; enough of it is enough', async (context) => {
    const message = `A: b\r\n\r\n${'0123456789'.repeat(30_000)}`;
    const chunks = async function* () {
      yield Buffer.from(message);
    };
    const request = { sizeBytes: message.length, message: chunks };
    await ask(context, 'nothing', request);
    expect(lastSeen()).toMatchObject({ chunks: 5, body: Buffer.from(message.slice(8)).toString('base64') });
    await ask(context, 'skip', request);
    expect(lastSeen()).toMatchObject({ chunks: 1 });
  });

  test('one that dies midway is down', async (context) => {
    if (!peer.available) return context.skip(peer.reason);
    await expect(ask(context, 'crash')).rejects.toSatisfy((error) => isFailure(error, 'unavailable'));
    await milter?.[Symbol.asyncDispose]();
    milter = await start(peer.path);
  });
});

describe('OpenDKIM', () => {
  let peer: Peer;
  let address: FilterAddress;
  let opendkim: Daemon | undefined;
  let record: string;

  beforeAll(async () => {
    peer = await unpackPeer('opendkim');
    if (!peer.available) return;
    address = { kind: 'unix', path: join(folder, 'opendkim') };
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    record = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;
    const key = join(folder, 'key.pem');
    await writeFile(key, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
    const config = join(folder, 'opendkim.conf');
    const lines = ['Mode s', 'Domain example.test', 'Selector test', `KeyFile ${key}`, `Socket local:${address.path}`];
    await writeFile(
      config,
      `${[...lines, 'Canonicalization simple/simple', 'Syslog no', 'RequireSafeKeys no'].join('\n')}\n`,
    );
    const path = await writeWrapper(peer.path, 'opendkim');
    opendkim = await startDaemon(path, ['-f', '-x', config], address, folder);
  });
  afterAll(async () => {
    await opendkim?.[Symbol.asyncDispose]();
  });

  async function isValid(message: string, signature: string): Promise<boolean> {
    const signed = `DKIM-Signature: ${signature.replace(/\r?\n/g, '\r\n')}\r\n${message}`;
    const { results } = await dkimVerify(Buffer.from(signed), { resolver: async () => [[record]] });
    return results[0]?.status.result === 'pass';
  }

  test('signs what users send, and the signature is right', async (context) => {
    if (!peer.available) return context.skip(peer.reason);
    const message = 'From: alice@example.test\r\nSubject:   folded\r\n\tvalue \r\n\r\nbody\r\n';
    const request = filterRequest(message);
    const verdict = await examine(address, message, { client: { ...request.client, userId: 'alice' } });
    if (verdict.kind !== 'accept') throw new Error(verdict.kind);
    const signature = verdict.headers.find(({ name }) => name === 'DKIM-Signature');
    expect(signature).toMatchObject({ kind: 'add', index: expect.any(Number) as number });
    expect(signature?.value).toMatch(/^v=1; a=rsa-sha256; c=simple\/simple; d=example\.test; s=test;/);
    expect(await isValid(message, signature?.value ?? '')).toBe(true);
    expect(await isValid(message.replace('body', 'bodies'), signature?.value ?? '')).toBe(false);
  });
});
