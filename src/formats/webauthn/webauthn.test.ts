import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCoseKey } from './cose-key.ts';
import { encodeCbor } from './fixtures/encode-cbor.ts';
import { FLAG, type KeyKind, type Oddities, SoftAuthenticator } from './fixtures/soft-authenticator.ts';
import { verifyAssertion } from './verify-assertion.ts';
import { verifyRegistration } from './verify-registration.ts';

const SITE = 'mail.example.org';
const ORIGIN = 'https://mail.example.org:2443';
const CHALLENGE = randomBytes(32);
const CEREMONY = { challenge: CHALLENGE, origin: ORIGIN, site: SITE };
const RULES = { challenge: CHALLENGE, origins: [ORIGIN, 'https://mail.example.org'], site: SITE, mustVerifyUser: true };
const USER = Buffer.from('alice');
const SIGN_IN = { ...RULES, userHandle: USER };

const kinds: readonly KeyKind[] = ['ES256', 'EdDSA', 'RS256'];
const devices = {
  ES256: new SoftAuthenticator('ES256'),
  EdDSA: new SoftAuthenticator('EdDSA'),
  RS256: new SoftAuthenticator('RS256'),
};
const device = devices.ES256;
const passkeyOf = (of: SoftAuthenticator, odd: Oddities = {}) => verifyRegistration(of.register(CEREMONY, odd), RULES);
const invalid = (reason: string) =>
  expect.objectContaining({ code: 'invalid', detail: { reason: `webauthn-${reason}` } });
const failed = (reason: string) =>
  expect.objectContaining({ code: 'authentication-failed', detail: { reason: `webauthn-${reason}` } });

/** Both ceremonies refuse these alike. */
const ODDITIES: readonly [what: string, odd: Oddities, reason: string][] = [
  ['another type', { clientData: { type: 'webauthn.other' } }, 'other-type'],
  ['the other challenge', { clientData: { challenge: randomBytes(32).toString('base64url') } }, 'other-challenge'],
  ['a shorter challenge', { clientData: { challenge: '' } }, 'other-challenge'],
  ['no challenge', { clientData: { challenge: undefined } }, 'other-challenge'],
  ['another origin', { clientData: { origin: 'https://mail.example.org.example.com' } }, 'other-origin'],
  ['an origin without TLS', { clientData: { origin: 'http://mail.example.org:2443' } }, 'other-origin'],
  ['no origin', { clientData: { origin: undefined } }, 'other-origin'],
  ['a page within a page', { clientData: { crossOrigin: true } }, 'other-origin'],
  ['one that says whose', { clientData: { topOrigin: 'https://example.com' } }, 'other-origin'],
  ['another site', { site: 'example.org' }, 'other-site'],
];

describe.each(kinds)('%s', (kind) => {
  const of = devices[kind];

  test('a passkey is registered, and signs in', () => {
    const passkey = passkeyOf(of);
    expect(passkey).toMatchObject({ signCount: 0, isBackupEligible: false, isUserVerified: true, attestation: 'none' });
    expect(Buffer.from(passkey.id).equals(of.id)).toBe(true);
    expect(readCoseKey(passkey.publicKey).algorithm).toBe(of.algorithm);
    const answer = verifyAssertion(of.assert(CEREMONY, { signCount: 1 }), passkey, SIGN_IN);
    expect(answer).toEqual({ signCount: 1, isUserVerified: true, isBackedUp: false });
  });

  test('its own attestation is verified', () => {
    const response = of.selfAttest(CEREMONY);
    expect(verifyRegistration(response, RULES).attestation).toBe('self');
    const forged = of.register(CEREMONY, {
      format: 'packed',
      statement: new Map<string, number | Uint8Array>([
        ['alg', of.algorithm],
        ['sig', randomBytes(64)],
      ]),
    });
    expect(() => verifyRegistration(forged, RULES)).toThrow(invalid('bad-attestation'));
  });

  test('every octet that is signed counts, and the signature itself', () => {
    const passkey = passkeyOf(of);
    const response = of.assert(CEREMONY, { signCount: 9 });
    const fields = ['clientDataJson', 'authenticatorData', 'signature', 'credentialId'] as const;
    for (const field of fields) {
      for (let at = 0; at < response[field].length; at += 1) {
        const octets = Buffer.from(response[field]);
        octets[at] = (octets[at] ?? 0) ^ 1;
        const tampered = () => verifyAssertion({ ...response, [field]: octets }, passkey, SIGN_IN);
        expect(tampered).toThrow(expect.objectContaining({ code: 'authentication-failed' }));
      }
    }
    for (const signature of [Buffer.alloc(0), Buffer.alloc(64), Buffer.concat([response.signature, Buffer.of(0)])]) {
      expect(() => verifyAssertion({ ...response, signature }, passkey, SIGN_IN)).toThrow(failed('bad-signature'));
    }
  });

  test('the key of another does not do', () => {
    const other = { ...passkeyOf(of), publicKey: new SoftAuthenticator(kind).publicKey };
    expect(() => verifyAssertion(of.assert(CEREMONY), other, SIGN_IN)).toThrow(failed('bad-signature'));
  });
});

