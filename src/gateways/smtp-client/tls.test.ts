/** TLS with other servers: RFC 3207, RFC 7672, RFC 8461, RFC 8689 */
import { createHash, X509Certificate } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ANSWERED, type PeerOptions, startSmtpPeer } from '../../../test/support/smtp-peer.ts';
import {
  createTestSender,
  hostRoute,
  type KnownNames,
  knownNames,
  type TestMessage,
  type TestSenderOptions,
  transmissionOf,
} from '../../../test/support/smtp-sending.ts';
import {
  createTestAuthority,
  type TestAuthority,
  type TestCertificate,
} from '../../../test/support/test-certificates.ts';
import type { TlsaRecord } from '../../domain/ports/name-service.ts';
import type { StsFinding } from '../mta-sts/sts-policies.ts';
import { parsePolicy } from '../mta-sts/sts-policy.ts';

const cleanups: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of cleanups.splice(0)) await one[Symbol.asyncDispose]();
});

let authority: TestAuthority;
let stranger: TestAuthority;
let good: TestCertificate;
let other: TestCertificate;
let expired: TestCertificate;
let strange: TestCertificate;
beforeAll(async () => {
  authority = await createTestAuthority();
  stranger = await createTestAuthority();
  good = await authority.issue(['mx.test']);
  other = await authority.issue(['other.test']);
  expired = await authority.issue(['mx.test'], { isExpired: true });
  strange = await stranger.issue(['mx.test']);
});

const HOSTS: KnownNames = { hosts: { 'mx.test': ['127.0.0.1'] } };
const MX: KnownNames = { ...HOSTS, mx: { 'example.org': [{ preference: 1, exchange: 'mx.test' }] } };

async function setUp(peerOptions: PeerOptions, known: KnownNames = MX, more: Partial<TestSenderOptions> = {}) {
  const peer = await startSmtpPeer(peerOptions);
  // TLSA records are asked for by port: the test gives them for `PORT`.
  const tlsa = Object.fromEntries(
    Object.entries(known.tlsa ?? {}).map(([name, records]) => [name.replace('PORT', `${peer.port}`), records]),
  );
  const sender = createTestSender({
    names: knownNames({ ...known, tlsa }),
    port: peer.port,
    authorities: [authority.pem],
    ...more,
  });
  cleanups.push(sender, peer);
  const send = (message: Partial<TestMessage> = {}) =>
    sender.send(transmissionOf({ route: { kind: 'mx', domain: 'example.org' }, ...message }));
  const results = () => sender.tallies.map(({ row }) => [row.policy.type, row.result]);
  return { peer, sender, send, results };
}

const sts = (mode: string, mx = 'mx.test'): StsFinding => ({
  policy: parsePolicy(`version: STSv1\nmode: ${mode}\nmx: ${mx}\nmax_age: 1000\n`),
  failure: null,
});

