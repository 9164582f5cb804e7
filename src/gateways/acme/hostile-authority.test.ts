/** An authority that answers whatever it likes: nothing of it costs more than its bound, and all of it is a Failure. */

import { generateKeyPairSync } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createTestAuthority } from '../../../test/support/test-certificates.ts';
import { systemClock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import type { NameService } from '../../domain/ports/name-service.ts';
import { createOpenAuthority } from './acme-authority.ts';
import type { AcmeLimits } from './acme-limits.ts';
import { parseRetryAfter } from './retry-after.ts';

let trusted: string;
let certificate: { readonly cert: string; readonly key: string };
beforeAll(async () => {
  const authority = await createTestAuthority();
  trusted = authority.pem;
  certificate = await authority.issue(['localhost', 'ca.example.test'], { isAlone: true });
});

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type Answer = (response: ServerResponse, base: string) => void;

const privateKey = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const names: Pick<NameService, 'addresses'> = {
  addresses: async () => ({ kind: 'none', isNxDomain: true, isAuthenticated: false }),
};
const never = new AbortController().signal;

/** @param answers by path; `/dir` has a usual answer. */
async function open(answers: Readonly<Record<string, Answer>>, limits: Partial<AcmeLimits> = {}) {
  const asked: string[] = [];
  const server = createServer(certificate, (request, response) => {
    request.resume();
    const { url = '' } = request;
    asked.push(`${request.method} ${url}`);
    const answer = answers[url] ?? USUAL[url];
    if (answer === undefined) response.writeHead(404).end();
    else answer(response, base);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `https://localhost:${(server.address() as AddressInfo).port}`;
  const authority = createOpenAuthority({ names, clock: systemClock, userAgent: 'test', limits })(`${base}/dir`, [
    trusted,
  ]);
  return { authority, asked, account: { url: `${base}/account/1`, privateKey }, base };
}

const json = (value: unknown, headers = {}): Answer => {
  return (response) =>
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
};
const directory: Answer = (response, base) =>
  json({ newNonce: `${base}/nonce`, newAccount: `${base}/accounts`, newOrder: `${base}/orders` })(response, base);
const USUAL: Readonly<Record<string, Answer>> = {
  '/dir': directory,
  '/nonce': (response) => response.writeHead(200, { 'replay-nonce': 'abc' }).end(),
};
const refused = (reason: string) =>
  expect.objectContaining({ code: 'unavailable', detail: expect.objectContaining({ reason }) });

describe('the directory', () => {
  test.each<[string, Answer, string]>([
    [
      'a redirect is not followed',
      (response, base) => response.writeHead(302, { location: `${base}/dir` }).end(),
      'acme-refused',
    ],
    ['no JSON', (response) => response.end('<html>'), 'acme-answer'],
    ['an array', json([]), 'acme-answer'],
    ['null', json(null), 'acme-answer'],
    [
      'addresses without TLS',
      json({ newNonce: 'http://a/', newAccount: 'http://a/', newOrder: 'http://a/' }),
      'acme-answer',
    ],
    ['addresses that sign in', json({ newNonce: 'https://a:b@c/', newAccount: '', newOrder: '' }), 'acme-answer'],
    ['numbers for addresses', json({ newNonce: 1, newAccount: {}, newOrder: null }), 'acme-answer'],
    ['too long an address', json({ newNonce: `https://a/${'x'.repeat(3000)}` }), 'acme-answer'],
    ['an error', (response) => response.writeHead(500).end('x'), 'acme-refused'],
  ])('%s', async (_, answer, reason) => {
    const { authority, asked } = await open({ '/dir': answer });
    await expect(authority.terms(never)).rejects.toEqual(refused(reason));
    expect(asked).toEqual(['GET /dir']);
  });

  test('links that are none of the web are not shown', async () => {
    const meta = { termsOfService: 'javascript:alert(1)', website: 'https://example.org/' };
    const { authority } = await open({
      '/dir': (response, base) =>
        json({ newNonce: `${base}/n`, newAccount: `${base}/a`, newOrder: `${base}/o`, meta })(response, base),
    });
    expect(await authority.terms(never)).toEqual({
      ...{ termsOfService: null, website: 'https://example.org/', needsExternalAccount: false },
    });
  });

  test('a body without end is cut off', async () => {
    const { authority } = await open({
      '/dir': (response) => {
        const more = () => {
          while (response.write('x'.repeat(65_536)));
          response.once('drain', more);
        };
        response.writeHead(200);
        more();
      },
    });
    await expect(authority.terms(never)).rejects.toEqual(refused('acme-answer'));
  });

  test('silence ends', async () => {
    const { authority } = await open({ '/dir': () => {} }, { timeoutMs: 50 });
    await expect(authority.terms(never)).rejects.toEqual(refused('acme-unreachable'));
  });

  test('so does a body that drips', async () => {
    const { authority } = await open(
      {
        '/dir': (response) => {
          const timer = setInterval(() => response.write(' '), 10);
          response.on('close', () => clearInterval(timer));
        },
      },
      { timeoutMs: 100 },
    );
    await expect(authority.terms(never)).rejects.toEqual(refused('acme-unreachable'));
  });

  test('who is not vouched for is asked nothing', async () => {
    const { base, asked } = await open({});
    const stranger = createOpenAuthority({ names, clock: systemClock, userAgent: 'test' })(`${base}/dir`, []);
    await expect(stranger.terms(never)).rejects.toEqual(refused('acme-unreachable'));
    expect(asked).toEqual([]);
  });

  test('a name without an address', async () => {
    const nowhere = createOpenAuthority({ names, clock: systemClock, userAgent: 'test' })(
      'https://ca.example.test/d',
      [],
    );
    await expect(nowhere.terms(never)).rejects.toMatchObject({
      detail: { reason: 'acme-unreachable', said: 'DNS has no address for ca.example.test' },
    });
  });

  test('of several addresses the one that answers is taken, and the name is verified', async () => {
    const { base, asked } = await open({});
    const leading: Pick<NameService, 'addresses'> = {
      addresses: async () => ({
        ...({ kind: 'found', isAuthenticated: false, ttlSeconds: 60 } as const),
        records: ['127.0.0.77', '127.0.0.1'],
      }),
    };
    const at = (name: string) =>
      createOpenAuthority({ names: leading, clock: systemClock, userAgent: 'test' })(
        `${base.replace('localhost', name)}/dir`,
        [trusted],
      );
    expect(await at('ca.example.test').terms(never)).toMatchObject({ needsExternalAccount: false });
    await expect(at('other.example.test').terms(never)).rejects.toEqual(refused('acme-unreachable'));
    expect(asked).toEqual(['GET /dir']);
  });

  test('an abort is no failure of the authority', async () => {
    const { authority } = await open({ '/dir': () => {} });
    const abort = new AbortController();
    const asking = authority.terms(abort.signal);
    abort.abort(new Error('over'));
    await expect(asking).rejects.toThrow('over');
  });
});

const problem = (type: string, more = {}): Answer => {
  return (response) =>
    response
      .writeHead(400, { 'content-type': 'application/problem+json', 'replay-nonce': 'next' })
      .end(JSON.stringify({ type: `urn:ietf:params:acme:error:${type}`, detail: `it is ${type}`, ...more }));
};

describe('signed requests', () => {
  test('a nonce that is never good is tried a few times', async () => {
    const { authority, account, asked } = await open({ '/orders': problem('badNonce') });
    await expect(authority.order(account, ['a.example.test'], never)).rejects.toEqual(refused('acme-refused'));
    expect(asked.filter((line) => line === 'POST /orders')).toHaveLength(11);
  });

  test.each([
    ['none', {}],
    ['empty', { 'replay-nonce': '' }],
    ['with other characters', { 'replay-nonce': 'a b"c' }],
    ['too long', { 'replay-nonce': 'a'.repeat(600) }],
  ])('a nonce that is no nonce: %s', async (_, headers) => {
    const { authority, account, asked } = await open({
      '/nonce': (response) => response.writeHead(200, headers).end(),
    });
    await expect(authority.order(account, ['a.example.test'], never)).rejects.toEqual(refused('acme-answer'));
    expect(asked).toEqual(['GET /dir', 'HEAD /nonce']);
  });

  test('its words are kept within bounds, and steer no terminal', async () => {
    const detail = `\u001b[2J\u202e${'x'.repeat(5000)}`;
    const subproblems = [{ identifier: { value: 'a.example.test' }, detail: 'no\u0007' }, null, 7, { identifier: 3 }];
    const answer: Answer = (response) =>
      response
        .writeHead(429, { 'content-type': 'application/problem+json', 'retry-after': '120' })
        .end(JSON.stringify({ type: 'urn:ietf:params:acme:error:rateLimited', detail, subproblems }));
    const { authority, account } = await open({ '/orders': answer });
    const failure = await authority.order(account, ['a.example.test'], never).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    const { said, type, retryAfterMs, names: told } = (failure as Failure).detail as Record<string, unknown>;
    expect(said).toHaveLength(400);
    expect(String(said)).toMatch(/^\ufffd\[2J\ufffdx+$/);
    expect({ type, retryAfterMs }).toEqual({ type: 'rateLimited', retryAfterMs: 120_000 });
    expect(told).toEqual([{ name: 'a.example.test', said: 'no\ufffd' }]);
  });

  test.each<[string, unknown, Record<string, string>]>([
    ['without an address', { status: 'pending', authorizations: [], finalize: 'https://a/' }, {}],
    ['in no known state', { status: 'maybe', authorizations: [], finalize: 'https://a/' }, { location: 'https://a/o' }],
    [
      'with too many authorizations',
      { status: 'pending', authorizations: Array(300).fill('https://a/'), finalize: 'https://a/' },
      { location: 'https://a/o' },
    ],
    [
      'valid without a certificate',
      { status: 'valid', authorizations: [], finalize: 'https://a/' },
      { location: 'https://a/o' },
    ],
    [
      'with a file to finalize',
      { status: 'ready', authorizations: [], finalize: 'file:///etc/passwd' },
      { location: 'https://a/o' },
    ],
  ])('an order %s', async (_, value, headers) => {
    const { authority, account } = await open({ '/orders': json(value, headers) });
    await expect(authority.order(account, ['a.example.test'], never)).rejects.toEqual(refused('acme-answer'));
  });

  test.each(['../../etc/passwd', 'short', 'a'.repeat(200), 'with space and more than 22', 7, null])(
    'a challenge with the token %j',
    async (token) => {
      const challenges = [{ type: 'http-01', url: 'https://a/c', status: 'pending', token }];
      const { authority, account, base } = await open({
        '/z/1': json({ identifier: { type: 'dns', value: 'a' }, status: 'pending', challenges }),
      });
      await expect(authority.authorization(account, `${base}/z/1`, never)).rejects.toEqual(refused('acme-answer'));
    },
  );

  test('a certificate of another type', async () => {
    const { authority, account, base } = await open({ '/cert': json({}) });
    await expect(authority.download(account, `${base}/cert`, never)).rejects.toEqual(refused('acme-answer'));
  });

  test('whatever JSON it sends, what comes out is an order or a Failure', async () => {
    let value: unknown;
    const { authority, account, base } = await open({ '/o/1': (response) => json(value)(response, base) });
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), orderLike()), async (next) => {
        value = next;
        const result = await authority.showOrder(account, `${base}/o/1`, never).catch((error: unknown) => error);
        if (!(result instanceof Failure)) expect(result).toMatchObject({ url: `${base}/o/1` });
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});

const orderLike = () =>
  fc.record({
    status: fc.constantFrom('pending', 'ready', 'valid', 'x', 1, null),
    authorizations: fc.oneof(fc.array(fc.webUrl({ validSchemes: ['https', 'http'] })), fc.string(), fc.constant(null)),
    finalize: fc.oneof(fc.webUrl({ validSchemes: ['https'] }), fc.anything().map(String)),
    certificate: fc.oneof(fc.webUrl({ validSchemes: ['https'] }), fc.constant(undefined)),
    error: fc.jsonValue(),
  });

test.each([
  [undefined, null],
  ['0', 0],
  ['90', 90_000],
  ['999999999', 7 * 86_400_000],
  ['-5', null],
  ['Thu, 01 Jan 1970 00:01:00 GMT', 60_000],
  ['soon', null],
])('Retry-After %s', (value, expected) => {
  expect(parseRetryAfter(value, 0)).toBe(expected);
});
