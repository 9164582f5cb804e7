/**
 * Behind Debian's nginx, configured as docs/web-server.md says: who asks is known, what happens is told at once, and what
 * nginx and this server could take apart differently is not taken for two things. SECURITY "HTTP"
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type RequestOptions, request as send } from 'node:https';
import { connect } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { type Nginx, startNginx } from '../support/peers/nginx.ts';
import { type InProcessServer, ROOT, startTestServer, TEST_HOSTNAME, TEST_PASSWORD } from '../support/server.ts';
import { BROWSER_MARK, openWeb, signInBrowser, type Web } from '../support/web.ts';

const LIMIT = 3;
const WAIT = { timeout: 30_000 };

let server: InProcessServer;
let nginx: Nginx | string;
let web: Web;

/** The block of the guide, which leads to the server of this test. */
function exampleOfGuide(): string {
  const guide = readFileSync(`${ROOT}/docs/web-server.md`, 'utf8');
  const [block = ''] = /^location \/ \{\n[^]*?\n\}$/m.exec(guide) ?? [];
  expect(block).toContain('proxy_pass https://mail.example.com:443;');
  return block.replace('https://mail.example.com:443', 'https://upstream');
}

const set = (name: string, value: string) =>
  server.admin.call(ENDPOINTS['settings.set'], { path: { name }, body: { value } });