describe('where it is offered', () => {
  test('any certificate is better than none', async () => {
    const { peer, send, sender } = await setUp({ certificate: strange });
    expect(await send()).toMatchObject({ tls: 'TLSv1.3, not verified', recipients: [{ outcome: 'delivered' }] });
    expect([peer.messages[0]?.isTls, peer.commands.filter((command) => command.startsWith('EHLO')).length]).toEqual([
      true,
      2,
    ]);
    expect(sender.tallies).toEqual([
      {
        subject: 'example.org',
        row: {
          policy: { type: 'no-policy-found', strings: [], mxHosts: [] },
          result: 'success',
          sendingAddress: '',
          receivingHost: '',
          receivingAddress: '',
          reason: '',
        },
      },
    ]);
  });

  test.each<[string, PeerOptions]>([
    ['is not offered', {}],
    [
      'is refused',
      {
        certificate: { key: '', cert: '' },
        answer: (command) => (command === 'STARTTLS' ? '454 4.7.0 no\r\n' : undefined),
      },
    ],
    [
      'fails',
      {
        extensions: ['STARTTLS'],
        answer: (command, { socket }) => {
          if (command !== 'STARTTLS') return undefined;
          socket.removeAllListeners('data');
          socket.write('220 go on\r\n', () => socket.once('data', () => socket.end('not TLS at all')));
          return ANSWERED;
        },
      },
    ],
  ])('where it %s, in the clear', async (_, options) => {
    const { send, results } = await setUp(options);
    expect(await send()).toMatchObject({ tls: null, recipients: [{ outcome: 'delivered' }] });
    expect(results()).toEqual([
      ['no-policy-found', expect.stringMatching(/^(?:starttls-not-supported|validation-failure)$/)],
    ]);
  });

  test('a reply that was put before the handshake ends it, and there is no second try. CVE-2011-0411', async () => {
    const { peer, send } = await setUp({
      certificate: good,
      answer: (command) => (command === 'STARTTLS' ? '220 go on\r\n250-evil\r\n250 AUTH PLAIN\r\n' : undefined),
    });
    expect((await send()).recipients).toMatchObject([
      { outcome: 'deferred', status: '4.7.5', text: expect.stringContaining('in the clear') },
    ]);
    expect([peer.messages.length, peer.sessions.length]).toEqual([0, 1]);
  });

  test('what the server said in the clear does not count afterwards', async () => {
    let hellos = 0;
    const { peer, send } = await setUp({
      certificate: good,
      answer: (command) => (command.startsWith('EHLO') && ++hellos > 1 ? '250 peer\r\n' : undefined),
      extensions: ['PIPELINING', 'SIZE 10'],
    });
    // The peer says the same again; with the limit it would have been refused at once.
    await send();
    expect(peer.commands.filter((command) => command.startsWith('EHLO'))).toHaveLength(2);
  });
});

describe('a smart host', () => {
  const required = (port: number) => ({ route: hostRoute(port, { host: 'mx.test', tls: 'required' }) });
  test.each<[string, () => TestCertificate, string]>([
    ['good', () => good, 'delivered'],
    ['for another name', () => other, 'deferred'],
    ['expired', () => expired, 'deferred'],
    ['of a stranger', () => strange, 'deferred'],
  ])('that must have a valid certificate: %s', async (_, certificate, outcome) => {
    const { peer, send } = await setUp({ certificate: certificate() });
    expect((await send(required(peer.port))).recipients).toMatchObject([{ outcome }]);
    expect(peer.messages.length).toBe(outcome === 'delivered' ? 1 : 0);
  });

  test('that must have TLS, and has none', async () => {
    const { peer, send } = await setUp({});
    expect((await send(required(peer.port))).recipients).toMatchObject([{ outcome: 'deferred', status: '4.7.5' }]);
    expect(peer.messages).toEqual([]);
  });

  test('with TLS from the first byte', async () => {
    const { peer, send } = await setUp({ certificate: good, isTlsImplicit: true });
    const route = hostRoute(peer.port, { host: 'mx.test', tls: 'implicit' });
    expect(await send({ route })).toMatchObject({
      tls: 'TLSv1.3, verified by authorities',
      recipients: [{ outcome: 'delivered' }],
    });
    expect(peer.commands).not.toContain('STARTTLS');
  });

  test('a certificate of its own authority is nothing without the setting', async () => {
    const { peer, send } = await setUp({ certificate: good }, MX, { authorities: undefined });
    expect((await send(required(peer.port))).recipients).toMatchObject([{ outcome: 'deferred' }]);
  });
});

const digest = (name: 'sha256' | 'sha512', data: Buffer) => createHash(name).update(data).digest();
const spki = (pem: string) => new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' });
const tlsa = (usage: number, selector: number, matchingType: number, data: Uint8Array): TlsaRecord => ({
  usage,
  selector,
  matchingType,
  data,
});
const dane = (...records: TlsaRecord[]): KnownNames => ({
  ...MX,
  isAuthenticated: true,
  tlsa: { '_PORT._tcp.mx.test': records },
});

