import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeCrypt, MAX_CRYPT_PASSWORD_BYTES, verifyCrypt } from './verify-crypt.ts';

/** Made by libxcrypt 4.4.33. */
const GOLDEN = readFileSync(new URL('golden/libxcrypt.tsv', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => line.split('\t') as [password: string, hash: string]);

const PASSWORDS: Readonly<Record<string, string>> = {
  empty: '',
  words: 'correct horse',
  accents: 'pässwörd ☕',
  'octets-8': '12345678',
  'octets-73': `${'a'.repeat(71)}bc`,
  'octets-200': `Lang ${'x'.repeat(195)}`,
};

const verify = (hash: string, password: string) => verifyCrypt(hash, Buffer.from(password));
const salted = (name: string) => Buffer.from(PASSWORDS[name] ?? '?');

describe('hashes of crypt(3)', () => {
  test.each(GOLDEN)('%s %s', (name, hash) => {
    expect(verifyCrypt(hash, salted(name))).toBe(true);
    expect(verifyCrypt(hash, Buffer.concat([Buffer.from('-'), salted(name)]))).toBe(false);
    expect(verifyCrypt(`{CRYPT}${hash}`, salted(name))).toBe(true);
  });

  test('the vectors of the specification of SHA-crypt', () => {
    expect(verify('$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5', 'Hello world!')).toBe(true);
    expect(
      verify(
        '$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1',
        'Hello world!',
      ),
    ).toBe(true);
  });

  test('the eighth character is the last that DES sees, the 72nd octet the last of bcrypt', () => {
    const [, des = ''] = GOLDEN.find(([name, hash]) => name === 'octets-8' && hash.length === 13) ?? [];
    expect(verify(des, '12345678 and more')).toBe(true);
    expect(verify(des, '1234567')).toBe(false);
    const [, bcrypt = ''] = GOLDEN.find(([name, hash]) => name === 'octets-73' && hash.startsWith('$2b$')) ?? [];
    expect(verify(bcrypt, `${'a'.repeat(71)}bd`)).toBe(true);
    expect(verify(bcrypt, `${'a'.repeat(71)}cc`)).toBe(false);
  });

  test('a password with a zero was never hashed so', () => {
    const [, hash = ''] = GOLDEN.find(([name]) => name === 'empty') ?? [];
    expect(verify(hash, '\0')).toBe(false);
  });

  test('all schemes are told apart', () => {
    const schemes = new Set(GOLDEN.map(([, hash]) => describeCrypt(hash)?.scheme));
    expect(schemes).toEqual(
      new Set(['bcrypt', 'bsdi-des', 'des', 'md5-crypt', 'scrypt', 'sha256-crypt', 'sha512-crypt', 'yescrypt']),
    );
  });
});

describe('hashes of a directory', () => {
  // From the administrator's guide of OpenLDAP, from Dovecot 2.3's doveadm, and from Python's hashlib.
  test.each([
    ['{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=', 'secret', 'digest'],
    ['{MD5}Xr4ilOzQ4PCOq3aQ0qbuaQ==', 'secret', 'digest'],
    ['{SSHA}DkMTwBl+a/3DQTxCYEApdUtNXGgdUac3', 'secret', 'salted-digest'],
    ['{SMD5}4QWGWZpj9GCmfuqEvm8HtZhZS6E=', 'secret', 'salted-digest'],
    ['{ssha}jrmFpRLBSR+bKhLdjT2X1b6z5RytlxcJ', 'correct horse', 'salted-digest'],
    ['{SSHA256}CCXFt+Si3kSugddu5f5H03pOxGgVP834na9HCZ2HZA5sSeL4', 'correct horse', 'salted-digest'],
    [
      '{SSHA512}XIkT1TIwWz5m5dk3H1g9XvKE95K8eXG3o4uWqPA+Q7aBfAhVuaTOWR+daIuzgxCGmMIYzTCalrUOgxTi9m0FDG6XbVQ=',
      'correct horse',
      'salted-digest',
    ],
    ['{SHA256}QQTTb42iwlQ0n4WDZ5Pr4CngyVcGOjTJHC6SAxh7VjE=', 'correct horse', 'digest'],
    ['{PBKDF2}10000$MDEyMzQ1Njc4OWFiY2RlZg$PfCAKXMJGIxI4FChAYKzBCKkhNE', 'correct horse', 'pbkdf2'],
    [
      '{PBKDF2-SHA256}10000$MDEyMzQ1Njc4OWFiY2RlZg$TI2grtvV1HW5nz2rBY4tctlrmOj5bZs0dw9j8NHpRRc',
      'correct horse',
      'pbkdf2',
    ],
    [
      '{PBKDF2-SHA512}10000$MDEyMzQ1Njc4OWFiY2RlZg$Ku2kkJn6DxC9USh74Agbkv4vbBI4ZhZ8d47MX26bL/eRW8hekiZ5S9cnh202r0tlRpHPMeEkni4bLxrm9.9Cvw',
      'correct horse',
      'pbkdf2',
    ],
    [
      '{ARGON2}$argon2i$v=19$m=32768,t=4,p=1$sFXn6BzMh6kPts+XWiA62Q$rMv22Oa7T2d0WNV05+YIwD1BAm889jPzjVHUPYxcqo4',
      'correct horse',
      'argon2',
    ],
    [
      '$argon2id$v=19$m=65536,t=3,p=1$ThhP9lhL5tu7isohF0i8Ow$uhrZoWMTH5CHnsjrQOZKDyHwXiIia8qxiznKkspyGwA',
      'correct horse',
      'argon2',
    ],
  ])('%s', (hash, password, scheme) => {
    expect(describeCrypt(hash)?.scheme).toBe(scheme);
    expect(verify(hash, password)).toBe(true);
    expect(verify(hash, `${password}x`)).toBe(false);
    expect(verify(hash, '')).toBe(false);
  });
});

describe('what is no hash, or too costly, is refused unheard', () => {
  const bcryptTail = 'abcdefghijklmnopqrstuuwHJMEGjfAzmL1lWmUmlphguIbWfjYey';
  const yescryptTail = '$abcdefgh$4mqd6JVlUo/.JMgenptcdPqIowfqDPoC9lSyWQhPMf1';
  const shaTail = '$saltsalt$WwP4v.qt0Jh/1zdRkb5IDBSJmw.YvAighIFqj1LpLA3';
  test.each([
    '',
    '!',
    '*',
    'x',
    '!$6$s$abc',
    '{CLEARTEXT}secret',
    '{CLEAR}secret',
    'secret',
    '{SASL}alice@example.org',
    `$2b$16$${bcryptTail}`,
    `$2b$31$${bcryptTail}`,
    `$2b$03$${bcryptTail}`,
    `$2x$05$${bcryptTail}`,
    `$2b$05$${bcryptTail.slice(1)}`,
    `$2b$05$${bcryptTail.replace('a', '!')}`,
    `$5$rounds=1000001${shaTail}`,
    `$5$rounds=999999999${shaTail}`,
    `$5$rounds=999${shaTail}`,
    `$5$rounds=01000${shaTail}`,
    `$5${shaTail.slice(0, -1)}`,
    `$6${shaTail}`,
    '$5$saltsaltsaltsalt+$WwP4v.qt0Jh/1zdRkb5IDBSJmw.YvAighIFqj1LpLA3',
    '$1$abcdefghi$jWy0FsfCoVBK.I85XpXf30',
    // 128 MiB, more than can be counted, a third number, another variant, numbers that end too early
    `$y$jCT${yescryptTail}`,
    `$y$jzzzzzzzzzzz${yescryptTail}`,
    `$y$j9T.${yescryptTail}`,
    `$y$i9T${yescryptTail}`,
    `$y$j9${yescryptTail}`,
    `$y$jz${yescryptTail}`,
    `$y$j9T$abcdefg!${yescryptTail.slice(9)}`,
    // A salt of one character, and one with bits behind its end.
    `$y$j9T$a${yescryptTail.slice(9)}`,
    `$y$j9T$zz${yescryptTail.slice(9)}`,
    '$7$DU..../....SodiumChloride$txAmdNphVFAfW8UBWmRZeNhM/PY21Wbn3NROMvJSq6C',
    '$7$6zzzzz/....SodiumChloride$txAmdNphVFAfW8UBWmRZeNhM/PY21Wbn3NROMvJSq6C',
    '$7$6.........SodiumChloride$txAmdNphVFAfW8UBWmRZeNhM/PY21Wbn3NROMvJSq6C',
    '$7$.6..../....SodiumChloride$txAmdNphVFAfW8UBWmRZeNhM/PY21Wbn3NROMvJSq6C',
    '_....abcdzZRbhr46Zyg',
    '_zzzzabcdzZRbhr46Zyg',
    'abl0JrMf6tlhw=',
    'a!l0JrMf6tlhw',
    '{SSHA}5en6G6MezRroT3XKqkdPOmY/BfQ=',
    '{SHA}DkMTwBl+a/3DQTxCYEApdUtNXGgdUac3',
    '{SHA}5en6G6MezRroT3XKqkdPOm',
    '{PBKDF2-SHA256}1000001$MDEyMzQ1Njc4OWFiY2RlZg$TI2grtvV1HW5nz2rBY4tctlrmOj5bZs0dw9j8NHpRRc',
    '{PBKDF2-SHA256}1000$MDEyMzQ1Njc4OWFiY2RlZg$PfCAKXMJGIxI4FChAYKzBCKkhNE',
    '$argon2id$v=19$m=65537,t=3,p=1$ThhP9lhL5tu7isohF0i8Ow$uhrZoWMTH5CHnsjrQOZKDyHwXiIia8qxiznKkspyGwA',
    '$argon2id$v=19$m=8,t=3,p=2$ThhP9lhL5tu7isohF0i8Ow$uhrZoWMTH5CHnsjrQOZKDyHwXiIia8qxiznKkspyGwA',
    '$argon2id$v=19$m=65536,t=17,p=1$ThhP9lhL5tu7isohF0i8Ow$uhrZoWMTH5CHnsjrQOZKDyHwXiIia8qxiznKkspyGwA',
    `{SSHA}${'A'.repeat(172)}`,
  ])('%s', (hash) => {
    expect(describeCrypt(hash)).toBeNull();
    expect(verify(hash, 'secret')).toBe(false);
  });

  test('a megabyte', () => {
    expect(describeCrypt(`$6$${'a'.repeat(1_000_000)}`)).toBeNull();
  });

  test('a password longer than anybody has', () => {
    const fits = (length: number) => {
      const password = Buffer.alloc(length, 'long ');
      return verifyCrypt(`{SHA}${createHash('sha1').update(password).digest('base64')}`, password);
    };
    expect(fits(MAX_CRYPT_PASSWORD_BYTES)).toBe(true);
    expect(fits(MAX_CRYPT_PASSWORD_BYTES + 1)).toBe(false);
  });

  test('whatever is written there, reading it never throws', () => {
    const hashes = fc.oneof(
      fc.string({ maxLength: 200, unit: 'binary' }),
      fc
        .constantFrom(...GOLDEN.map(([, hash]) => hash))
        .chain((hash) =>
          fc.tuple(fc.nat(hash.length), fc.string({ maxLength: 3 })).map(([at, text]) => hash.slice(0, at) + text),
        ),
    );
    fc.assert(
      fc.property(hashes, (hash) => {
        describeCrypt(hash);
      }),
      { numRuns: 2000, seed: 7 },
    );
  });
});
