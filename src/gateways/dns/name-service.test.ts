import { type Answer, AUTHENTIC_DATA, encode, TRUNCATED_RESPONSE } from 'dns-packet';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type AskedQuestion,
  replyTo,
  startTestNameServer,
  type TestAnswer,
} from '../../../test/support/name-server.ts';
import { DNS_LIMITS } from './dns-limits.ts';
import { createNameService, type NameServiceOptions } from './name-service.ts';

const cleanups: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of cleanups.splice(0)) await one[Symbol.asyncDispose]();
});

let nowMs = 0;
const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs };

async function setUp(
  answer: (question: AskedQuestion) => TestAnswer | readonly TestAnswer[],
  options: Partial<NameServiceOptions> = {},
) {
  const server = await startTestNameServer(answer);
  cleanups.push(server);
  const names = createNameService({
    clock,
    options: () => ({
      servers: [server.address],
      timeoutMs: 5000,
      trust: 'loopback',
      families: 'ipv4-first',
      ...options,
    }),
  });
  return { server, names };
}

const a = (name: string, data: string, ttl = 300): Answer => ({ name, type: 'A', class: 'IN', ttl, data });
const soa = (ttl: number, minimum: number): Answer => ({
  name: 'example.test',
  type: 'SOA',
  class: 'IN',
  ttl,
  data: { mname: 'ns.example.test', rname: 'root.example.test', serial: 1, refresh: 1, retry: 1, expire: 1, minimum },
});

describe('records', () => {
  test('MX, in any case, with the null MX and without what is no host name', async () => {
    const { names } = await setUp((question) =>
      replyTo(question, [
        { name: 'EXAMPLE.test', type: 'MX', ttl: 60, data: { preference: 10, exchange: 'MX1.Example.test' } },
        { name: 'example.test', type: 'MX', ttl: 30, data: { preference: 0, exchange: '.' } },
        { name: 'example.test', type: 'MX', ttl: 30, data: { preference: 5, exchange: 'bad name.test' } },
        { name: 'other.test', type: 'MX', ttl: 1, data: { preference: 5, exchange: 'mx.other.test' } },
      ]),
    );
    expect(await names.mx('Example.TEST')).toEqual({
      kind: 'found',
      records: [
        { preference: 10, exchange: 'mx1.example.test' },
        { preference: 0, exchange: '' },
      ],
      isAuthenticated: false,
      ttlSeconds: 30,
    });
  });

  test('aliases are followed, and their TTL counts', async () => {
    const { names } = await setUp((question) =>
      replyTo(question, [
        { name: 'www.example.test', type: 'CNAME', ttl: 7, data: 'a.example.test' },
        { name: 'a.example.test', type: 'CNAME', ttl: 60, data: 'b.example.test' },
        a('b.example.test', '192.0.2.1'),
        a('c.example.test', '192.0.2.99'),
      ]),
    );
    expect(await names.ipv4('www.example.test')).toMatchObject({ records: ['192.0.2.1'], ttlSeconds: 7 });
  });

  test('aliases in a circle are no answer', async () => {
    const { names } = await setUp((question) =>
      replyTo(question, [
        { name: 'a.test', type: 'CNAME', ttl: 7, data: 'b.test' },
        { name: 'b.test', type: 'CNAME', ttl: 7, data: 'a.test' },
      ]),
    );
    expect(await names.ipv4('a.test')).toEqual({ kind: 'failed', reason: 'a chain of aliases without an end' });
  });

  test('the strings of a TXT record are joined, also in the middle of a character', async () => {
    const umlaut = Buffer.from('ü');
    const { names } = await setUp((question) =>
      replyTo(question, [
        {
          name: 'example.test',
          type: 'TXT',
          ttl: 5,
          data: [umlaut.subarray(0, 1), umlaut.subarray(1), Buffer.from('!')],
        },
      ]),
    );
    expect(await names.txt('example.test')).toMatchObject({ records: ['ü!'] });
  });

  test('TLSA', async () => {
    const certificate = Buffer.alloc(32, 7);
    const { names, server } = await setUp((question) =>
      replyTo(
        question,
        [{ name: question.name, type: 'TLSA', ttl: 5, data: { usage: 3, selector: 1, matchingType: 1, certificate } }],
        { flags: AUTHENTIC_DATA },
      ),
    );
    expect(await names.tlsa('_25._tcp.mx.example.test')).toMatchObject({
      isAuthenticated: true,
      records: [{ usage: 3, selector: 1, matchingType: 1, data: certificate }],
    });
    expect(server.asked[0]?.query).toMatchObject({ flag_rd: true, flag_ad: true });
  });

  test.each([
    ['192.0.2.10', '10.2.0.192.in-addr.arpa'],
    ['::ffff:192.0.2.10', '10.2.0.192.in-addr.arpa'],
    ['2001:db8::567:89ab', 'b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa'],
    ['::1', '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa'],
  ])('PTR of %s', async (address, name) => {
    const { names, server } = await setUp((question) =>
      replyTo(question, [{ name: question.name, type: 'PTR', ttl: 5, data: 'Host.example.test' }]),
    );
    expect(await names.ptr(address)).toMatchObject({ records: ['host.example.test'] });
    expect(server.asked[0]?.name).toBe(name);
  });

  test.each([
    ['ipv4-first', ['192.0.2.1', '2001:db8::1']],
    ['ipv6-first', ['2001:db8::1', '192.0.2.1']],
    ['ipv4-only', ['192.0.2.1']],
    ['ipv6-only', ['2001:db8::1']],
  ] as const)('addresses: %s', async (families, records) => {
    const answer = (question: AskedQuestion) =>
      replyTo(question, [
        question.type === 'A'
          ? a(question.name, '192.0.2.1')
          : { name: question.name, type: 'AAAA', ttl: 60, data: '2001:db8::1' },
      ]);
    const { names } = await setUp(answer, { families });
    expect(await names.addresses('mx.example.test')).toMatchObject({ records });
  });

  test('one family that is unknown does not hide the other', async () => {
    const { names } = await setUp((question) =>
      question.type === 'A' ? replyTo(question, [a(question.name, '192.0.2.1')]) : replyTo(question, [], { flags: 2 }),
    );
    expect(await names.addresses('mx.example.test')).toMatchObject({ kind: 'found', records: ['192.0.2.1'] });
    expect(await names.ipv6('mx.example.test')).toMatchObject({ kind: 'failed' });
  });
});