describe('DANE', () => {
  test.each<[string, () => TestCertificate, () => TlsaRecord[], string]>([
    ['3 1 1', () => good, () => [tlsa(3, 1, 1, digest('sha256', spki(good.cert)))], 'delivered'],
    ['3 0 1', () => good, () => [tlsa(3, 0, 1, digest('sha256', new X509Certificate(good.cert).raw))], 'delivered'],
    ['3 1 2', () => good, () => [tlsa(3, 1, 2, digest('sha512', spki(good.cert)))], 'delivered'],
    ['3 0 0', () => good, () => [tlsa(3, 0, 0, new X509Certificate(good.cert).raw)], 'delivered'],
    ['3 1 0', () => good, () => [tlsa(3, 1, 0, spki(good.cert))], 'delivered'],
    [
      '3 1 1 of an expired certificate for another name',
      () => expired,
      () => [tlsa(3, 1, 1, digest('sha256', spki(expired.cert)))],
      'delivered',
    ],
    ['3 1 1 of another key', () => good, () => [tlsa(3, 1, 1, digest('sha256', spki(other.cert)))], 'deferred'],
    [
      'any of several',
      () => good,
      () => [tlsa(3, 1, 1, digest('sha256', spki(other.cert))), tlsa(3, 1, 1, digest('sha256', spki(good.cert)))],
      'delivered',
    ],
    ['2 1 1', () => good, () => [tlsa(2, 1, 1, digest('sha256', spki(authority.pem)))], 'delivered'],
    ['2 0 2', () => good, () => [tlsa(2, 0, 2, digest('sha512', new X509Certificate(authority.pem).raw))], 'delivered'],
    ['2 1 1 for another name', () => other, () => [tlsa(2, 1, 1, digest('sha256', spki(authority.pem)))], 'deferred'],
    [
      '2 1 1 of an expired certificate',
      () => expired,
      () => [tlsa(2, 1, 1, digest('sha256', spki(authority.pem)))],
      'deferred',
    ],
    ['2 1 1 of a stranger', () => strange, () => [tlsa(2, 1, 1, digest('sha256', spki(authority.pem)))], 'deferred'],
    [
      'usage 3 with the digest of the authority',
      () => good,
      () => [tlsa(3, 1, 1, digest('sha256', spki(authority.pem)))],
      'deferred',
    ],
    [
      'none that can be used: any certificate',
      () => strange,
      () => [
        tlsa(1, 1, 1, digest('sha256', spki(good.cert))),
        tlsa(3, 2, 1, Buffer.alloc(32)),
        tlsa(3, 1, 1, Buffer.alloc(5)),
        tlsa(3, 1, 9, Buffer.alloc(32)),
      ],
      'delivered',
    ],
  ])('%s', async (_, certificate, records, outcome) => {
    const { peer, send, sender } = await setUp({ certificate: certificate() }, dane(...records()));
    expect((await send()).recipients).toMatchObject([{ outcome }]);
    expect(peer.messages.length).toBe(outcome === 'delivered' ? 1 : 0);
    expect(sender.tallies.map(({ row }) => [row.policy.type, row.result === 'success'])).toEqual([
      ['tlsa', outcome === 'delivered'],
    ]);
  });

  test('a certificate whose issuer was not sent', async () => {
    const alone = await authority.issue(['mx.test'], { isAlone: true });
    const { peer, send } = await setUp(
      { certificate: alone },
      dane(tlsa(2, 1, 1, digest('sha256', spki(authority.pem)))),
    );
    expect((await send()).recipients).toMatchObject([{ outcome: 'deferred' }]);
    expect(peer.messages).toEqual([]);
  });

  test('a forged issuer with the right name and the wrong signature', async () => {
    // The stranger's authority has the same name; its certificate stands before the true one in the chain.
    const forged = {
      key: strange.key,
      cert: strange.cert.slice(0, strange.cert.length - stranger.pem.length) + authority.pem,
    };
    const { peer, send } = await setUp(
      { certificate: forged },
      dane(tlsa(2, 1, 1, digest('sha256', spki(authority.pem)))),
    );
    expect((await send()).recipients).toMatchObject([{ outcome: 'deferred' }]);
    expect(peer.messages).toEqual([]);
  });

  test('a certificate whose signature is damaged', async () => {
    const own = new X509Certificate(good.cert);
    const damaged = Buffer.from(own.raw);
    damaged[damaged.length - 1] ^= 1;
    const pem = `-----BEGIN CERTIFICATE-----\n${damaged.toString('base64')}\n-----END CERTIFICATE-----\n`;
    const certificate = { key: good.key, cert: pem + authority.pem };
    const { peer, send } = await setUp({ certificate }, dane(tlsa(2, 1, 1, digest('sha256', spki(authority.pem)))));
    expect((await send()).recipients).toMatchObject([{ outcome: 'deferred', text: expect.stringContaining('broken') }]);
    expect(peer.messages).toEqual([]);
  });

  const records = () => [tlsa(3, 1, 1, digest('sha256', spki(good.cert)))];

  test('no TLS where there are records: not sent', async () => {
    const { peer, send, results } = await setUp({}, dane(...records()));
    expect((await send()).recipients).toMatchObject([{ outcome: 'deferred', status: '4.7.5' }]);
    expect([peer.messages, results()]).toEqual([[], [['tlsa', 'starttls-not-supported']]]);
  });

  test('no answer about records: not sent', async () => {
    const { peer, send, results } = await setUp(
      { certificate: good },
      { ...MX, isAuthenticated: true, tlsa: { '_PORT._tcp.mx.test': 'failed' } },
    );
    expect((await send()).recipients).toMatchObject([{ outcome: 'deferred', status: '4.7.5' }]);
    expect([peer.sessions, results()]).toEqual([[], [['tlsa', 'dnssec-invalid']]]);
  });

  test('records that nobody vouches for count nothing', async () => {
    for (const insecure of [{ isAuthenticated: false }, { isTlsaAuthenticated: false }]) {
      const { send } = await setUp({ certificate: strange }, { ...dane(...records()), ...insecure });
      expect(await send()).toMatchObject({ tls: 'TLSv1.3, not verified', recipients: [{ outcome: 'delivered' }] });
    }
  });

  test('switched off', async () => {
    const { send } = await setUp({ certificate: strange }, dane(...records()), { useDane: false });
    expect((await send()).recipients).toMatchObject([{ outcome: 'delivered' }]);
  });

  test('it goes before MTA-STS', async () => {
    const { send } = await setUp({ certificate: good }, dane(...records()), {
      sts: sts('enforce', 'elsewhere.test'),
      authorities: undefined,
    });
    expect(await send()).toMatchObject({ tls: 'TLSv1.3, verified by DANE' });
  });

  test('a message that says TLS-Required: No goes all the same, and not over a connection for others', async () => {
    const { peer, send, results } = await setUp({ certificate: strange }, dane(...records()));
    const content = 'Subject: report\r\nTLS-Required: No\r\n\r\nx\r\n';
    expect((await send({ content })).recipients).toMatchObject([{ outcome: 'delivered' }]);
    expect(results()).toEqual([['tlsa', 'validation-failure']]);
    expect((await send()).recipients).toMatchObject([{ outcome: 'deferred' }]);
    expect(peer.messages).toHaveLength(1);
  });
});

