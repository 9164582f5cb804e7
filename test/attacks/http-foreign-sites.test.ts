/** Pages of other sites in the browser of somebody who is signed in here. SECURITY "session", "Web" */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type InProcessServer, startTestServer, TEST_HOSTNAME, TEST_PASSWORD } from '../support/server.ts';
import { BROWSER_MARK, openWeb, signInBrowser, type Web } from '../support/web.ts';

let server: InProcessServer;
let web: Web;
let cookie: string;
let origin: string;

beforeAll(async () => {
  server = await startTestServer({ users: ['alice'] });
  web = openWeb(server);
  ({ cookie } = await signInBrowser(web, 'alice'));
  origin = `https://${TEST_HOSTNAME}:${server.ports.https}`;
});
afterAll(() => server[Symbol.asyncDispose]());

const JSON_TYPE = { 'content-type': 'application/json' };
const CHANGE = { method: 'PATCH', path: '/api/v1/me', body: { profile: { firstName: 'Alice' } } };
const READ = { method: 'GET', path: '/api/v1/me' };
const SIGN_IN = {
  ...{ method: 'POST', path: '/api/v1/sign-in' },
  body: { login: 'alice', password: TEST_PASSWORD },
};

describe('our own pages', () => {
  test.each([
    ['with all that browsers say', () => ({ ...BROWSER_MARK, 'sec-fetch-site': 'same-origin', origin })],
    ['with the mark alone', () => BROWSER_MARK],
  ])('%s', async (_, headers) => {
    for (const request of [READ, CHANGE]) {
      expect(await web.request({ ...request, headers: { ...headers(), cookie } })).toMatchObject({ status: 200 });
    }
  });
});

describe('what a browser sends for another site does nothing', () => {
  test.each<[string, () => Record<string, string>, number]>([
    ['a form or an image: no mark', () => ({ cookie }), 401],
    ['the mark of somebody else', () => ({ cookie, 'mailroom-request': 'form' }), 401],
    ['from another site', () => ({ ...BROWSER_MARK, cookie, 'sec-fetch-site': 'cross-site' }), 403],
    ['from another host of the domain', () => ({ ...BROWSER_MARK, cookie, 'sec-fetch-site': 'same-site' }), 403],
    ['typed into the address bar', () => ({ ...BROWSER_MARK, cookie, 'sec-fetch-site': 'none' }), 403],
    ['another origin', () => ({ ...BROWSER_MARK, cookie, origin: 'https://other.example.org' }), 403],
    ['no origin that can be told', () => ({ ...BROWSER_MARK, cookie, origin: 'null' }), 403],
    ['our name at another port', () => ({ ...BROWSER_MARK, cookie, origin: `https://${TEST_HOSTNAME}` }), 403],
    ['our name without TLS', () => ({ ...BROWSER_MARK, cookie, origin: origin.replace('https', 'http') }), 403],
    ['a name that begins like ours', () => ({ ...BROWSER_MARK, cookie, origin: `${origin}.example.org` }), 403],
  ])('%s', async (_, headers, status) => {
    for (const request of [READ, CHANGE]) {
      const answer = await web.request({ ...request, headers: { ...JSON_TYPE, ...headers() } });
      expect(answer.status).toBe(status);
      expect(answer.text).not.toContain('alice');
      if (status === 403) expect(answer.json()).toMatchObject({ error: { detail: { reason: 'foreign-request' } } });
    }
  });

  test('nobody is signed in by another site', async () => {
    const headers = { ...BROWSER_MARK, 'sec-fetch-site': 'cross-site' };
    const answer = await web.request({ ...SIGN_IN, headers });
    expect([answer.status, answer.headers['set-cookie']]).toEqual([403, undefined]);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=a', 'text/json', ''])(
    'a body of the type %j, which forms can send',
    async (type) => {
      for (const headers of [{}, { ...BROWSER_MARK, cookie }]) {
        const answer = await web.request({ ...SIGN_IN, headers: { ...headers, 'content-type': type } });
        expect(answer).toMatchObject({ status: 400 });
        expect(answer.json()).toMatchObject({ error: { detail: { field: 'content-type' } } });
      }
    },
  );
});

test('no other site is ever allowed to ask, or to read', async () => {
  for (const [path, method] of [
    ['/api/v1/me', 'OPTIONS'],
    ['/api/v1/sign-in', 'OPTIONS'],
    ['/msg', 'OPTIONS'],
    ['/robots.txt', 'GET'],
    ['/api/v1/me', 'GET'],
  ] as const) {
    const asked = { origin: 'https://other.example.org', 'access-control-request-headers': 'mailroom-request' };
    const { headers } = await web.request({
      method,
      path,
      headers: { ...asked, 'access-control-request-method': 'POST' },
    });
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
  }
});

test('without TLS nothing of the API is there, and no cookie is set', async () => {
  const answer = await web.request({ ...SIGN_IN, isPlain: true, headers: BROWSER_MARK });
  expect([answer.status, answer.headers['set-cookie']]).toEqual([403, undefined]);
  expect(answer.json()).toMatchObject({ error: { code: 'no-permission', detail: { reason: 'needs-tls' } } });
});

test('who sends a token in the clear is told so, and not led on', async () => {
  for (const path of ['/api/v1/me', '/api/v2/me', '/api/']) {
    const { status, headers } = await web.request({ path, isPlain: true, headers: { authorization: 'Bearer secret' } });
    expect([path, status, headers.location]).toEqual([path, 403, undefined]);
  }
});
