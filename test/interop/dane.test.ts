/** DNSSEC and DANE from end to end: zones signed by knot, validated by unbound, TLSA records of a server's own key. */
import { createHash, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { NameService } from '../../src/domain/ports/name-service.ts';
import { createNameService } from '../../src/gateways/dns/name-service.ts';
import { startValidatingResolver } from '../support/dns/validating-resolver.ts';
import { startZoneServer } from '../support/dns/zone-server.ts';
import { type SmtpPeer, startSmtpPeer } from '../support/smtp-peer.ts';
import { createTestSender, type TestSender, transmissionOf } from '../support/smtp-sending.ts';
import { createTestAuthority } from '../support/test-certificates.ts';

const cleanups: AsyncDisposable[] = [];
afterAll(async () => {
  for (const one of cleanups.toReversed()) await one[Symbol.asyncDispose]();
});

let missing: string | null = null;
let names: NameService;
let peer: SmtpPeer;
let sender: TestSender;

beforeAll(async () => {
  const authority = await createTestAuthority();
  const certificate = await authority.issue(['mx.signed.test', 'end.signed.test', 'strange.signed.test']);
  peer = await startSmtpPeer({ certificate });
  cleanups.push(peer);
  const sha256 = (pem: string) =>
    createHash('sha256')
      .update(new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' }))
      .digest('hex');
  const tlsa = (host: string, usage: number, pem: string) =>
    `_${peer.port}._tcp.${host} TLSA ${usage} 1 1 ${sha256(pem)}`;
  const hosts = `mx A 127.0.0.1\n@ TXT "hello"\n${tlsa('mx', 3, certificate.cert)}\nwrong A 127.0.0.1\n${tlsa('wrong', 3, authority.pem)}`;
  const zones = {
    'signed.test': [
      hosts,
      '@ MX 10 mx',
      'anchored MX 10 ta',
      `ta A 127.0.0.1\n${tlsa('ta', 2, authority.pem)}`,
      // The name is right, the authority another.
      'misanchored MX 10 strange',
      `strange A 127.0.0.1\n${tlsa('strange', 2, (await createTestAuthority()).pem)}`,
      'mismatch MX 10 wrong',
      'elsewhere MX 10 mx.plain.test.',
      'bare A 127.0.0.1',
      // RFC 7672 section 2.2.3: the records at the end of an alias count, and only without any those at its beginning.
      'aliased MX 10 alias',
      `alias CNAME mx\n${tlsa('alias', 3, authority.pem)}`,
      'begun MX 10 first',
      `first CNAME bare\n${tlsa('first', 3, certificate.cert)}`,
      'badly-begun MX 10 second',
      `second CNAME bare\n${tlsa('second', 3, authority.pem)}`,
      // Where it leads out of what is signed, those at its beginning.
      'leaving MX 10 out',
      `out CNAME mx.plain.test.\n${tlsa('out', 3, certificate.cert)}`,
      'badly-leaving MX 10 bad-out',
      `bad-out CNAME mx.plain.test.\n${tlsa('bad-out', 3, authority.pem)}`,
      // The certificate is for the end of the alias.
      'named MX 10 named-alias',
      `named-alias CNAME end\nend A 127.0.0.1\n${tlsa('end', 2, authority.pem)}`,
      // The records themselves may be elsewhere.
      'shared MX 10 sharing',
      `sharing A 127.0.0.1\n_${peer.port}._tcp.sharing CNAME _${peer.port}._tcp.mx`,
      `long TXT ${Array.from({ length: 12 }, (_, i) => `"${String(i).padStart(200, 'x')}"`).join(' ')}`,
    ].join('\n'),
    'plain.test': `${hosts}\n@ MX 10 mx`,
    // The resolver knows another key for it than the one that it is signed with.
    'bogus.test': `${hosts}\n@ MX 10 mx`,
  };
  const server = await startZoneServer(zones, ['signed.test', 'bogus.test']);
  if (typeof server === 'string') return void (missing = `knot: ${server}`);
  cleanups.push(server);
  const forged = {
    ...server,
    trustAnchors: async () => (await server.trustAnchors()).replace(/^(bogus.*) [0-9A-Fa-f]{8}/gm, '$1 00000000'),
  };
  const resolver = await startValidatingResolver(forged, Object.keys(zones));
  if (typeof resolver === 'string') return void (missing = `unbound: ${resolver}`);
  cleanups.push(resolver);
  names = createNameService({
    clock: systemClock,
    options: () => ({
      servers: [`127.0.0.1:${resolver.port}`],
      timeoutMs: 5000,
      trust: 'loopback',
      families: 'ipv4-first',
    }),
  });
  sender = createTestSender({ names, port: peer.port });
  cleanups.push(sender);
});

describe('DNSSEC', () => {
  test.for([
    ['signed.test', { kind: 'found', records: ['hello'], isAuthenticated: true }],
    ['plain.test', { kind: 'found', records: ['hello'], isAuthenticated: false }],
    ['bogus.test', { kind: 'failed', reason: expect.stringContaining('SERVFAIL') }],
    ['nothing.signed.test', { kind: 'none', isNxDomain: true, isAuthenticated: true }],
    ['mx.signed.test', { kind: 'none', isNxDomain: false, isAuthenticated: true }],
    ['nothing.plain.test', { kind: 'none', isNxDomain: true, isAuthenticated: false }],
  ] as const)('%s', async ([name, expected], context) => {
    if (missing !== null) return context.skip(missing);
    expect(await names.txt(name)).toMatchObject(expected);
  });

  test('an answer that is too long for a datagram', async (context) => {
    if (missing !== null) return context.skip(missing);
    const answer = await names.txt('long.signed.test');
    expect(answer).toMatchObject({ kind: 'found', isAuthenticated: true });
    expect(answer.kind === 'found' && answer.records[0]?.length).toBe(2400);
  });
});

describe('mail to', () => {
  test.for([
    ['signed.test', 'delivered', 'TLSv1.3, verified by DANE'],
    // The certificate is for another name.
    ['anchored.signed.test', 'deferred', null],
    ['misanchored.signed.test', 'deferred', null],
    ['mismatch.signed.test', 'deferred', null],
    ['plain.test', 'delivered', 'TLSv1.3, not verified'],
    // The zone of the host is not signed, so its records mean nothing.
    ['elsewhere.signed.test', 'delivered', 'TLSv1.3, not verified'],
    ['bogus.test', 'deferred', null],
    ['bare.signed.test', 'delivered', 'TLSv1.3, not verified'],
    ['aliased.signed.test', 'delivered', 'TLSv1.3, verified by DANE'],
    ['begun.signed.test', 'delivered', 'TLSv1.3, verified by DANE'],
    ['badly-begun.signed.test', 'deferred', null],
    ['leaving.signed.test', 'delivered', 'TLSv1.3, verified by DANE'],
    ['badly-leaving.signed.test', 'deferred', null],
    ['named.signed.test', 'delivered', 'TLSv1.3, verified by DANE'],
    ['shared.signed.test', 'delivered', 'TLSv1.3, verified by DANE'],
  ] as const)('%s is %s', async ([domain, outcome, tls], context) => {
    if (missing !== null) return context.skip(missing);
    const report = await sender.send(transmissionOf({ route: { kind: 'mx', domain }, to: [`bob@${domain}`] }));
    expect(report).toMatchObject({ tls, recipients: [{ outcome }] });
  });
});