describe('MTA-STS', () => {
  test.each<[string, string, () => TestCertificate | null, string, string]>([
    ['enforce', 'mx.test', () => good, 'delivered', 'success'],
    ['enforce', '*.test', () => good, 'delivered', 'success'],
    ['enforce', 'mx.test', () => other, 'deferred', 'certificate-host-mismatch'],
    ['enforce', 'mx.test', () => expired, 'deferred', 'certificate-expired'],
    ['enforce', 'mx.test', () => strange, 'deferred', 'certificate-not-trusted'],
    ['enforce', 'mx.test', () => null, 'deferred', 'starttls-not-supported'],
    ['enforce', 'elsewhere.test', () => good, 'deferred', 'validation-failure'],
    ['testing', 'mx.test', () => strange, 'delivered', 'certificate-not-trusted'],
    ['testing', 'mx.test', () => null, 'delivered', 'starttls-not-supported'],
    ['testing', 'elsewhere.test', () => good, 'delivered', 'validation-failure'],
  ])('%s, mx %s', async (mode, mx, certificate, outcome, result) => {
    const found = certificate();
    const { peer, send, results } = await setUp(found === null ? {} : { certificate: found }, MX, {
      sts: sts(mode, mx),
    });
    expect((await send()).recipients).toMatchObject([{ outcome }]);
    expect([peer.messages.length, results()]).toEqual([outcome === 'delivered' ? 1 : 0, [['sts', result]]]);
  });

  test('of a very long policy a report repeats the beginning', async () => {
    const text = `version: STSv1\nmode: testing\nmx: *.test\nmax_age: 1000\n${'x: y\n'.repeat(5000)}x: ${'y'.repeat(9000)}\n`;
    const hosts = Array.from({ length: 199 }, (_, i) => `mx: a${'a'.repeat(40)}${i}.test\n`).join('');
    const policy = { policy: parsePolicy(text + hosts), failure: null };
    const { send, sender } = await setUp({ certificate: good }, MX, { sts: policy });
    expect((await send()).recipients).toMatchObject([{ outcome: 'delivered' }]);
    const [row] = sender.tallies.map((tally) => tally.row.policy);
    expect(row.strings.slice(0, 4)).toEqual(['version: STSv1', 'mode: testing', 'mx: *.test', 'max_age: 1000']);
    expect(row.mxHosts[0]).toBe('*.test');
    for (const lines of [row.strings, row.mxHosts]) expect(lines.join('').length).toBeLessThanOrEqual(4096);
  });

  test('a policy that could not be got is told, and changes nothing', async () => {
    const failure = { type: 'sts-policy-fetch-error', reason: 'no route' } as const;
    const { send, results } = await setUp({}, MX, { sts: { policy: null, failure } });
    expect((await send()).recipients).toMatchObject([{ outcome: 'delivered' }]);
    expect(results()).toEqual([
      ['sts', 'sts-policy-fetch-error'],
      ['no-policy-found', 'starttls-not-supported'],
    ]);
  });
});

