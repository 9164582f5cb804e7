import { createServer, request as httpRequest, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { silentLogger } from '../../base/log.ts';
import { createRouteTable } from '../http/route-table.ts';
import { createSite } from '../http/site.ts';
import type { StaticFile, StaticFiles } from '../http/static-files.ts';
import { createHelpRoutes } from './help-routes.ts';

const file = (text: string, type = 'text/html; charset=utf-8'): StaticFile => ({
  type,
  bytes: Buffer.from(text),
  tag: text,
  encoded: [],
});
const files: StaticFiles = new Map([
  ['help.css', file('css', 'text/css; charset=utf-8')],
  ['api/openapi.json', file('{}', 'application/json')],
  ...['en', 'de', 'pl'].flatMap((language) => [
    [`${language}/index.html`, file(`${language} home`)] as const,
    [`${language}/missing.html`, file(`${language} missing`)] as const,
    [`${language}/user.html`, file(`${language} guide`)] as const,
    [`${language}/user/password.html`, file(`${language} password`)] as const,
    [`${language}/search.json`, file('[]', 'application/json')] as const,
  ]),
]);

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

async function open(content: StaticFiles | null) {
  const answer = createSite({
    routes: createRouteTable(createHelpRoutes(content)),
    log: silentLogger,
    defaultLanguage: () => 'en',
    hasTrustedCertificate: () => false,
    securePortFor: () => null,
    secureNameFor: async (name) => name,
  });
  const arrival = {
    peer: { address: '127.0.0.1', isTrusted: false },
    isSecure: true,
    signal: new AbortController().signal,
  };
  const server: Server = createServer((request, response) => void answer(request, response, arrival));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    new Promise<Answer>((resolve, reject) => {
      const request = httpRequest({ host: '127.0.0.1', port, path, headers, method }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      });
      request.on('error', reject).end();
    });
  return { get, close: () => new Promise((resolve) => server.close(resolve)) };
}

let site: Awaited<ReturnType<typeof open>>;
beforeAll(async () => {
  site = await open(files);
});
afterAll(() => site.close());

describe('pages', () => {
  test.each([
    ['/docs/de/', 200, 'de home'],
    ['/docs/de/user', 200, 'de guide'],
    ['/docs/de/user/password', 200, 'de password'],
    ['/docs/de/nothing', 404, 'de missing'],
    ['/docs/de/user/password.html', 404, 'de missing'],
    ['/docs/de/../../package.json', 400, 'Bad request\n'],
    ['/docs/de/%2e%2e/help.css', 400, 'Bad request\n'],
    ['/docs/de/__proto__', 404, 'de missing'],
    ['/docs/help.css', 200, 'css'],
    ['/docs/api/openapi.json', 200, '{}'],
    ['/docs/de/search.json', 200, '[]'],
  ])('%s: %i', async (path, status, text) => {
    expect(await site.get(path)).toMatchObject({ status, text });
  });

  test('have the policy of all pages, and their language', async () => {
    for (const path of ['/docs/de/user/password', '/docs/de/nothing']) {
      const { headers } = await site.get(path);
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers['content-language']).toBe('de');
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });

  test('are not sent again to who has them', async () => {
    const { headers } = await site.get('/docs/de/user/password');
    expect((await site.get('/docs/de/user/password', { 'if-none-match': headers.etag ?? '' })).status).toBe(304);
  });

  test('are only read', async () => {
    expect((await site.get('/docs/de/', {}, 'POST')).status).toBe(405);
    expect(await site.get('/docs/de/', {}, 'HEAD')).toMatchObject({ status: 200, text: '' });
  });
});

describe('the language', () => {
  test.each([
    ['/docs', {}, '/docs/en/'],
    ['/docs/', {}, '/docs/en/'],
    ['/docs', { 'accept-language': 'pl, de;q=0.5' }, '/docs/pl/'],
    ['/docs', { 'accept-language': 'pl', cookie: 'a=b; mailroom-language=de' }, '/docs/de/'],
    ['/docs', { 'accept-language': 'pl', cookie: 'mailroom-language=xx' }, '/docs/pl/'],
    ['/docs/user/password', { 'accept-language': 'de' }, '/docs/de/user/password'],
    ['/docs/user/nothing', { 'accept-language': 'de' }, 404],
    ['/docs/de', {}, '/docs/de/'],
    ['/docs/de/user/', {}, '/docs/de/user'],
  ])('%s %j', async (path, headers, expected) => {
    const answer = await site.get(path, headers);
    if (typeof expected === 'number') expect(answer.status).toBe(expected);
    else expect(answer).toMatchObject({ status: 302, headers: { location: expected } });
  });

  test('is remembered when it is chosen, and by the switch alone', async () => {
    const chosen = await site.get('/docs/pl/user/password?remember');
    expect(chosen).toMatchObject({ status: 303, headers: { location: '/docs/pl/user/password' } });
    const [cookie = ''] = chosen.headers['set-cookie'] ?? [];
    expect(cookie).toBe('mailroom-language=pl; Path=/; Max-Age=31536000; Secure; SameSite=Lax');
    expect((await site.get('/docs', { cookie: cookie.split(';')[0] ?? '' })).headers.location).toBe('/docs/pl/');
    expect((await site.get('/docs/pl/user/password')).headers['set-cookie']).toBeUndefined();
  });
});

test('where nothing is built every address says so', async () => {
  const empty = await open(null);
  try {
    const answer = await empty.get('/docs/de/user', { 'accept-language': 'de' });
    expect(answer.status).toBe(503);
    expect(answer.text).toContain('Die Hilfe ist noch nicht da');
  } finally {
    await empty.close();
  }
});