describe('without asking anybody', () => {
  test.each([
    ['localhost', ['127.0.0.1', '::1']],
    ['db.localhost', ['127.0.0.1', '::1']],
    ['192.0.2.7', ['192.0.2.7']],
    ['2001:db8::7', ['2001:db8::7']],
  ])('%s', async (host, records) => {
    const { names, server } = await setUp(() => null);
    expect(await names.addresses(host)).toMatchObject({ kind: 'found', records });
    expect(server.asked).toEqual([]);
  });

  test.each(['', '.', 'a..b', 'ü.test', `${'a'.repeat(64)}.test`, `${'a.'.repeat(130)}test`, 'a b.test', 'a\0.test'])(
    '%j is no name',
    async (name) => {
      const { names, server } = await setUp(() => null);
      expect(await names.mx(name)).toMatchObject({ kind: 'none', isNxDomain: true });
      expect(server.asked).toEqual([]);
    },
  );
});

describe('no records', () => {
  test.each([
    [3, true],
    [0, false],
  ])('code %i', async (flags, isNxDomain) => {
    const { names } = await setUp((question) => replyTo(question, [], { flags, authorities: [soa(900, 60)] }));
    expect(await names.mx('none.example.test')).toEqual({ kind: 'none', isNxDomain, isAuthenticated: false });
  });

  test('SERVFAIL and REFUSED mean that nobody knows', async () => {
    const { names, server } = await setUp((question) =>
      replyTo(question, [], { flags: server?.asked.length === 1 ? 2 : 5 }),
    );
    expect(await names.mx('broken.test')).toMatchObject({ kind: 'failed', reason: expect.stringContaining('REFUSED') });
    expect(server.asked).toHaveLength(2);
  });
});

describe('AD', () => {
  test.each([
    ['loopback', true],
    ['all', true],
    ['none', false],
  ] as const)('trust %s', async (trust, isAuthenticated) => {
    const { names } = await setUp(
      (question) => replyTo(question, [a(question.name, '192.0.2.1')], { flags: AUTHENTIC_DATA }),
      { trust },
    );
    expect(await names.ipv4('mx.example.test')).toMatchObject({ isAuthenticated });
  });
});