describe('REQUIRETLS', () => {
  const extensions = ['PIPELINING', 'REQUIRETLS'];
  const message = { requiresTls: true };
  test.each<[string, () => PeerOptions, KnownNames, Partial<TestSenderOptions>, string, string]>([
    [
      'a host of a signed zone',
      () => ({ certificate: good, extensions }),
      { ...MX, isAuthenticated: true },
      {},
      'delivered',
      '2.0.0',
    ],
    [
      'a host of a policy',
      () => ({ certificate: good, extensions }),
      MX,
      { sts: sts('testing') },
      'delivered',
      '2.0.0',
    ],
    ['nobody vouches for the host', () => ({ certificate: good, extensions }), MX, {}, 'failed', '5.7.10'],
    [
      'not offered',
      () => ({ certificate: good, extensions: [] }),
      { ...MX, isAuthenticated: true },
      {},
      'failed',
      '5.7.30',
    ],
    [
      'a certificate for another',
      () => ({ certificate: other, extensions }),
      { ...MX, isAuthenticated: true },
      {},
      'failed',
      '5.7.10',
    ],
    ['no TLS', () => ({ extensions }), { ...MX, isAuthenticated: true }, {}, 'failed', '5.7.10'],
  ])('%s', async (_, options, known, more, outcome, status) => {
    const { peer, send } = await setUp(options(), known, more);
    expect((await send({ message })).recipients).toMatchObject([{ outcome, status }]);
    expect(peer.messages.map(({ mail }) => mail)).toEqual(
      outcome === 'delivered' ? ['MAIL FROM:<alice@example.com> REQUIRETLS'] : [],
    );
  });

  test('a notice goes in any case', async () => {
    const { peer, send } = await setUp({});
    expect((await send({ message, from: '' })).recipients).toMatchObject([{ outcome: 'delivered' }]);
    expect(peer.messages[0]?.mail).not.toContain('REQUIRETLS');
  });

  test('a connection that was not verified is not used', async () => {
    const { peer, send } = await setUp({ certificate: good, extensions }, MX, { sts: sts('testing') });
    await send();
    await send({ message });
    expect(peer.messages.map(({ mail }) => mail)).toEqual([
      'MAIL FROM:<alice@example.com>',
      'MAIL FROM:<alice@example.com> REQUIRETLS',
    ]);
  });
});
