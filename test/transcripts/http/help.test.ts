/** The help centre as a browser gets it from a whole server. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type InProcessServer, ROOT, startTestServer } from '../../support/server.ts';
import { openWeb, type Web } from '../../support/web.ts';

const IS_BUILT = existsSync(join(ROOT, 'dist/docs/en/index.html'));

let server: InProcessServer;
let web: Web;
beforeAll(async () => {
  server = await startTestServer();
  web = openWeb(server);
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach((context) => {
  if (!IS_BUILT) context.skip('the help centre is not built: node bin/run tools/build-web.ts');
});

test('from /docs to a page in the language of the browser, and on to another language that is remembered', async () => {
  const first = await web.get('/docs', { 'accept-language': 'de-AT,de;q=0.9' });
  expect(first).toMatchObject({ status: 302, headers: { location: '/docs/de/' } });
  const home = await web.get('/docs/de/');
  expect(home.status).toBe(200);
  expect(home.text).toContain('<html lang="de">');
  const page = await web.get('/docs/de/user/password');
  expect(page.text).toContain('Ihr Passwort');
  const [, change = ''] = /href="(\/docs\/pl\/user\/password\?remember)"/.exec(page.text) ?? [];
  const changed = await web.get(change);
  expect(changed).toMatchObject({ status: 303, headers: { location: '/docs/pl/user/password' } });
  const [cookie = ''] = changed.headers['set-cookie'] ?? [];
  const again = await web.get('/docs', { 'accept-language': 'de', cookie: cookie.split(';')[0] ?? '' });
  expect(again.headers.location).toBe('/docs/pl/');
});

test('pages come with the policy of all pages, and compressed where that is understood', async () => {
  const page = await web.get('/docs/en/administrator/troubleshooting', { 'accept-encoding': 'gzip' });
  expect(page.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(page.bytes).toString()).toContain('Why did this mail not arrive?');
  expect(page.headers['content-security-policy']).toMatch(/default-src 'none'.*require-trusted-types-for 'script'/);
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
});

test('an unknown page says so without repeating what was asked for', async () => {
  const page = await web.get('/docs/fr/%3Cscript%3Ealert(1)%3C/script%3E');
  expect(page.status).toBe(404);
  expect(page.text).toContain('Cette page n’existe pas');
  expect(page.text).not.toContain('alert');
});

test('without TLS it leads to TLS', async () => {
  const { status, headers } = await web.request({ path: '/docs/en/', isPlain: true });
  expect(status).toBe(308);
  expect(headers.location).toMatch(/^https:\/\/mail\.example\.test.*\/docs\/en\/$/);
});
