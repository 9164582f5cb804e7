/** Which hosts are tried, and in which order. RFC 5321 section 5.1 */
import { afterEach, describe, expect, test } from 'vitest';
import { freePort } from '../../../bench/harness/ports.ts';
import { type PeerOptions, SILENCE, type SmtpPeer, startSmtpPeer } from '../../../test/support/smtp-peer.ts';
import {
  createTestSender,
  type KnownNames,
  knownNames,
  type TestSenderOptions,
  transmissionOf,
} from '../../../test/support/smtp-sending.ts';

const cleanups: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of cleanups.splice(0)) await one[Symbol.asyncDispose]();
});

const ROUTE = { kind: 'mx', domain: 'example.org' } as const;

/** Peers on 127.0.0.2 and so on, which have one port in common, as mail servers have. */
async function setUp(peers: readonly (PeerOptions | null)[], known: KnownNames, more: Partial<TestSenderOptions> = {}) {
  const started: SmtpPeer[] = [];
  const port = await freePort();
  for (const [at, options] of peers.entries()) {
    const peer = await startSmtpPeer({ ...options, address: `127.0.0.${at + 2}`, port });
    started.push(peer);
    if (options === null) await peer[Symbol.asyncDispose]();
    else cleanups.push(peer);
  }
  const names = knownNames({
    hosts: { 'mx1.test': ['127.0.0.2'], 'mx2.test': ['127.0.0.3'], 'mx3.test': ['127.0.0.4'] },
    ...known,
  });
  const sender = createTestSender({ names, port, ...more });
  cleanups.unshift(sender);
  return { peers: started, names, sender, send: () => sender.send(transmissionOf({ route: ROUTE })) };
}

const mx = (...pairs: readonly (readonly [number, string])[]): KnownNames => ({
  mx: { 'example.org': pairs.map(([preference, exchange]) => ({ preference, exchange })) },
});
const counts = (peers: readonly SmtpPeer[]) => peers.map(({ messages }) => messages.length);

describe('MX', () => {
  test('the lowest preference first', async () => {
    const { peers, send } = await setUp([{}, {}], mx([20, 'mx1.test'], [10, 'mx2.test']));
    expect((await send()).recipients).toMatchObject([{ outcome: 'delivered', host: 'mx2.test', address: '127.0.0.3' }]);
    expect(counts(peers)).toEqual([0, 1]);
  });

  test('equal ones by chance', async () => {
    let next = 0;
    const { peers, send } = await setUp([{}, {}], mx([10, 'mx1.test'], [10, 'mx2.test']), {
      random: () => [0.1, 0.9, 0.9, 0.1][next++ % 4],
      idleMs: 0,
    });
    await send();
    await send();
    expect(counts(peers)).toEqual([1, 1]);
  });

  test('the next where one does not answer, refuses us, or puts us off', async () => {
    const later: PeerOptions = {
      answer: (command) => (command.startsWith('RCPT') ? '451 4.7.1 later\r\n' : undefined),
    };
    const full: PeerOptions = { answer: (command) => (command === 'connect' ? { close: '554 no\r\n' } : undefined) };
    const { peers, send } = await setUp([null, full, later, {}], {
      ...mx([1, 'mx1.test'], [2, 'mx2.test'], [3, 'mx3.test'], [4, 'mx4.test']),
      hosts: {
        'mx1.test': ['127.0.0.2'],
        'mx2.test': ['127.0.0.3'],
        'mx3.test': ['127.0.0.4'],
        'mx4.test': ['127.0.0.5'],
      },
    });
    expect(await send()).toMatchObject({ destination: 'ok', recipients: [{ outcome: 'delivered', host: 'mx4.test' }] });
    expect(counts(peers)).toEqual([0, 0, 0, 1]);
  });

  test('not the next where one refused for good', async () => {
    const { peers, send } = await setUp(
      [{ answer: (command) => (command.startsWith('RCPT') ? '550 5.1.1 no\r\n' : undefined) }, {}],
      mx([1, 'mx1.test'], [2, 'mx2.test']),
    );
    expect((await send()).recipients).toMatchObject([{ outcome: 'failed', host: 'mx1.test' }]);
    expect(peers[1]?.sessions).toEqual([]);
  });

  test.each([
    ['BDAT', ['PIPELINING', 'CHUNKING']],
    ['DATA', ['PIPELINING']],
    ['neither', []],
  ])('not the next where one may have taken it: %s', async (_, extensions) => {
    const { peers, send } = await setUp(
      [{ extensions, answer: (command) => (command === 'message' ? { close: '' } : undefined) }, {}],
      mx([1, 'mx1.test'], [2, 'mx2.test']),
    );
    expect((await send()).recipients).toMatchObject([{ outcome: 'deferred', status: '4.4.2', host: 'mx1.test' }]);
    expect(peers[1]?.sessions).toEqual([]);
  });

  test('all addresses of a host in their order', async () => {
    const { peers, send } = await setUp([null, {}], {
      ...mx([1, 'mx.test']),
      hosts: { 'mx.test': ['127.0.0.2', '127.0.0.3'] },
    });
    expect((await send()).recipients).toMatchObject([{ outcome: 'delivered', address: '127.0.0.3' }]);
    expect(counts(peers)).toEqual([0, 1]);
  });

  test('only so many addresses', async () => {
    const many = Array.from({ length: 40 }, (_, i) => `127.0.9.${i}`);
    const { send } = await setUp([{}], {
      ...mx([1, 'mx.test'], [2, 'mx1.test']),
      hosts: { 'mx.test': many, 'mx1.test': ['127.0.0.2'] },
    });
    expect(await send()).toMatchObject({
      destination: 'unreachable',
      recipients: [{ outcome: 'deferred', status: '4.4.1' }],
    });
  });

  test('a host that did not answer is left alone for a while, also by others', async () => {
    const { peers, send } = await setUp([{ answer: () => SILENCE }], mx([1, 'mx1.test']), {
      timeouts: { greeting: 50 },
    });
    const first = await send();
    const second = await send();
    expect(second.recipients).toMatchObject([{ outcome: 'deferred', text: first.recipients[0].text }]);
    expect(peers[0]?.sessions).toHaveLength(1);
  });
});