describe('registration', () => {
  test.each(ODDITIES)('%s is refused', (_, odd, reason) => {
    expect(() => passkeyOf(device, odd)).toThrow(invalid(reason));
  });

  test.each([
    ['nobody there', FLAG.uv | FLAG.at, 'no-presence'],
    ['nobody verified', FLAG.up | FLAG.at, 'no-verification'],
    ['no credential', FLAG.up | FLAG.uv, 'malformed'],
    ['backed up what cannot be', FLAG.up | FLAG.uv | FLAG.at | FLAG.bs, 'bad-backup-state'],
    ['extensions that are not there', FLAG.up | FLAG.uv | FLAG.at | FLAG.ed, 'malformed'],
  ])('%s', (_, flags, reason) => {
    expect(() => passkeyOf(device, { flags })).toThrow(invalid(reason));
  });

  test('verification is asked for only where it must be', () => {
    const response = device.register(CEREMONY, { flags: FLAG.up | FLAG.at });
    expect(verifyRegistration(response, { ...RULES, mustVerifyUser: false }).isUserVerified).toBe(false);
  });

  test('extensions are read over', () => {
    const extra = encodeCbor(new Map([['credProtect', 2]]));
    const flags = FLAG.up | FLAG.uv | FLAG.at | FLAG.ed | FLAG.be | FLAG.bs;
    expect(passkeyOf(device, { extra, flags })).toMatchObject({ isBackupEligible: true, isBackedUp: true });
    expect(() => passkeyOf(device, { extra })).toThrow(invalid('malformed'));
    expect(() => passkeyOf(device, { extra: Buffer.of(1), flags })).toThrow(invalid('malformed'));
  });

  test('an attestation of another kind is taken as none', () => {
    const chain = new Map<string, number | Uint8Array | Uint8Array[]>([
      ['alg', -7],
      ['sig', Buffer.alloc(70)],
      ['x5c', [Buffer.alloc(9)]],
    ]);
    expect(passkeyOf(device, { format: 'packed', statement: chain }).attestation).toBe('none');
    expect(passkeyOf(device, { format: 'tpm', statement: chain }).attestation).toBe('none');
  });

  test('an attestation that says none and more, or another algorithm, is refused', () => {
    expect(() => passkeyOf(device, { statement: new Map([['alg', -7]]) })).toThrow(invalid('bad-attestation'));
    const other = device.selfAttest(CEREMONY, {}, -8);
    expect(() => verifyRegistration(other, RULES)).toThrow(invalid('bad-attestation'));
  });

  test.each([
    ['no map', encodeCbor([1, 2])],
    [
      'no authData',
      encodeCbor(
        new Map<string, string | Map<string, number>>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
        ]),
      ),
    ],
    ['nothing', Buffer.alloc(0)],
  ])('%s is malformed', (_, attestationObject) => {
    const { clientDataJson } = device.register(CEREMONY);
    expect(() => verifyRegistration({ clientDataJson, attestationObject }, RULES)).toThrow(invalid('malformed'));
  });

  test('every truncation is refused', () => {
    const response = device.register(CEREMONY);
    for (let length = 0; length < response.attestationObject.length; length += 1) {
      const attestationObject = response.attestationObject.subarray(0, length);
      expect(() => verifyRegistration({ ...response, attestationObject }, RULES)).toThrow(invalid('malformed'));
    }
  });

  test.each(['', 'null', '[]', '{', '"x"', 'x'.repeat(20_000), '\u00ff'])('client data %.10s', (text) => {
    const response = { ...device.register(CEREMONY), clientDataJson: Buffer.from(text, 'latin1') };
    expect(() => verifyRegistration(response, RULES)).toThrow(expect.objectContaining({ code: 'invalid' }));
  });

  test('a challenge that could be guessed is a bug', () => {
    expect(() => verifyRegistration(device.register(CEREMONY), { ...RULES, challenge: Buffer.alloc(15) })).toThrow(
      RangeError,
    );
  });
});