describe('answers are kept', () => {
  test('for their TTL, negative ones as their SOA says', async () => {
    const { names, server } = await setUp((question) =>
      question.name === 'here.test'
        ? replyTo(question, [a('here.test', '192.0.2.1', 100)])
        : replyTo(question, [], { flags: 3, authorities: [soa(900, 50)] }),
    );
    const count = async () => {
      await names.ipv4('here.test');
      await names.ipv4('gone.test');
      return server.asked.length;
    };
    nowMs = 0;
    expect(await count()).toBe(2);
    nowMs = 49_000;
    expect(await count()).toBe(2);
    nowMs = 51_000;
    expect(await count()).toBe(3);
    nowMs = 100_001;
    expect(await count()).toBe(4);
  });

  test('the same question at the same time goes out once', async () => {
    const { names, server } = await setUp((question) => replyTo(question, [a(question.name, '192.0.2.1')]));
    await Promise.all(Array.from({ length: 50 }, () => names.ipv4('same.test')));
    expect(server.asked).toHaveLength(1);
  });

  test('an abort ends the wait of one, not the question of the others', async () => {
    const { names } = await setUp((question) => replyTo(question, [a(question.name, '192.0.2.1')]));
    const abort = new AbortController();
    const aborted = names.ipv4('same.test', abort.signal);
    const other = names.ipv4('same.test');
    abort.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    expect(await other).toMatchObject({ kind: 'found' });
  });
});

describe('what others may send', () => {
  const right = (question: AskedQuestion) => encode(replyTo(question, [a(question.name, '192.0.2.1')]));
  const wrong = (question: AskedQuestion, change: (message: Buffer) => void) => {
    const message = encode(replyTo(question, [a(question.name, '192.0.2.66')]));
    change(message);
    return message;
  };

  test.each<[string, (question: AskedQuestion) => Buffer]>([
    [
      'another id',
      (question) => wrong(question, (message) => message.writeUInt16BE((message.readUInt16BE(0) + 1) & 0xffff)),
    ],
    ['a question', (question) => wrong(question, (message) => message.writeUInt8(message.readUInt8(2) & 0x7f, 2))],
    ['another name', (question) => wrong(question, (message) => message.write('x', 13))],
    ['another type', (question) => encode(replyTo(question, [], { questions: [{ type: 'MX', name: question.name }] }))],
    ['no question', (question) => encode(replyTo(question, [], { questions: [] }))],
    ['too short', () => Buffer.alloc(5)],
  ])('%s is passed over, the right answer behind it is taken', async (_, make) => {
    const { names } = await setUp((question) => [make(question), right(question)]);
    expect(await names.ipv4('example.test')).toMatchObject({ records: ['192.0.2.1'] });
  });

  /** The header of the right answer, with one record whose name is made of these octets. */
  const withName = (question: AskedQuestion, octets: readonly number[]) => {
    const start = encode(replyTo(question, []));
    start.writeUInt16BE(1, 6);
    return Buffer.concat([start, Buffer.from(octets), Buffer.from([0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 66])]);
  };

  test.each<[string, (question: AskedQuestion) => Buffer]>([
    ['a name that points to itself', (question) => withName(question, [0xc0, encode(replyTo(question, [])).length])],
    ['a pointer behind the end', (question) => withName(question, [0xff, 0xff])],
    ['a label behind the end', (question) => withName(question, [63]).subarray(0, -14)],
    ['an unknown kind of label', (question) => withName(question, [0x80, 0])],
    [
      'a name of 300 octets',
      (question) => withName(question, [...Array.from({ length: 100 }, () => [2, 97, 97]).flat(), 0]),
    ],
    ['counts that are not there', (question) => wrong(question, (message) => message.writeUInt16BE(0xffff, 6))],
    ['half of it', (question) => right(question).subarray(0, -3)],
  ])('%s: no answer', async (_, make) => {
    const { names, server } = await setUp((question) => make(question), { timeoutMs: 200 });
    expect(await names.ipv4('example.test')).toMatchObject({ kind: 'failed' });
    expect(server.asked.length).toBeGreaterThanOrEqual(1);
  });

  test('an endless stream of wrong ones ends', async () => {
    const { names } = await setUp(
      (question) => Array<Buffer>(200).fill(wrong(question, (message) => message.write('x', 13))),
      {
        timeoutMs: 60_000,
      },
    );
    expect(await names.ipv4('example.test')).toMatchObject({ kind: 'failed' });
  });

  test('octets at random are never more than no answer', async () => {
    let seed = 1;
    const random = () => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) / 0x7fffffff;
    const { names } = await setUp(
      (question) => {
        const message = right(question);
        for (let changes = 0; changes < 4; changes++) {
          message[2 + Math.floor(random() * (message.length - 2))] = Math.floor(random() * 256);
        }
        return [message, right(question)];
      },
      { timeoutMs: 200 },
    );
    for (let i = 0; i < 300; i++) {
      const answer = await names.ipv4(`n${i}.test`);
      expect(['found', 'none', 'failed']).toContain(answer.kind);
    }
  });

  test('what does not fit a datagram comes over TCP', async () => {
    const { names, server } = await setUp((question) =>
      question.overTcp
        ? replyTo(
            question,
            Array.from({ length: 100 }, (_, i) => a(question.name, `192.0.2.${i}`)),
          )
        : replyTo(question, [a(question.name, '192.0.2.66')], { flags: TRUNCATED_RESPONSE }),
    );
    const answer = await names.ipv4('example.test');
    expect(answer.kind === 'found' && answer.records.length).toBe(100);
    expect(server.asked.map(({ overTcp }) => overTcp)).toEqual([false, true]);
  });

  test('an answer over TCP that is too large is refused', async () => {
    const { names } = await setUp((question) =>
      question.overTcp
        ? replyTo(
            question,
            Array.from({ length: 3000 }, () => a(question.name, '192.0.2.1')),
          )
        : replyTo(question, [], { flags: TRUNCATED_RESPONSE }),
    );
    expect(await names.ipv4('example.test')).toEqual({ kind: 'failed', reason: 'an answer that is too large' });
  });
});