describe('no host', () => {
  test.each<[string, KnownNames, string, string]>([
    ['no such domain', { mx: { 'example.org': 'nxdomain' } }, 'failed', '5.1.2'],
    ['null MX', mx([0, '']), 'failed', '5.1.10'],
    ['DNS does not answer', { mx: { 'example.org': 'failed' } }, 'deferred', '4.4.3'],
    ['neither MX nor address', {}, 'failed', '5.4.4'],
    ['an MX without address', mx([1, 'nowhere.test']), 'failed', '5.4.4'],
    [
      'an MX whose address is not known now',
      { ...mx([1, 'a.test'], [2, 'b.test']), hosts: { 'a.test': 'failed' } },
      'deferred',
      '4.4.3',
    ],
    ['ourselves', mx([10, 'mail.example.com']), 'failed', '5.4.6'],
    ['ourselves, and worse ones', mx([10, 'mail.example.com'], [10, 'mx1.test'], [20, 'mx2.test']), 'failed', '5.4.6'],
  ])('%s', async (_, known, outcome, status) => {
    const { peers, send } = await setUp([{}], known);
    expect(await send()).toMatchObject({ destination: 'unreachable', recipients: [{ outcome, status }] });
    expect(peers[0]?.sessions).toEqual([]);
  });

  test('a null MX beside others means nothing', async () => {
    const { send } = await setUp([{}], mx([0, ''], [10, 'mx1.test']));
    expect((await send()).recipients).toMatchObject([{ outcome: 'delivered' }]);
  });

  test('better ones than ourselves are tried, worse ones are not', async () => {
    const { peers, send } = await setUp([null, {}], mx([5, 'mx1.test'], [10, 'mail.example.com'], [20, 'mx2.test']));
    expect((await send()).recipients).toMatchObject([{ outcome: 'deferred', status: '4.4.1' }]);
    expect(peers[1]?.sessions).toEqual([]);
  });

  test('an address of ours under another name', async () => {
    const { peers, send } = await setUp([{}, {}], mx([5, 'mx1.test'], [10, 'mx2.test']), {
      isOwnEndpoint: (address) => address === '127.0.0.2',
    });
    expect((await send()).recipients).toMatchObject([{ outcome: 'failed', status: '5.4.6' }]);
    expect([peers[0]?.sessions, peers[1]?.sessions]).toEqual([[], []]);
  });

  test('without MX the domain is its own host', async () => {
    const { send } = await setUp([{}], { hosts: { 'example.org': ['127.0.0.2'] } });
    expect((await send()).recipients).toMatchObject([{ outcome: 'delivered', host: 'example.org' }]);
  });

  test('a literal address', async () => {
    const { sender, names } = await setUp([{}], {});
    const report = await sender.send(transmissionOf({ route: { kind: 'mx', domain: '[127.0.0.2]' } }));
    expect(report.recipients).toMatchObject([{ outcome: 'delivered', host: '127.0.0.2' }]);
    expect(names.asked.filter((question) => !question.startsWith('A '))).toEqual([]);
  });
});