describe('signing in', () => {
  const passkey = passkeyOf(device);

  test.each(ODDITIES)('%s is refused', (_, odd, reason) => {
    expect(() => verifyAssertion(device.assert(CEREMONY, odd), passkey, SIGN_IN)).toThrow(failed(reason));
  });

  test.each([
    ['nobody there', FLAG.uv, 'no-presence'],
    ['nobody verified', FLAG.up, 'no-verification'],
    ['another kind of key', FLAG.up | FLAG.uv | FLAG.be, 'bad-backup-state'],
    ['backed up what cannot be', FLAG.up | FLAG.uv | FLAG.bs, 'bad-backup-state'],
  ])('%s', (_, flags, reason) => {
    expect(() => verifyAssertion(device.assert(CEREMONY, { flags }), passkey, SIGN_IN)).toThrow(failed(reason));
  });

  test('the answer of a registration is none', () => {
    const odd = { clientData: { type: 'webauthn.create' } };
    expect(() => verifyAssertion(device.assert(CEREMONY, odd), passkey, SIGN_IN)).toThrow(failed('other-type'));
  });

  test('the user that it names must be the one', () => {
    const response = device.assert(CEREMONY);
    expect(() => verifyAssertion({ ...response, userHandle: USER }, passkey, SIGN_IN)).not.toThrow();
    const other = { ...response, userHandle: Buffer.from('bobby') };
    expect(() => verifyAssertion(other, passkey, SIGN_IN)).toThrow(failed('other-user'));
  });

  test.each([
    [0, 0, true],
    [0, 1, true],
    [5, 6, true],
    [5, 5, false],
    [5, 4, false],
    [5, 0, false],
    [0x7fffffff, 0xffffffff, true],
  ])('a counter of %i may be followed by %i: %s', (before, signCount, isTaken) => {
    const sign = () =>
      verifyAssertion(device.assert(CEREMONY, { signCount }), { ...passkey, signCount: before }, SIGN_IN);
    if (isTaken) expect(sign().signCount).toBe(signCount);
    else expect(sign).toThrow(failed('counter'));
  });
});

describe('public keys', () => {
  const key = (pairs: [number, number | Uint8Array][]) => () => readCoseKey(encodeCbor(new Map(pairs)));
  const x = Buffer.alloc(32, 1);

  test.each([
    [
      'a point that is not on the curve',
      key([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, x],
        [-3, x],
      ]),
    ],
    [
      'a coordinate too short',
      key([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, x.subarray(1)],
        [-3, x],
      ]),
    ],
    [
      'another curve',
      key([
        [1, 2],
        [3, -7],
        [-1, 2],
        [-2, x],
        [-3, x],
      ]),
    ],
    [
      'another type',
      key([
        [1, 1],
        [3, -7],
        [-1, 1],
        [-2, x],
        [-3, x],
      ]),
    ],
    [
      'another algorithm',
      key([
        [1, 2],
        [3, -35],
        [-1, 1],
        [-2, x],
        [-3, x],
      ]),
    ],
    [
      'no coordinate',
      key([
        [1, 1],
        [3, -8],
        [-1, 6],
      ]),
    ],
    [
      'a short RSA key',
      key([
        [1, 3],
        [3, -257],
        [-1, Buffer.alloc(128, 255)],
        [-2, Buffer.of(1, 0, 1)],
      ]),
    ],
    [
      'a huge RSA key',
      key([
        [1, 3],
        [3, -257],
        [-1, Buffer.alloc(2048, 255)],
        [-2, Buffer.of(1, 0, 1)],
      ]),
    ],
    ['no map', () => readCoseKey(encodeCbor([1]))],
  ])('%s', (_, read) => {
    expect(read).toThrow(invalid('unknown-key'));
  });

  test('whatever comes, it is read or refused', () => {
    fc.assert(
      fc.property(fc.nat(device.publicKey.length - 1), fc.nat(255), (at, octet) => {
        const octets = Buffer.from(device.publicKey);
        octets[at] = octet;
        try {
          readCoseKey(octets);
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid' });
        }
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});