test('a server that is silent, then the next one', async () => {
  const dead = await startTestNameServer(() => null);
  const alive = await startTestNameServer((question) => replyTo(question, [a(question.name, '192.0.2.1')]));
  cleanups.push(dead, alive);
  const servers = ['192.0.2.1:no', dead.address, alive.address];
  const names = createNameService({
    clock,
    options: () => ({ servers, timeoutMs: 1000, trust: 'none', families: 'ipv4-only' }),
  });
  expect(await names.ipv4('example.test')).toMatchObject({ records: ['192.0.2.1'] });
  expect(dead.asked).toHaveLength(1);
});

test('a server that was silent is asked last from then on, and tried again later', async () => {
  let isDead = true;
  const answer = (question: AskedQuestion) => replyTo(question, [a(question.name, '192.0.2.1')]);
  const first = await startTestNameServer((question) => (isDead ? null : answer(question)));
  const second = await startTestNameServer(answer);
  cleanups.push(first, second);
  const servers = [first.address, second.address];
  const names = createNameService({
    clock,
    options: () => ({ servers, timeoutMs: 1000, trust: 'none', families: 'ipv4-only' }),
  });
  for (let i = 0; i < 5; i++) expect(await names.ipv4(`n${i}.test`)).toMatchObject({ kind: 'found' });
  expect([first.asked.length, second.asked.length]).toEqual([1, 5]);
  isDead = false;
  nowMs += 60_000;
  for (let i = 5; i < 8; i++) expect(await names.ipv4(`n${i}.test`)).toMatchObject({ kind: 'found' });
  expect([first.asked.length, second.asked.length]).toEqual([4, 5]);
});

test('zones that never answer do not keep others from being asked', async () => {
  const { names, server } = await setUp(
    (question) => (question.name.endsWith('.hang.test') ? null : replyTo(question, [a(question.name, '192.0.2.1')])),
    { timeoutMs: 5000 },
  );
  let given = 0;
  for (let i = 0; i < 1000; i++) void names.ipv4(`n${i}.hang.test`).then(() => (given += 1));
  for (let i = 0; i < 20; i++) expect(await names.ipv4(`good${i}.test`)).toMatchObject({ kind: 'found' });
  expect(given).toBe(0);
  expect(server.asked.filter(({ name }) => name.endsWith('.hang.test')).length).toBe(DNS_LIMITS.atOncePerZone);
});
