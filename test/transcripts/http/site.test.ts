/** The web site: what stands where, and what every answer says of itself. SECURITY "Web" */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENDPOINTS } from '../../../src/wire/admin/endpoints.ts';
import { type InProcessServer, startTestServer, TEST_HOSTNAME } from '../../support/server.ts';
import { openWeb, type Web } from '../../support/web.ts';

let server: InProcessServer;
let web: Web;
const set = (name: string, value: string) =>
  server.admin.call(ENDPOINTS['settings.set'], { path: { name }, body: { value } });

beforeAll(async () => {
  server = await startTestServer();
  web = openWeb(server);
});
afterAll(() => server[Symbol.asyncDispose]());

describe('without TLS', () => {
  test('everything leads to the same with TLS, at the port that belongs to it', async () => {
    const answer = await web.request({ path: '/msg/users?query=a%20b', isPlain: true });
    expect(answer).toMatchObject({
      status: 308,
      headers: { location: `https://${TEST_HOSTNAME}:${server.ports.https}/msg/users?query=a%20b` },
    });
  });

  test('who came through the usual port is led to the usual port', async () => {
    const { headers } = await web.request({ path: '/', isPlain: true, headers: { host: 'Mail.Example.Test' } });
    expect(headers.location).toBe(`https://${TEST_HOSTNAME}/`);
  });

  test.each([
    ['evil.example', TEST_HOSTNAME],
    ['192.0.2.7', TEST_HOSTNAME],
    ['127.0.0.1', '127.0.0.1'],
    ['localhost', 'localhost'],
    ['autoconfig.example.test', 'autoconfig.example.test'],
    ['post.example.test', 'post.example.test'],
  ])('who came by %s is led to %s: to no name that is not ours', async (host, name) => {
    await set('acmeNames', 'post.example.test');
    const { headers } = await web.request({ path: '/a', isPlain: true, headers: { host } });
    expect(headers.location).toBe(`https://${name}/a`);
  });

  test.each([
    'mail.example.test/..',
    'a@mail.example.test',
    'mail.example.test:x',
    'mail.example.test"><script>',
    '[::g]',
    '-',
    'a..b',
  ])('a host that is none leads nowhere: %s', async (host) => {
    const answer = await web.request({ path: '/', isPlain: true, headers: { host } });
    expect([answer.status, answer.headers.location]).toEqual([400, undefined]);
  });

  test('a proxy that is ours may say that it was TLS before', async () => {
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.7' };
    const status = async () => (await web.request({ path: '/robots.txt', isPlain: true, headers })).status;
    expect(await status()).toBe(308);
    await set('httpForwardedFrom', '127.0.0.1');
    expect(await status()).toBe(200);
    await set('httpForwardedFrom', '');
  });
});

describe('pages', () => {
  test('the first page is the applications’', async () => {
    expect(await web.get('/')).toMatchObject({ status: 302, headers: { location: '/msg' } });
  });

  test('what does not exist is told in the browser’s language, and nothing of the request is repeated', async () => {
    const answer = await web.get('/nothing%3Cscript%3E', { 'accept-language': 'xx, de-AT;q=0.9, en;q=0.5' });
    expect(answer.status).toBe(404);
    expect(answer.text).toContain('<html lang="de">');
    expect(answer.text).toContain('Seite nicht gefunden');
    expect(answer.text).not.toMatch(/nothing|script>/);
  });

  test.each(['/horde/imp', '/horde/imp/', '/horde/imp/login.php?x=1'])('%s says what to use instead', async (path) => {
    const answer = await web.get(path, { 'accept-language': 'pl' });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(`port ${server.ports.imaps}`);
    expect(answer.text).toContain('href="/msg"');
  });

  test('other methods are told which there are; HEAD is GET without the page', async () => {
    for (const method of ['POST', 'DELETE', 'PROPFIND', 'TRACE']) {
      const answer = await web.request({ method, path: '/robots.txt' });
      expect([answer.status, answer.headers.allow]).toEqual([405, 'OPTIONS, GET, HEAD']);
    }
    const options = await web.request({ method: 'OPTIONS', path: '/robots.txt' });
    expect([options.status, options.headers.allow]).toEqual([200, 'OPTIONS, GET, HEAD']);
    const { headers } = await web.get('/robots.txt');
    const head = await web.request({ method: 'HEAD', path: '/robots.txt' });
    expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', headers['content-length']]);
  });
});

describe('well-known places', () => {
  test('where passwords are changed', async () => {
    const answer = await web.get('/.well-known/change-password');
    expect(answer).toMatchObject({ status: 302, headers: { location: '/msg/password' } });
  });

  test('robots are asked to stay away', async () => {
    expect((await web.get('/robots.txt')).text).toBe('User-agent: *\nDisallow: /\n');
  });

  test('whom to tell of weaknesses, if anybody is named', async () => {
    expect((await web.get('/.well-known/security.txt')).status).toBe(404);
    await set('securityContact', 'mailto:security@example.test');
    const { text } = await web.get('/.well-known/security.txt');
    expect(text).toMatch(/^Contact: mailto:security@example\.test\nExpires: \d{4}-\d\d-\d\dT00:00:00\.000Z\n$/);
    await expect(set('securityContact', 'javascript:alert(1)')).rejects.toMatchObject({ code: 'invalid' });
    await expect(set('securityContact', 'mailto:a@example.test\nExpires: never')).rejects.toMatchObject({
      code: 'invalid',
    });
  });
});

describe('every answer', () => {
  const PATHS = ['/', '/msg', '/nothing', '/robots.txt', '/api/v1/me', '/api/v1/nothing', '/horde/imp'];

  test.each(PATHS)('%s: nobody guesses its type, frames it, or learns from where people come', async (path) => {
    for (const method of ['GET', 'OPTIONS', 'PUT']) {
      expect((await web.request({ method, path })).headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
        'permissions-policy': expect.stringContaining('camera=()'),
      });
    }
  });

  test.each(['/nothing', '/horde/imp'])('%s: a page runs nothing but our own files', async (path) => {
    const policy = async () => {
      const { headers, text } = await web.get(path);
      const [, nonce] = /<style nonce="([\w-]{22})">/.exec(text) ?? [];
      return [String(headers['content-security-policy']), nonce] as const;
    };
    const [first, nonce] = await policy();
    expect(first.split('; ').sort()).toEqual(
      [
        "default-src 'none'",
        "script-src 'self'",
        `style-src 'self' 'nonce-${nonce}'`,
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
      ].sort(),
    );
    expect((await policy())[1]).not.toBe(nonce);
  });

  test('of a server whose certificate is self-made, browsers are not told to insist on it', async () => {
    expect((await web.get('/msg')).headers['strict-transport-security']).toBeUndefined();
  });
});
