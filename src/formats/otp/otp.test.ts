import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBase32, encodeBase32 } from './base32.ts';
import { hotp } from './hotp.ts';
import { otpauthUri } from './otpauth-uri.ts';
import { findRecoveryCode, hashRecoveryCode, makeRecoveryCodes } from './recovery-codes.ts';
import { COMMON_TOTP, timeStep, totp, verifyTotp } from './totp.ts';

const SECRET = Buffer.from('12345678901234567890');

describe('base32', () => {
  // RFC 4648 section 10
  test.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('%s is %s', (text, encoded) => {
    expect(encodeBase32(Buffer.from(text))).toBe(encoded);
    expect(Buffer.from(decodeBase32(encoded)).toString()).toBe(text);
  });

  test('what people type', () => {
    expect(Buffer.from(decodeBase32('mzxw 6ytb-oi======')).toString()).toBe('foobar');
  });

  test.each(['MZXW1', 'M', 'MZX', 'MZ', 'MZXW6YQÄ', 'MY=A'])('%s is none', (text) => {
    expect(() => decodeBase32(text)).toThrow(expect.objectContaining({ code: 'invalid' }));
  });

  test('all octets come back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (octets) => {
        expect([...decodeBase32(encodeBase32(octets))]).toEqual([...octets]);
      }),
      { seed: 7 },
    );
  });
});

describe('HOTP: RFC 4226 appendix D', () => {
  test.each(
    ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489']
      .entries()
      .toArray(),
  )('%i: %s', (counter, code) => {
    expect(hotp(SECRET, counter)).toBe(code);
  });
});

describe('TOTP', () => {
  const secretOf = { sha1: 20, sha256: 32, sha512: 64 } as const;
  // RFC 6238 appendix B
  test.each([
    [59, '94287082', 'sha1'],
    [59, '46119246', 'sha256'],
    [59, '90693936', 'sha512'],
    [1111111109, '07081804', 'sha1'],
    [1111111109, '68084774', 'sha256'],
    [1111111109, '25091201', 'sha512'],
    [1111111111, '14050471', 'sha1'],
    [1234567890, '89005924', 'sha1'],
    [2000000000, '69279037', 'sha1'],
    [20000000000, '65353130', 'sha1'],
    [20000000000, '77737706', 'sha256'],
    [20000000000, '47863826', 'sha512'],
  ] as const)('at %i: %s with %s', (seconds, code, algorithm) => {
    const secret = Buffer.alloc(secretOf[algorithm], SECRET);
    expect(totp(secret, seconds * 1000, { algorithm, digits: 8, periodSeconds: 30 })).toBe(code);
  });

  const atMs = 1_700_000_015_000;
  const now = timeStep(atMs);
  const codeAt = (distance: number) => totp(SECRET, atMs + 30_000 * distance);
  const attempt = (code: string, after = -1) => verifyTotp({ secret: SECRET, code, atMs, after });

  test.each([-1, 0, 1])('a code of the step at %i is taken', (distance) => {
    expect(attempt(codeAt(distance))).toBe(now + distance);
    const [first, last] = [codeAt(distance).slice(0, 3), codeAt(distance).slice(3)];
    expect(attempt(` ${first} ${last}`)).toBe(now + distance);
  });

  test.each([-2, 2, -100])('one of the step at %i is not', (distance) => {
    expect(attempt(codeAt(distance))).toBeNull();
  });

  test('no code works twice, nor one of an earlier step', () => {
    expect(attempt(codeAt(0), now)).toBeNull();
    expect(attempt(codeAt(-1), now)).toBeNull();
    expect(attempt(codeAt(1), now)).toBe(now + 1);
    expect(attempt(codeAt(0), now - 1)).toBe(now);
  });

  test.each(['', '1', '000000x', 'abcdef', '１２３４５６', '1'.repeat(10_000)])('%s is none', (code) => {
    expect(attempt(code)).toBeNull();
  });

  test('there is no step before the first', () => {
    expect(verifyTotp({ secret: SECRET, code: totp(SECRET, 0), atMs: 0, after: -1 })).toBe(0);
  });

  test('the address for an authenticator program', () => {
    expect(otpauthUri(SECRET, { issuer: 'Example & Sons: Office', account: 'alice@example.test' })).toBe(
      'otpauth://totp/Example%20%26%20Sons%20%20Office:alice%40example.test' +
        '?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example%20%26%20Sons%20%20Office&algorithm=SHA1&digits=6&period=30',
    );
    expect(COMMON_TOTP).toEqual({ algorithm: 'sha1', digits: 6, periodSeconds: 30 });
  });
});

describe('recovery codes', () => {
  test('ten, all different, and readable', () => {
    const codes = makeRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){2}$/);
  });

  test('equal ones are made again', () => {
    let picks = 0;
    const codes = makeRecoveryCodes((below) => Math.floor(picks++ / 24) % below);
    expect(new Set(codes).size).toBe(10);
  });

  test('are found by their hashes, however they are typed', () => {
    const codes = makeRecoveryCodes();
    const hashes = codes.map(hashRecoveryCode);
    expect(new Set(hashes).size).toBe(10);
    for (const [i, code] of codes.entries()) {
      expect(findRecoveryCode(hashes, code)).toBe(i);
      expect(findRecoveryCode(hashes, ` ${code.toUpperCase().replaceAll('-', ' ')}`)).toBe(i);
    }
    expect(findRecoveryCode(hashes.slice(1), codes[0] ?? '')).toBeNull();
    expect(findRecoveryCode(hashes, '')).toBeNull();
    expect(findRecoveryCode([], codes[0] ?? '')).toBeNull();
    expect(findRecoveryCode(hashes, (codes[0] ?? '').repeat(1000))).toBeNull();
  });
});
