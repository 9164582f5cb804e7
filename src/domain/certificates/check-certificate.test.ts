import { execFileSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { createClientAuthority } from '../../../test/support/client-certificates.ts';
import {
  createTestAuthority,
  type TestAuthority,
  type TestCertificate,
} from '../../../test/support/test-certificates.ts';
import { Failure } from '../../base/failure.ts';
import { writeCertificate } from '../../config/tls/certificate.ts';
import { checkCertificate, type GivenCertificate } from './check-certificate.ts';
import { describeCertificate } from './describe-certificate.ts';

let authority: TestAuthority;
let good: TestCertificate;
let chain: string;
beforeAll(async () => {
  authority = await createTestAuthority();
  good = await authority.issue(['mail.example.test', '*.example.org', '127.0.0.1']);
  chain = good.cert;
});

const check = (given: Partial<GivenCertificate>, nowMs = Date.now()) =>
  checkCertificate({ chain, privateKey: good.key, passphrase: null, ...given }, nowMs);
const fault = (reason: string) =>
  expect.objectContaining({ code: 'invalid', detail: expect.objectContaining({ reason }) });
const subjects = (pem: string) =>
  pem
    .split(/(?<=-----END CERTIFICATE-----\n)/)
    .filter((each) => each.trim() !== '')
    .map((each) => new X509Certificate(each).subject);

describe('the chain', () => {
  test('is put in order, and what does not belong to it is left out', async () => {
    const stranger = await (await createTestAuthority()).issue(['other.example.test']);
    const [own = '', ca = ''] = good.cert.split(/(?<=-----END CERTIFICATE-----\n)/);
    const mixed = `Bag Attributes: none\n${stranger.cert}${ca}${own}${own}`;
    expect(subjects(check({ chain: mixed }).chain)).toEqual(['CN=mail.example.test', 'CN=Test CA']);
  });

  test('may go round in a circle: authorities that vouch for each other', async () => {
    const keys = [0, 1, 2].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
    const [first, second, own] = keys as [KeyObject, KeyObject, KeyObject];
    const make = (subject: string, subjectKey: KeyObject, issuer: string, issuerKey: KeyObject, isOwn = false) =>
      writeCertificate({
        ...{ subject, subjectKey, issuer, issuerKey, serialNumber: randomBytes(16) },
        ...{ notBeforeMs: Date.now() - 1000, notAfterMs: Date.now() + 86_400_000 },
        use: isOwn ? { names: ['mail.example.test'] } : 'authority',
      });
    const given = [
      await make('A', first, 'B', second),
      await make('B', second, 'A', first),
      await make('own', own, 'A', first, true),
    ].join('');
    expect(subjects(check({ chain: given, privateKey: pem(own) }).chain)).toEqual(['CN=own', 'CN=A', 'CN=B']);
  });

  test('may hold the key as well', () => {
    const { privateKey } = check({ chain: `${good.key}${chain}`, privateKey: null });
    expect(new X509Certificate(chain).checkPrivateKey(createPrivateKey(privateKey))).toBe(true);
  });

  test.each<[string, () => string, string]>([
    ['nothing', () => '', 'certificate-none'],
    ['only a key', () => good.key, 'certificate-none'],
    ['damaged', () => chain.replace(/[A-Za-z0-9]{40}/, 'A'.repeat(40)), 'certificate-unreadable'],
    ['far too many', () => chain.repeat(11), 'certificate-too-many'],
  ])('%s', (_, make, reason) => {
    expect(() => check({ chain: make() })).toThrow(fault(reason));
  });

  test('of another key', async () => {
    const { key: other } = await authority.issue(['mail.example.test']);
    expect(() => check({ privateKey: other })).toThrow(fault('certificate-other-key'));
  });

  test('expired, and not yet valid', async () => {
    const expired = await authority.issue(['mail.example.test'], { isExpired: true });
    expect(() => check({ chain: expired.cert, privateKey: expired.key })).toThrow(fault('certificate-expired'));
    expect(() => check({}, Date.now() - 30 * 86_400_000)).toThrow(fault('certificate-not-yet'));
  });

  test('of a person, and without names', async () => {
    const people = await createClientAuthority();
    const person = await people.issue({ names: ['alice@example.test'] });
    expect(() => check({ chain: person.cert, privateKey: person.key })).toThrow(fault('certificate-not-for-servers'));
    const nameless = selfSigned(['-subj', '/CN=mail.example.test']);
    expect(() => check(nameless)).toThrow(fault('certificate-without-names'));
  });
});

describe('the key', () => {
  const protectedKey = (...args: readonly string[]) =>
    execFileSync('openssl', ['pkcs8', '-topk8', '-passout', 'pass:open sesame', ...args], {
      input: good.key,
      encoding: 'utf8',
    });

  test.each([
    ['-v2', 'aes-256-cbc', '-iter', '2048'],
    ['-v2', 'aes-128-cbc', '-iter', '100000', '-v2prf', 'hmacWithSHA512'],
  ])('protected: %s %s %s %s', (...args) => {
    const privateKey = protectedKey(...args);
    expect(() => check({ privateKey })).toThrow(fault('key-needs-passphrase'));
    expect(() => check({ privateKey, passphrase: 'wrong' })).toThrow(fault('key-wrong-passphrase'));
    expect(check({ privateKey, passphrase: 'open sesame' }).privateKey).toContain('BEGIN PRIVATE KEY');
  });

  test('protected in the old way', () => {
    const privateKey = execFileSync('openssl', ['ec', '-aes256', '-passout', 'pass:x1y2z3'], {
      ...{ input: good.key, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] },
    });
    expect(privateKey).toContain('Proc-Type: 4,ENCRYPTED');
    expect(() => check({ privateKey })).toThrow(fault('key-needs-passphrase'));
    expect(check({ privateKey, passphrase: 'x1y2z3' }).privateKey).toContain('BEGIN PRIVATE KEY');
  });

  // To open it would stop the whole server.
  test.each([[['-scrypt']], [['-v2', 'aes-256-cbc', '-iter', '5000000']]])(
    'protected at too high a cost: %s',
    (args) => {
      const privateKey = protectedKey(...args);
      const startedMs = performance.now();
      expect(() => check({ privateKey, passphrase: 'wrong' })).toThrow(fault('key-protection'));
      expect(performance.now() - startedMs).toBeLessThan(1000);
    },
  );

  test.each<[string, string, string]>([
    ['missing', '', 'key-none'],
    ['damaged', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n', 'key-unreadable'],
    ['Ed25519', pem(generateKeyPairSync('ed25519').privateKey), 'key-kind'],
    ['too weak', pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey), 'key-kind'],
    ['an unusual curve', pem(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey), 'key-kind'],
  ])('%s', (_, privateKey, reason) => {
    expect(() => check({ privateKey })).toThrow(fault(reason));
  });

  test('RSA does', () => {
    const given = selfSigned([
      '-subj',
      '/CN=x',
      '-addext',
      'subjectAltName=DNS:mail.example.test',
      '-newkey',
      'rsa:2048',
    ]);
    const { chainState, keyType, names } = describeCertificate(check(given).chain, () => false);
    expect({ chainState, keyType, names }).toEqual({
      ...{ chainState: 'private', keyType: 'RSA 2048', names: ['mail.example.test'] },
    });
  });
});

