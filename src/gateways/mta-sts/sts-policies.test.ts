import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createTestAuthority,
  type TestAuthority,
  type TestCertificate,
} from '../../../test/support/test-certificates.ts';
import { isFailure } from '../../base/failure.ts';
import { silentLogger } from '../../base/log.ts';
import type { DnsAnswer, NameService } from '../../domain/ports/name-service.ts';
import { createStsPolicies, type StsOptions } from './sts-policies.ts';
import { isHostOfPolicy, parsePolicy, readPolicyId } from './sts-policy.ts';

const POLICY = 'version: STSv1\r\nmode: enforce\r\nmx: mx.example.test\r\nmax_age: 86400\r\n';

describe('the record', () => {
  test.each<[readonly string[], string | null]>([
    [['v=STSv1; id=20160831085700Z;'], '20160831085700Z'],
    [['v=STSv1;id=a'], 'a'],
    [['v=STSv1; x=y; id=a; z'], 'a'],
    [['something else', 'v=STSv1; id=b'], 'b'],
    [[], null],
    [['v=STSv1; id=a', 'v=STSv1; id=b'], null],
    [['v=STSv2; id=a'], null],
    [['v=STSv1'], null],
    [['v=STSv1; id=a-b'], null],
    [[`v=STSv1; id=${'a'.repeat(33)}`], null],
  ])('%j', (records, id) => expect(readPolicyId(records)).toBe(id));
});

describe('the policy', () => {
  test('as published', () => {
    const text =
      'version: STSv1\nmode: testing\nmx: MX1.example.test\nmx: *.example.net\nmax_age: 99999999999\n'.replace(
        '99999999999',
        '604800',
      );
    expect(parsePolicy(text)).toEqual({
      mode: 'testing',
      maxAgeSeconds: 604_800,
      mx: ['mx1.example.test', '*.example.net'],
      lines: ['version: STSv1', 'mode: testing', 'mx: MX1.example.test', 'mx: *.example.net', 'max_age: 604800'],
    });
  });

  test.each([
    '',
    POLICY.replace('STSv1', 'STSv2'),
    POLICY.replace('mode: enforce', 'mode: strict'),
    POLICY.replace('max_age: 86400', 'max_age: -1'),
    POLICY.replace('max_age', 'age'),
    POLICY.replace('mx: mx.example.test\r\n', ''),
    POLICY.replace('mx.example.test', 'mx.*.test'),
    POLICY.replace('mx.example.test', 'a b.test'),
    `${POLICY}${'mx: a.test\n'.repeat(500)}`,
    '<html>',
  ])('%j is none', (text) => expect(() => parsePolicy(text)).toThrow(expect.objectContaining({ code: 'invalid' })));

  test.each(['\r', 'x'])('a value with much white space before %j holds nobody up', (end) => {
    expect(parsePolicy(`${POLICY}x:${' '.repeat(60_000)}${end}x${' '.repeat(500)}${end}`).mx).toEqual([
      'mx.example.test',
    ]);
  });

  test('none needs no hosts, and more than a year is a year', () => {
    expect(parsePolicy('version: STSv1\nmode: none\nmax_age: 4000000000\n')).toMatchObject({
      mode: 'none',
      maxAgeSeconds: 31_557_600,
    });
  });

  test.each([
    ['mx.example.test', 'MX.example.test', true],
    ['mx.example.test', 'mx2.example.test', false],
    ['*.example.test', 'a.example.test', true],
    ['*.example.test', 'a.b.example.test', false],
    ['*.example.test', 'example.test', false],
  ])('%s: %s', (pattern, host, isOne) => {
    expect(isHostOfPolicy(parsePolicy(POLICY.replace('mx.example.test', pattern)), host)).toBe(isOne);
  });

  test('any text is a policy or none', () => {
    const piece = fc.constantFrom(
      'version: STSv1',
      'mode:',
      'enforce',
      'mx',
      ':',
      '\n',
      '\r\n',
      '*.',
      'a.test',
      'max_age: 1',
      ' ',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        try {
          parsePolicy(pieces.join(''));
        } catch (error) {
          if (!isFailure(error, 'invalid')) throw error;
        }
      }),
      { seed: 8461, numRuns: 1000 },
    );
  });
});