beforeAll(async () => {
  server = await startTestServer({ users: ['alice', 'bob'] });
  await set('httpForwardedFrom', '127.0.0.1');
  await set('trustedNetworks', '127.0.0.1');
  await set('authFailuresPerAddressMinute', String(LIMIT));
  nginx = await startNginx({
    ...{ hostname: TEST_HOSTNAME, upstreamPort: server.ports.https, location: exampleOfGuide() },
  });
  if (typeof nginx === 'string') return;
  const { port, authorityFile } = nginx;
  web = openWeb({ ports: { ...server.ports, https: port }, authorityFile });
}, 120_000);
afterAll(async () => {
  if (typeof nginx === 'object') await nginx[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
beforeEach((context) => {
  if (typeof nginx === 'string') context.skip(nginx);
});

/** Where nginx listens; tests are skipped where it does not. */
function running(): Nginx {
  if (typeof nginx !== 'object') throw new Error('no nginx');
  return nginx;
}

/** @param localAddress from which it comes to nginx. */
function post(path: string, body: object, localAddress: string, headers: RequestOptions['headers'] = {}) {
  const { port, authorityFile } = running();
  const bytes = JSON.stringify(body);
  const options = {
    ...{ host: '127.0.0.1', port, path, localAddress, method: 'POST', agent: false },
    ...{ ca: readFileSync(authorityFile), servername: TEST_HOSTNAME },
    headers: {
      host: TEST_HOSTNAME,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(bytes),
      ...headers,
    },
  };
  return new Promise<number>((resolve, reject) => {
    const request = send(options, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    });
    request.once('error', reject).end(bytes);
  });
}

describe('who asks', () => {
  test('signs in, and is on our own pages', async () => {
    const alice = await signInBrowser(web, 'alice');
    const origin = `https://${TEST_HOSTNAME}:${running().port}`;
    const answer = await alice.call('PATCH', '/me', { profile: { title: 'Clerk' } }, { origin });
    expect(answer).toMatchObject({ status: 200 });
    expect((await alice.call('PATCH', '/me', {}, { origin: 'https://other.example.org' })).status).toBe(403);
    expect((await web.get('/')).headers.location).toBe('/msg');
  });

  test('is kept from guessing, and others who come the same way are not', async () => {
    const guess = (password: string, from: string, headers = {}) =>
      post('/api/v1/sign-in', { login: 'bob', password }, from, headers);
    for (let i = 0; i < LIMIT; i += 1) expect(await guess('spring', '127.0.0.2')).toBe(401);
    expect(await guess(TEST_PASSWORD, '127.0.0.2')).toBe(429);
    // What a client says of itself is not what nginx says of it.
    expect(await guess(TEST_PASSWORD, '127.0.0.2', { 'x-forwarded-for': '192.0.2.7' })).toBe(429);
    expect(await guess(TEST_PASSWORD, '127.0.0.3')).toBe(200);
    expect(await guess(TEST_PASSWORD, '127.0.0.3', { 'x-forwarded-for': '127.0.0.2' })).toBe(200);
  });
});

test('what happens is told while it does', async () => {
  const alice = await signInBrowser(web, 'alice');
  const { port, authorityFile } = running();
  const options = { ca: readFileSync(authorityFile), servername: TEST_HOSTNAME, agent: false };
  const headers = { ...BROWSER_MARK, host: `${TEST_HOSTNAME}:${port}`, cookie: alice.cookie };
  const stream = send({ host: '127.0.0.1', port, path: '/api/v1/events', headers, ...options });
  let seen = '';
  stream.on('response', (response) => response.on('data', (chunk: Buffer) => (seen += chunk.toString())));
  stream.on('error', () => {}).end();
  try {
    await expect.poll(() => seen, WAIT).toContain('event: open\n');
    await alice.call('PATCH', '/me', { profile: { title: 'Chief' } });
    await expect.poll(() => seen, WAIT).toContain('event: me\ndata: {"what":"profile"}\n');
  } finally {
    stream.destroy();
  }
});

describe('what two readers would take apart differently', () => {
  const HOST = `Host: ${TEST_HOSTNAME}`;
  /** What must never be answered to somebody else. */
  const HIDDEN = `GET /docs/hidden HTTP/1.1\r\n${HOST}\r\n\r\n`;
  const CHUNKED = '2\r\n{}\r\n0\r\n\r\n';
  const ask = (headers: string, body: string, version = '1.1') =>
    `POST /api/v1/sign-in HTTP/${version}\r\n${HOST}\r\nContent-Type: application/json\r\n${headers}\r\n\r\n${body}`;

  /** Nobody waits for its answers: it is what comes to others that counts. */
  async function attack(port: number, octets: string): Promise<void> {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
    let received = '';
    socket.on('error', () => {}).on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
    socket.write(octets, 'latin1');
    while (!socket.destroyed && !/HTTP\/1\.1 [2-5]/.test(received)) {
      await Promise.race([once(socket, 'data'), once(socket, 'close')]);
    }
    socket.destroy();
  }

  const connections = async () => {
    const { services } = await server.admin.call(ENDPOINTS['service.list'], {});
    return services.find(({ name }) => name === 'web')?.connections;
  };

  test('whoever comes by the port that shares connections gets one that others have had', async () => {
    const { sharingPort, authorityFile } = running();
    const next = openWeb({ ports: { ...server.ports, https: sharingPort }, authorityFile });
    for (let i = 0; i < 3; i += 1) await next.get('/robots.txt');
    await expect.poll(connections, WAIT).toBe(1);
  });

  test.each<[string, string]>([
    [
      'length and chunks',
      ask(`Content-Length: ${CHUNKED.length + HIDDEN.length}\r\nTransfer-Encoding: chunked`, CHUNKED),
    ],
    ['chunks and length', ask('Transfer-Encoding: chunked\r\nContent-Length: 4', CHUNKED)],
    ['two lengths', ask('Content-Length: 2\r\nContent-Length: 40', '{}')],
    ['a length with a sign', ask('Content-Length: +2', '{}')],
    ['a folded encoding', ask('Transfer-Encoding:\r\n chunked', CHUNKED)],
    ['a space before the colon', ask('Transfer-Encoding : chunked', CHUNKED)],
    ['an encoding that only looks like one', ask('Transfer-Encoding: xchunked', CHUNKED)],
    ['an encoding behind a vertical tab', ask('Transfer-Encoding: \x0bchunked', CHUNKED)],
    ['two encodings', ask('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity', CHUNKED)],
    ['chunks in an older version', ask('Connection: keep-alive\r\nTransfer-Encoding: chunked', CHUNKED, '1.0')],
    ['a line feed alone between headers', ask('A: b\nTransfer-Encoding: chunked', CHUNKED)],
    ['a carriage return alone', ask('A: b\rTransfer-Encoding: chunked', CHUNKED)],
    ['a chunk extension with a bare line feed', ask('Transfer-Encoding: chunked', `2;a\n{}\r\n0\r\n\r\n`)],
    ['a chunk size that overflows', ask('Transfer-Encoding: chunked', `FFFFFFFFFFFFFFFFF2\r\n{}\r\n0\r\n\r\n`)],
    [
      'a body of a request that has none',
      `GET /robots.txt HTTP/1.1\r\n${HOST}\r\nContent-Length: ${HIDDEN.length}\r\n\r\n`,
    ],
    ['a name with an underscore', ask('Content_Length: 0\r\nContent-Length: 2', '{}')],
    ['a wish that is unknown', ask('Expect: tea\r\nContent-Length: 2', '{}')],
    ['an upgrade', ask('Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 2', '{}')],
  ])('%s: whoever asks next gets his own answer', async (_, octets) => {
    const { port, sharingPort, authorityFile } = running();
    for (const at of [port, sharingPort]) {
      const next = openWeb({ ports: { ...server.ports, https: at }, authorityFile });
      await attack(at, octets + HIDDEN);
      for (let i = 0; i < 3; i += 1) {
        const { status, text } = await next.get('/robots.txt');
        expect([status, text]).toEqual([200, expect.stringContaining('User-agent')]);
      }
    }
  });
});