test('whatever text comes, it is a certificate or a Failure', () => {
  const pieces = () =>
    fc.constantFrom(good.cert, good.key, '-----BEGIN CERTIFICATE-----\n', '-----END', 'A', '\n', '-----');
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces(), fc.string())), fc.option(fc.string()), (parts, passphrase) => {
      try {
        checkCertificate({ chain: parts.join(''), privateKey: null, passphrase }, Date.now());
      } catch (error) {
        expect(error).toBeInstanceOf(Failure);
      }
    }),
    { numRuns: 200, seed: 11 },
  );
});

describe('described', () => {
  test('names, and what a wildcard covers', () => {
    const { names, covers, keyType, subject, issuer } = describeCertificate(chain, () => false);
    expect(names).toEqual(['mail.example.test', '*.example.org', '127.0.0.1']);
    expect({ keyType, subject, issuer }).toEqual({
      keyType: 'ECDSA P-256',
      subject: 'mail.example.test',
      issuer: 'Test CA',
    });
    const covered = ['mail.example.test', 'MAIL.example.test', 'post.example.org', 'a.b.example.org', 'example.org'];
    expect(covered.map(covers)).toEqual([true, true, true, false, false]);
  });

  test('where its chain leads', async () => {
    const alone = await authority.issue(['mail.example.test'], { isAlone: true });
    const state = (pem: string, isKnown: boolean) => describeCertificate(pem, () => isKnown).chainState;
    expect([state(chain, false), state(alone.cert, false), state(alone.cert, true)]).toEqual([
      ...['private', 'incomplete', 'public'],
    ]);
  });
});

function pem(privateKey: KeyObject): string {
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** By openssl, which makes what our own writer would not. */
function selfSigned(args: readonly string[]): { chain: string; privateKey: string } {
  const newKey = args.includes('-newkey') ? [] : ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  const output = execFileSync('openssl', ['req', '-x509', '-nodes', '-days', '5', ...newKey, ...args, '-keyout', '-'], {
    ...{ encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  });
  return { chain: output, privateKey: output };
}
