/** Requests that two readers would take apart differently, and paths that lead elsewhere. SECURITY "HTTP" */
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { type InProcessServer, startTestServer, TEST_HOSTNAME, TEST_PASSWORD } from '../support/server.ts';
import { BROWSER_MARK, openWeb, signInBrowser, type Web } from '../support/web.ts';

let server: InProcessServer;
let web: Web;

beforeAll(async () => {
  server = await startTestServer({ users: ['alice'] });
  web = openWeb(server);
});
afterAll(() => server[Symbol.asyncDispose]());

/** Status codes of all answers, until the server closes. @param octets `\n` is CR LF, unless `isRaw`. */
async function send(octets: string, packetBytes = Infinity): Promise<number[]> {
  const socket = connect({ port: server.ports.https, host: '127.0.0.1', rejectUnauthorized: false });
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
  socket.on('error', () => {}).once('close', resolve);
  const bytes = Buffer.from(octets, 'latin1');
  const step = Math.min(packetBytes, bytes.length);
  for (let at = 0; at < bytes.length && !socket.destroyed; at += step) {
    await new Promise<void>((sent) => socket.write(bytes.subarray(at, at + step), () => sent()));
  }
  await closed;
  return [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}

const HOST = `Host: ${TEST_HOSTNAME}`;
const CLOSE = 'Connection: close';
/** What must never be answered: inside the body of another request, or behind it. */
const HIDDEN = `GET /robots.txt HTTP/1.1\r\n${HOST}\r\n${CLOSE}\r\n\r\n`;
const post = (headers: string, body: string) =>
  `POST /api/v1/sign-in HTTP/1.1\r\n${HOST}\r\nContent-Type: application/json\r\n${headers}\r\n\r\n${body}`;
const get = (headers: string, target = '/robots.txt') => `GET ${target} HTTP/1.1\r\n${HOST}\r\n${headers}\r\n\r\n`;
const SIGN_IN = JSON.stringify({ login: 'alice', password: TEST_PASSWORD });
const sessionsOpened = async () =>
  (await server.admin.call(ENDPOINTS['user.sessions'], { path: { userId: 'alice' } })).sessions.length;
const CHUNKED = '2\r\n{}\r\n0\r\n\r\n';

describe('where a request ends is never in doubt', () => {
  test.each<[string, string]>([
    ['length and chunks', post('Content-Length: 4\r\nTransfer-Encoding: chunked', CHUNKED)],
    ['chunks and length', post('Transfer-Encoding: chunked\r\nContent-Length: 12', CHUNKED)],
    ['two lengths', post('Content-Length: 2\r\nContent-Length: 40', '{}')],
    ['the same length twice', post('Content-Length: 2\r\nContent-Length: 2', '{}')],
    ['two lengths in one', post('Content-Length: 2, 2', '{}')],
    ['a length with a sign', post('Content-Length: +2', '{}')],
    ['a length below zero', post('Content-Length: -2', '{}')],
    ['a length in hexadecimal', post('Content-Length: 0x2', '{}')],
    ['a length that overflows', post('Content-Length: 99999999999999999999999', '{}')],
    ['a length with a space in it', post('Content-Length: 2 2', '{}')],
    ['a folded encoding', post('Transfer-Encoding:\r\n chunked', CHUNKED)],
    ['an encoding with a space before the colon', post('Transfer-Encoding : chunked', CHUNKED)],
    ['a length with a space before the colon', post('Content-Length : 2', '{}')],
    ['an encoding that only looks like one', post('Transfer-Encoding: xchunked', CHUNKED)],
    ['chunks that are not the last encoding', post('Transfer-Encoding: chunked, identity', CHUNKED)],
    ['chunks twice', post('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity', CHUNKED)],
    ['an encoding behind a vertical tab', post('Transfer-Encoding: \x0bchunked', CHUNKED)],
    ['a chunk size with a prefix', post('Transfer-Encoding: chunked', `0x2\r\n{}\r\n0\r\n\r\n`)],
    ['a chunk size that overflows', post('Transfer-Encoding: chunked', `FFFFFFFFFFFFFFFFF2\r\n{}\r\n0\r\n\r\n`)],
    ['a chunk that is longer than it says', post('Transfer-Encoding: chunked', `1\r\n{}\r\n0\r\n\r\n`)],
    ['a chunk extension with a bare line feed', post('Transfer-Encoding: chunked', `2;a\n{}\r\n0\r\n\r\n`)],
    ['line feeds alone', get('A: b').replaceAll('\r\n', '\n')],
    ['a line feed alone between headers', get('A: b\nTransfer-Encoding: chunked')],
    ['a carriage return alone', get('A: b\rTransfer-Encoding: chunked')],
    ['a space before the first header', `GET /robots.txt HTTP/1.1\r\n ${HOST}\r\n\r\n`],
    ['a header without a name', get(': b')],
    ['a header without a colon', get('Transfer-Encoding')],
    ['NUL in a name', get('A\0: b')],
    ['NUL in a value', get('A: b\0c')],
    ['no host', `GET /robots.txt HTTP/1.1\r\n\r\n`],
    ['two hosts', get(HOST)],
    ['a host with a path', get('').replace(TEST_HOSTNAME, `${TEST_HOSTNAME}/x`)],
    ['a host with a user', get('').replace(TEST_HOSTNAME, `a@${TEST_HOSTNAME}`)],
    ['a host with a port that is none', get('').replace(TEST_HOSTNAME, `${TEST_HOSTNAME}:99999`)],
    ['another host in the target', get('', 'https://other.example.org/robots.txt')],
    ['another kind of target', get('', 'ftp://mail.example.test/robots.txt')],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    [
      'chunks in an older version',
      post('Connection: keep-alive\r\nTransfer-Encoding: chunked', CHUNKED).replace('1.1', '1.0'),
    ],
    ['another protocol', 'EHLO mail.example.org\r\nMAIL FROM:<a@example.org>\r\n'],
  ])('%s: one answer, and it is no', async (_, octets) => {
    for (const packetBytes of [Infinity, 1]) expect(await send(octets + HIDDEN, packetBytes)).toEqual([400]);
  });

  test('a body that nobody has asked for is no request, and the connection ends', async () => {
    expect(await send(get(`Content-Length: ${HIDDEN.length}`) + HIDDEN + HIDDEN)).toEqual([200]);
  });

  test('versions that are not spoken are refused', async () => {
    expect(await send(get('').replace('HTTP/1.1', 'HTTP/2.0') + HIDDEN)).toEqual([505]);
    expect(await send(`GET /robots.txt\r\n\r\n`)).toEqual([505]);
  });

  test('what follows the last request of a connection is not even looked at', async () => {
    const before = await sessionsOpened();
    const signIn = post(`Content-Length: ${SIGN_IN.length}`, SIGN_IN);
    expect(await send(get(CLOSE) + signIn)).toEqual([200]);
    expect(await send(get('', '/msg/assets/%00') + signIn)).toEqual([400]);
    expect(await sessionsOpened()).toBe(before);
    expect(await send(get('') + signIn + get(CLOSE))).toEqual([200, 200, 200]);
    expect(await sessionsOpened()).toBe(before + 1);
  });

  test('what is written as it should be is answered, one after the other', async () => {
    const chunked = post(`Transfer-Encoding: chunked\r\n${CLOSE}`, CHUNKED);
    for (const packetBytes of [Infinity, 1]) {
      expect(await send(get('') + get('', `https://${TEST_HOSTNAME}/robots.txt`) + chunked, packetBytes)).toEqual([
        200, 200, 400,
      ]);
    }
  });
});

describe('what is too much is refused', () => {
  test.each<[string, string, number[]]>([
    ['a long header', get(`A: ${'b'.repeat(20_000)}`), [431]],
    ['a long target', get('', `/${'a'.repeat(20_000)}`), [431]],
    ['many headers', get(Array.from({ length: 101 }, (_, i) => `A${i}: b`).join('\r\n')), [431]],
    ['expectations that nobody knows', get(`Expect: tea\r\n${CLOSE}`), [417]],
  ])('%s', async (_, octets, statuses) => {
    const seen = await send(octets);
    expect(seen.filter((status) => status !== 200)).toEqual(statuses);
  });

  test('many requests that do not wait for their answers', async () => {
    expect((await send(get('').repeat(50))).length).toBeLessThan(17);
  });

  test('an upgrade to another protocol is not taken up', async () => {
    expect(await send(get(`Upgrade: h2c\r\nConnection: Upgrade, close`))).toEqual([200]);
  });
});

describe('paths', () => {
  test.each<[string, number]>([
    ['/msg/assets/../../package.json', 400],
    ['/msg/assets/..%2f..%2fpackage.json', 400],
    ['/msg/assets/%2e%2e/%2E%2E/package.json', 400],
    ['/msg/assets/..%5c..%5cpackage.json', 400],
    ['/msg/assets/..\\..\\package.json', 400],
    ['/msg/assets/.', 400],
    ['/msg/assets/%00', 400],
    ['/msg/assets/%0d%0aset-cookie:%20a=b', 400],
    ['/msg/assets/%zz', 400],
    ['/msg/assets/%ff', 400],
    ['/msg/assets/%252e%252e%252fpackage.json', 404],
    ['/msg/assets/', 404],
    ['//etc/passwd', 404],
    ['/msg/assets//etc/passwd', 404],
    ['/.well-known/acme-challenge/../../etc/passwd', 400],
    ['/.well-known/acme-challenge/..%2f..%2fetc%2fpasswd', 400],
    ['/.well-known/acme-challenge/unknown', 404],
    ['/.well-known/acme-challenge/', 404],
    ['/.well-known/acme-challenge/%3Cscript%3E', 404],
    ['/constructor', 404],
    ['/__proto__', 404],
    ['/msg/assets/__proto__', 404],
  ])('%s', async (path, status) => {
    for (const isPlain of [true, false].filter((plain) => !plain || path.includes('acme'))) {
      const answer = await web.request({ path, isPlain });
      expect(answer.status).toBe(status);
      expect(answer.text + JSON.stringify(answer.headers)).not.toMatch(/passwd|unknown|script>|root:|mailroom"/);
    }
  });
});

describe('names that objects have already', () => {
  test('as a header', async () => {
    expect(await send(get(`__proto__: a\r\nconstructor: b\r\n${CLOSE}`))).toEqual([200]);
    expect(await send(`GET /robots.txt HTTP/1.1\r\n__proto__: ${TEST_HOSTNAME}\r\n${CLOSE}\r\n\r\n`)).toEqual([400]);
  });

  test('in a body they are fields that there are not', async () => {
    const alice = await signInBrowser(web, 'alice');
    const body = '{"__proto__":{"role":"administrator"},"profile":{"firstName":"Alice"}}';
    const answer = await web.request({
      ...{ method: 'PATCH', path: '/api/v1/me', body },
      headers: { ...BROWSER_MARK, cookie: alice.cookie },
    });
    expect([200, 400]).toContain(answer.status);
    expect((await alice.call('GET', '/me')).json()).toMatchObject({ role: 'user' });
    expect(({} as { role?: string }).role).toBeUndefined();
  });
});
