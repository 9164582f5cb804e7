import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_PASSWORD_BYTES } from '../authentication/find-fitting.ts';
import { assessPassword, checkPassword, MIN_GUESS_BITS, passwordProblem } from './check-password.ts';
import { COMMON_PASSWORDS } from './common-passwords.ts';
import { estimateGuessBits } from './estimate-guesses.ts';

const ABOUT = ['alice', 'alice.archer', 'Alice', 'Archer', 'Example Office'];
const problemOf = (password: string, minLength = 8) => passwordProblem(password, ABOUT, minLength);

describe('length', () => {
  test('counts characters at the lower end and octets at the upper', () => {
    expect(problemOf('äöü😀ß€', 6)).toBeNull();
    expect(problemOf('äöü😀ß', 6)).toBe('password-too-short');
    const longest = 'kx'.padEnd(MAX_PASSWORD_BYTES, 'hello there ');
    expect(problemOf(longest)).toBeNull();
    expect(problemOf(`${longest}x`)).toBe('password-too-long');
    expect(problemOf(longest.slice(1).concat('ä'))).toBe('password-too-long');
  });

  test.each(['', ' ', '               ', '\u00a0\u2003\u3000    '])(
    'nothing but blanks is no password: "%s"',
    (password) => {
      expect(problemOf(password)).toBe('password-too-short');
    },
  );
});

test('control characters are not typed', () => {
  expect(problemOf('abc\u007fkeltiv')).toBe('password-has-controls');
});

describe('names', () => {
  test.each(['Alice', 'ALICE.ARCHER', 'example office', 'Älice'])('%s is the name', (password) => {
    expect(problemOf(password, 4)).toBe('password-is-the-name');
  });

  test.each(['archer-alice', 'alicealice', 'Alice1234', 'exampleoffice1', '4rch3r!!'])(
    '%s is hardly more',
    (password) => {
      expect(problemOf(password)).not.toBeNull();
    },
  );

  test('a password that has one in it may be good', () => {
    expect(problemOf('alice-keltiv-oaks')).toBeNull();
  });
});

describe('what everybody tries first', () => {
  test.each([
    'password',
    'Password1',
    'P4$$w0rd',
    'Pa55word2026!',
    'Sommer2026!',
    'paßwort1',
    'MotDePasse1',
    'contraseña',
    'Bienvenue1',
    'dragon2024',
    'trustno1!',
    'iloveyou2',
  ])('%s', (password) => {
    expect(problemOf(password)).toBe('password-is-common');
  });
});

describe('what follows a simple rule', () => {
  test.each([
    'aaaaaaaa',
    'abababab',
    'AaBbAaBb',
    'abcabcab',
    '12345678',
    '87654321',
    'qwertz12',
    'lkjhgfds',
    'oiuztrew',
    'hgfedcba',
    '1qaz2wsx',
    '19841984',
    '15031984',
    '20240131',
    'abcdefgh1',
  ])('%s', (password) => {
    expect(['password-too-simple', 'password-is-common']).toContain(problemOf(password));
  });
});

describe('what is good enough', () => {
  test.each([
    'kdjfhgtz',
    'correct horse',
    'a long password',
    'Żółw-Gęś',
    '48151623',
    'mot de passe',
    'ein langer satz',
  ])('%s', (password) => {
    expect(problemOf(password)).toBeNull();
  });

  test('a short one of random letters, where the setting allows it', () => {
    expect(problemOf('x7Kp9q', 6)).toBeNull();
  });
});

test('the list holds some thousands of words, folded', () => {
  expect(COMMON_PASSWORDS.size).toBeGreaterThan(2500);
  for (const word of COMMON_PASSWORDS.keys()) expect(word).toMatch(/^[a-z0-9]{3,}$/);
});

test('more characters never make it easier', () => {
  const word = fc.constantFrom('password', 'alice', 'qwert', '1984', 'aaa', 'x', '7', '!', 'Summer', '0');
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), fc.string({ maxLength: 3 }), (words, more) => {
      const text = words.join('');
      expect(estimateGuessBits(text + more, ABOUT)).toBeGreaterThanOrEqual(
        // A sign at the end costs less than one in the middle, and what was a year may become a date.
        Math.max(0, estimateGuessBits(text, ABOUT) - 8),
      );
    }),
    { seed: 7 },
  );
});

test('the failure says which field and why, and nothing of the password', () => {
  const check = () => checkPassword('password', ABOUT, 8);
  expect(check).toThrow(
    expect.objectContaining({ code: 'invalid', detail: { field: 'password', reason: 'password-is-common' } }),
  );
  expect(() => checkPassword('correct horse', ABOUT, 8)).not.toThrow();
});

describe('the bar that people see', () => {
  const assess = (password: string, hasSecondFactor = false) =>
    assessPassword(password, ABOUT, { minLength: 8, hasSecondFactor });

  test.each([
    ['password', 0],
    ['correct horse', 1],
    ['kdjfhgtz', 2],
    ['Żółw-Gęś-3', 3],
    ['Quarry-3-lantern-42', 4],
  ])('%s: %i', (password, score) => {
    expect(assess(password).score).toBe(score);
  });

  test('fifteen characters are advised for one that stands alone', () => {
    expect(assess('correct horses').shouldBeLonger).toBe(true);
    expect(assess('correct horses!').shouldBeLonger).toBe(false);
    expect(assess('correct horses', true).shouldBeLonger).toBe(false);
  });
});

test('a million guesses are the least', () => {
  expect(2 ** MIN_GUESS_BITS).toBeGreaterThan(1_000_000);
});