describe('finding it', () => {
  let authority: TestAuthority;
  let good: TestCertificate;
  let other: TestCertificate;
  beforeAll(async () => {
    authority = await createTestAuthority();
    good = await authority.issue(['mta-sts.example.test']);
    other = await authority.issue(['www.example.test']);
  });

  let nowMs: number;
  let txt: DnsAnswer<string>;
  let notes: Map<string, { value: string; untilMs: number }>;
  let requests: string[];
  let warned: object[];
  const servers: Server[] = [];
  beforeEach(() => {
    nowMs = Date.now();
    txt = record('1');
    notes = new Map();
    requests = [];
    warned = [];
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  const record = (id: string): DnsAnswer<string> => ({
    kind: 'found',
    records: [`v=STSv1; id=${id};`],
    isAuthenticated: false,
    ttlSeconds: 1,
  });
  const signal = new AbortController().signal;

  const isAllowed = () => true;
  async function setUp(
    listener: RequestListener | null,
    certificate = good,
    timeoutMs = 2000,
    addresses: Pick<StsOptions, 'isAllowed'> = { isAllowed },
  ) {
    const server = createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => {
      requests.push(`${request.headers.host} ${request.url}`);
      if (listener !== null) listener(request, response);
    });
    server.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    servers.push(server);
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const names: Pick<NameService, 'txt' | 'addresses'> = {
      txt: () => Promise.resolve(txt),
      addresses: () =>
        Promise.resolve({ kind: 'found', records: ['127.0.0.1'], isAuthenticated: false, ttlSeconds: 1 }),
    };
    const create = () =>
      createStsPolicies({
        clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
        log: { ...silentLogger, warn: (facts) => void warned.push(facts) },
        names: names as NameService,
        observations: {
          note: (topic, key) => Promise.resolve(notes.get(`${topic} ${key}`) ?? null),
          setNote: (topic, key, value, untilMs) =>
            Promise.resolve(void notes.set(`${topic} ${key}`, { value, untilMs })),
        },
        options: () => ({ timeoutMs, port, authorities: [authority.pem], ...addresses }),
      });
    return { create, policies: create() };
  }

  const publish =
    (text: string, type = 'text/plain; charset=utf-8', status = 200): RequestListener =>
    (_, response) => {
      response.writeHead(status, { 'content-type': type, location: 'https://elsewhere.test/' }).end(text);
    };

  test('is fetched once, also when many ask, and kept across a restart', async () => {
    const { policies, create } = await setUp(publish(POLICY));
    const found = await Promise.all(Array.from({ length: 10 }, () => policies.find('example.test', signal)));
    for (const one of found)
      expect(one).toMatchObject({ failure: null, policy: { mode: 'enforce', mx: ['mx.example.test'] } });
    expect(await create().find('example.test', signal)).toMatchObject({ policy: { mode: 'enforce' } });
    expect(requests).toEqual(['mta-sts.example.test /.well-known/mta-sts.txt']);
  });

  test('is fetched again with another id, and when its time is over', async () => {
    const { policies } = await setUp(publish(POLICY));
    await policies.find('example.test', signal);
    txt = record('2');
    await policies.find('example.test', signal);
    await policies.find('example.test', signal);
    expect(requests).toHaveLength(2);
    nowMs += 86_400_001;
    await policies.find('example.test', signal);
    expect(requests).toHaveLength(3);
  });

  test('in use it is refreshed once a day, without a message waiting for it', async () => {
    let text = POLICY.replace('86400', '604800');
    const { policies, create } = await setUp((request, response) => publish(text)(request, response));
    await policies.find('example.test', signal);
    const startMs = nowMs;
    nowMs = startMs + 23 * 3_600_000;
    await policies.find('example.test', signal);
    nowMs = startMs + 25 * 3_600_000;
    text = POLICY.replace('86400', '604801');
    // Also where a record that somebody suppresses says nothing, and after a restart.
    txt = { kind: 'failed', reason: 'x' };
    const restarted = create();
    await Promise.all([restarted.find('example.test', signal), restarted.find('example.test', signal)]);
    const untilMs = () => notes.get('mta-sts example.test')?.untilMs;
    await expect.poll(untilMs).toBe(nowMs + 604_801_000);
    expect(requests).toHaveLength(2);
  });

  test('where that fails, it is tried again after an hour and counts meanwhile', async () => {
    let text = POLICY.replace('86400', '604800');
    const { policies } = await setUp((request, response) => publish(text)(request, response));
    await policies.find('example.test', signal);
    text = 'nonsense';
    for (const [hours, warnings] of [
      [25, 1],
      [0.5, 1],
      [1, 2],
    ] as const) {
      nowMs += hours * 3_600_000;
      expect(await policies.find('example.test', signal)).toMatchObject({ policy: { mode: 'enforce' }, failure: null });
      await expect.poll(() => warned).toHaveLength(warnings);
    }
    expect(requests).toHaveLength(3);
  });

  test.each<[string, () => DnsAnswer<string>]>([
    ['the record is gone', () => ({ kind: 'none', isNxDomain: true, isAuthenticated: false })],
    ['DNS does not answer', () => ({ kind: 'failed', reason: 'x' })],
    [
      'the record is damaged',
      () => ({ kind: 'found', records: ['v=STSv1; id='], isAuthenticated: false, ttlSeconds: 1 }),
    ],
  ])('counts until its time is over, though %s', async (_, change) => {
    const { policies, create } = await setUp(publish(POLICY));
    await policies.find('example.test', signal);
    txt = change();
    for (const one of [policies, create()])
      expect(await one.find('example.test', signal)).toMatchObject({ policy: { mode: 'enforce' } });
    nowMs += 86_400_001;
    expect(await policies.find('example.test', signal)).toEqual({ policy: null, failure: null });
  });

  test('counts also when the new one cannot be got', async () => {
    let text = POLICY;
    const { policies } = await setUp((request, response) => publish(text)(request, response));
    await policies.find('example.test', signal);
    text = 'nonsense';
    txt = record('2');
    expect(await policies.find('example.test', signal)).toMatchObject({
      policy: { mode: 'enforce' },
      failure: { type: 'sts-policy-invalid' },
    });
  });

  test('a note that is damaged is as good as none', async () => {
    const { policies } = await setUp(publish(POLICY));
    notes.set('mta-sts example.test', { value: '{"id":"1","text":"nonsense"}', untilMs: nowMs + 1000 });
    expect(await policies.find('example.test', signal)).toMatchObject({ policy: { mode: 'enforce' } });
  });

  test('without a record nothing is asked', async () => {
    const { policies } = await setUp(publish(POLICY));
    txt = { kind: 'none', isNxDomain: true, isAuthenticated: false };
    expect(await policies.find('example.test', signal)).toEqual({ policy: null, failure: null });
    expect(requests).toEqual([]);
  });

  test.each<[string, RequestListener | null, string]>([
    ['not there', publish('no', 'text/plain', 404), 'sts-policy-fetch-error'],
    ['elsewhere', publish(POLICY, 'text/plain', 302), 'sts-policy-fetch-error'],
    ['a page', publish(POLICY, 'text/html'), 'sts-policy-fetch-error'],
    ['nonsense', publish('hello'), 'sts-policy-invalid'],
    ['too long', publish(POLICY + '#'.repeat(70_000)), 'sts-policy-fetch-error'],
    [
      'endless',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'text/plain' });
        const timer = setInterval(() => response.write('x'), 5);
        response.on('close', () => clearInterval(timer));
      },
      'sts-policy-fetch-error',
    ],
    ['silent', null, 'sts-policy-fetch-error'],
  ])('%s: the failure is told, and the domain is let alone for a while', async (_, listener, type) => {
    const { policies } = await setUp(listener, good, 300);
    for (let i = 0; i < 2; i++)
      expect(await policies.find('example.test', signal)).toMatchObject({ policy: null, failure: { type } });
    expect(requests).toHaveLength(1);
    nowMs += 6 * 60_000;
    await policies.find('example.test', signal);
    expect(requests).toHaveLength(2);
  });

  test('a server inside is not spoken to, whatever the DNS of a stranger says', async () => {
    const { policies } = await setUp(publish(POLICY), good, 2000, {});
    expect(await policies.find('example.test', signal)).toMatchObject({
      policy: null,
      failure: { type: 'sts-policy-fetch-error' },
    });
    expect(requests).toEqual([]);
  });

  test('a certificate for another name', async () => {
    const { policies } = await setUp(publish(POLICY), other);
    expect(await policies.find('example.test', signal)).toMatchObject({
      policy: null,
      failure: { type: 'sts-webpki-invalid' },
    });
    expect(requests).toEqual([]);
  });
});
