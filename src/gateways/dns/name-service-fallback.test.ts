/** Which of several servers is believed, and what a server may say instead of an answer. */
import { type Answer, AUTHENTIC_DATA, encode, TRUNCATED_RESPONSE } from 'dns-packet';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type AskedQuestion,
  replyTo,
  startTestNameServer,
  type TestAnswer,
  type TestNameServer,
} from '../../../test/support/name-server.ts';
import { createNameService, type NameServiceOptions } from './name-service.ts';

const cleanups: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of cleanups.splice(0)) await one[Symbol.asyncDispose]();
});

let nowMs = 0;
const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs };

type Answering = (question: AskedQuestion) => TestAnswer;

async function open(answers: readonly Answering[], options: Partial<NameServiceOptions> = {}) {
  const servers: TestNameServer[] = [];
  for (const answer of answers) servers.push(await startTestNameServer(answer));
  cleanups.push(...servers);
  let current: NameServiceOptions = {
    servers: servers.map(({ address }) => address),
    ...{ timeoutMs: 1000, trust: 'loopback', families: 'ipv4-only' },
    ...options,
  };
  const change = (changed: Partial<NameServiceOptions>) => {
    current = { ...current, ...changed };
  };
  return { names: createNameService({ clock, options: () => current }), servers, change };
}

/** Leads to this machine as well, and is no address of the loopback network. */
const asStranger = ({ address }: TestNameServer) => address.replace('127.0.0.1', '0.0.0.0');

const a = (name: string, data: string, ttl = 300): Answer => ({ name, type: 'A', class: 'IN', ttl, data });
const found: Answering = (question) => replyTo(question, [a(question.name, '192.0.2.1')]);
const servfail: Answering = (question) => replyTo(question, [], { flags: 2 });
const refused: Answering = (question) => replyTo(question, [], { flags: 5 });
const silent: Answering = () => null;

describe('after a server whose word counts', () => {
  test.each([
    ['has failed', servfail],
    ['is silent', silent],
  ])('%s, a stranger is not believed', async (_, first) => {
    const { names, servers, change } = await open([first, found]);
    const [validating, stranger] = servers as [TestNameServer, TestNameServer];
    change({ servers: [validating.address, asStranger(stranger)] });
    expect(await names.ipv4('forged.test')).toMatchObject({ kind: 'failed' });
    expect(stranger.asked).toEqual([]);
    change({ servers: [validating.address, stranger.address] });
    expect(await names.ipv4('forged.test')).toMatchObject({ kind: 'found' });
  });

  test.each([
    ['does not want to be asked', refused],
    ['does not run', null],
  ])('%s, a stranger is', async (_, first) => {
    const { names, servers, change } = await open([first ?? silent, found]);
    const [validating, stranger] = servers as [TestNameServer, TestNameServer];
    if (first === null) await validating[Symbol.asyncDispose]();
    change({ servers: [validating.address, asStranger(stranger)] });
    expect(await names.ipv4('example.test')).toMatchObject({ kind: 'found', isAuthenticated: false });
    if (first === null) cleanups.splice(cleanups.indexOf(validating), 1);
  });

  test('failed, where nobody counts, the next one is asked', async () => {
    const { names } = await open([servfail, found], { trust: 'none' });
    expect(await names.ipv4('example.test')).toMatchObject({ kind: 'found' });
  });
});

test('a server that sends us on has not said that there is nothing', async () => {
  const referral: Answering = (question) =>
    replyTo(question, [], { authorities: [{ name: 'test', type: 'NS', ttl: 60, data: 'ns.example.org' }] });
  const { names } = await open([referral]);
  expect(await names.mx('example.test')).toMatchObject({
    kind: 'failed',
    reason: expect.stringContaining('REFERRAL'),
  });
});

describe('an answer that was cut off', () => {
  const half = (question: AskedQuestion) =>
    encode(replyTo(question, [a(question.name, '192.0.2.66')], { flags: TRUNCATED_RESPONSE })).subarray(0, -3);

  test('within a record comes over TCP', async () => {
    const { names } = await open([(question) => (question.overTcp ? found(question) : half(question))]);
    expect(await names.ipv4('example.test')).toMatchObject({ records: ['192.0.2.1'] });
  });

  test('over TCP as well is none', async () => {
    const { names } = await open([half]);
    expect(await names.ipv4('example.test')).toMatchObject({ kind: 'failed' });
  });
});

test('that an alias leads to nothing is known for as long as the alias', async () => {
  const { names, servers } = await open([
    (question) =>
      replyTo(question, [{ name: 'alias.test', type: 'CNAME', ttl: 10, data: 'gone.test' }], {
        flags: 3,
        authorities: [
          {
            ...{ name: 'test', type: 'SOA', class: 'IN', ttl: 900 },
            data: { mname: 'ns.test', rname: 'root.test', serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 900 },
          },
        ],
      }),
  ]);
  await names.ipv4('alias.test');
  nowMs += 11_000;
  await names.ipv4('alias.test');
  expect(servers[0]?.asked).toHaveLength(2);
});

test('what was believed of a server is not, once the setting says so', async () => {
  const { names, change } = await open([
    (question) => replyTo(question, [a(question.name, '192.0.2.1')], { flags: AUTHENTIC_DATA }),
  ]);
  expect(await names.ipv4('example.test')).toMatchObject({ isAuthenticated: true });
  change({ trust: 'none' });
  expect(await names.ipv4('example.test')).toMatchObject({ isAuthenticated: false });
});

test('SRV records, and the target that says that there is no such service', async () => {
  const srv = (target: string, priority: number): Answer => ({
    ...{ name: '_imaps._tcp.example.test', type: 'SRV', ttl: 60 },
    data: { priority, weight: 1, port: 993, target },
  });
  const { names } = await open([(question) => replyTo(question, [srv('Mail.example.test', 0), srv('.', 10)])]);
  expect(await names.srv('_imaps._tcp.example.test')).toMatchObject({
    records: [
      { priority: 0, weight: 1, port: 993, target: 'mail.example.test' },
      { priority: 10, weight: 1, port: 993, target: '' },
    ],
  });
});

test('an alias itself, and the name at its end', async () => {
  const { names } = await open([
    (question) =>
      replyTo(question, [
        { name: 'a.test', type: 'CNAME', ttl: 60, data: 'B.test' },
        ...(question.type === 'CNAME' ? [] : [a('b.test', '192.0.2.1')]),
      ]),
  ]);
  expect(await names.alias('a.test')).toMatchObject({ kind: 'found', records: ['b.test'] });
  expect(await names.addresses('a.test')).toMatchObject({ records: ['192.0.2.1'], canonicalName: 'b.test' });
});
