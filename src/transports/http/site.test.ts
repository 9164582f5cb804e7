import { describe, expect, test } from 'vitest';
import { openTestSite, type TestSiteOptions } from '../../../test/support/test-site.ts';
import { Failure, type FailureCode } from '../../base/failure.ts';
import { type AcmeChallenges, createAcmeChallengeRoute } from './acme-challenge.ts';
import { sendBytes, sendPage } from './answers.ts';
import { HTTP_STATUS } from './failures.ts';
import { createRouteTable } from './route-table.ts';
import { createAppRoutes } from './routes/app-routes.ts';
import type { Route } from './site.ts';

const named = (path: string, more: Partial<Route> = {}): Route => ({
  ...{ path, methods: ['GET'] },
  handle: (exchange) => sendBytes(exchange, { type: 'text/plain', bytes: path }),
  ...more,
});

async function get(routes: readonly Route[], path: string, options: TestSiteOptions = {}, init: RequestInit = {}) {
  await using site = await openTestSite(routes, options);
  const response = await site.request(path, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

describe('the route of a path', () => {
  const routes = [
    named('/a'),
    named('/a/'),
    named('/a/b/'),
    named('/a/b/exact'),
    named('/Auto/Discover.xml', { ignoresCase: true }),
    named('/Folder/', { ignoresCase: true }),
  ];

  test.each([
    ['/a', '/a'],
    ['/a/', '/a/'],
    ['/a/c', '/a/'],
    ['/a/b', '/a/'],
    ['/a/b/', '/a/b/'],
    ['/a/b/c/d', '/a/b/'],
    ['/a/b/exact', '/a/b/exact'],
    ['/AUTO/discover.XML', '/Auto/Discover.xml'],
    ['/fOLDER/a', '/Folder/'],
  ])('%s is %s', async (path, route) => {
    expect((await get(routes, path)).text).toBe(route);
  });

  test.each(['/', '/A', '/ab', '/auto', '/b/a/b', '/%61'])('%s is none', async (path) => {
    expect((await get(routes, path)).status).toBe(404);
  });

  test('two of the same path are a mistake', () => {
    expect(() => createRouteTable([named('/a'), named('/a')])).toThrow(TypeError);
    expect(() => createRouteTable([named('/a', { ignoresCase: true }), named('/A', { ignoresCase: true })])).toThrow();
  });
});

describe('what goes wrong', () => {
  const failing = (error: unknown) =>
    named('/a', {
      handle: () => {
        throw error;
      },
    });

  test.each(Object.entries(HTTP_STATUS))('%s is told as %d', async (code, status) => {
    const answer = await get([failing(new Failure(code as FailureCode, 'a detail that is nobody’s matter'))], '/a');
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('nobody');
  });

  test('a bug is told to the log, and nothing of it to the browser', async () => {
    const errors: unknown[] = [];
    const log = { error: (values: unknown) => errors.push(values) } as never;
    const answer = await get([failing(new Error('a secret'))], '/a?ticket=secret', { log });
    expect([answer.status, answer.text.includes('secret')]).toEqual([503, false]);
    expect(errors).toMatchObject([{ err: { message: 'a secret' } }]);
    expect(JSON.stringify(errors)).not.toContain('ticket');
  });

  test('in the middle of an answer the connection ends', async () => {
    const route = named('/a', {
      handle: async ({ response }) => {
        response.writeHead(200, { 'content-length': 100 }).write('begin');
        throw new Error('a bug');
      },
    });
    await expect(get([route], '/a')).rejects.toThrow();
  });
});

test('what is written into a page is text', async () => {
  const hostile = `"><script>alert('&')</script>`;
  const page = { title: hostile, paragraphs: [hostile], links: [{ href: hostile, text: hostile }] };
  const { text } = await get([named('/a', { handle: (exchange) => sendPage(exchange, page) })], '/a');
  expect(text).not.toContain('<script');
  expect(text.split('&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;')).toHaveLength(6);
});

describe('browsers are told to insist on TLS', () => {
  const hsts = async (options: TestSiteOptions) =>
    (await get([named('/a', { isAlsoPlain: true })], '/a', options)).headers.get('strict-transport-security');

  test('where they accept the certificate, and have come by TLS', async () => {
    expect(await hsts({ hasTrustedCertificate: () => true })).toBe('max-age=31536000');
    expect(await hsts({ hasTrustedCertificate: () => true, isSecure: false })).toBeNull();
    expect(await hsts({})).toBeNull();
  });
});

describe('without TLS', () => {
  test('what is also there without is served, and all else is elsewhere', async () => {
    const routes = [named('/a', { isAlsoPlain: true }), named('/b')];
    expect(await get(routes, '/a', { isSecure: false })).toMatchObject({ status: 200, text: '/a' });
    for (const path of ['/b', '/c']) {
      const { status, headers } = await get(routes, path, { isSecure: false, securePortFor: () => 2443 });
      expect([status, headers.get('location')]).toEqual([308, `https://127.0.0.1:2443${path}`]);
    }
  });
});

describe('proofs for certificate authorities', () => {
  const TOKEN = 'evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA';
  const asked: string[] = [];
  const challenges: AcmeChallenges = {
    answer(token) {
      asked.push(token);
      return token === 'unknown' ? null : `${token}.thumbprint`;
    },
  };
  const ask = (token: string) =>
    get([createAcmeChallengeRoute(challenges)], `/.well-known/acme-challenge/${token}`, { isSecure: false });

  test('are there without TLS', async () => {
    expect(await ask(TOKEN)).toMatchObject({ status: 200, text: `${TOKEN}.thumbprint` });
    expect(asked).toEqual([TOKEN]);
  });

  test.each(['', 'unknown', `${TOKEN}/`, `${TOKEN}/a`, 'a%2Fb', 'a.b', 'a'.repeat(129), '%3Cscript%3E', `${TOKEN}=`])(
    'and nothing else: %j',
    async (token) => {
      const { status, text } = await ask(token);
      expect(status).toBe(404);
      expect(text).not.toMatch(/unknown|evaGx|script>|thumbprint/);
    },
  );
});

describe('the applications', () => {
  const file = (text: string) => ({ type: 'text/html', bytes: Buffer.from(text), tag: 'a', encoded: [] });
  const files = new Map([
    ['index.html', file('<div id="root"></div>')],
    ['favicon.svg', file('icon')],
    ['assets/app-1.js', file('script')],
  ]);

  test.each(['/msg', '/msg/', '/msg/users/alice'])(
    '%s is the one page, with a nonce that nobody knew',
    async (path) => {
      const { status, text, headers } = await get(createAppRoutes(files), path);
      expect([status, text]).toEqual([200, '<div id="root"></div>']);
      const policy = headers.get('content-security-policy');
      expect(policy).toMatch(/'nonce-[\w-]{22}'/);
      expect((await get(createAppRoutes(files), path)).headers.get('content-security-policy')).not.toBe(policy);
    },
  );

  test('its files are there, and nothing else', async () => {
    const textOf = async (path: string) => (await get(createAppRoutes(files), path)).text;
    expect(await textOf('/msg/favicon.svg')).toBe('icon');
    expect(await textOf('/favicon.ico')).toBe('icon');
    expect(await textOf('/msg/assets/app-1.js')).toBe('script');
    for (const path of ['/msg/assets/app-2.js', '/msg/assets/', '/assets/app-1.js', '/index.html', '/favicon.svg']) {
      expect((await get(createAppRoutes(files), path)).status).toBe(404);
    }
  });

  test('where nobody has built them, a page says so', async () => {
    const answer = await get(createAppRoutes(null), '/msg', {}, { headers: { 'accept-language': 'fr' } });
    expect([answer.status, answer.text.includes('npm start')]).toEqual([503, true]);
    expect((await get(createAppRoutes(null), '/msg/assets/app-1.js')).status).toBe(404);
    expect((await get(createAppRoutes(null), '/favicon.ico')).status).toBe(404);
  });
});
