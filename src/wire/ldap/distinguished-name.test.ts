import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DistinguishedName, formatName, parseName, parseRelativeName } from './distinguished-name.ts';

const refused = (code: string) => expect.objectContaining({ name: 'Failure', code });
const plain = (...pairs: readonly [string, string][]): DistinguishedName =>
  pairs.map(([type, value]) => [{ type, value }]);
const BELOW_NET = plain(['DC', 'example'], ['DC', 'net']);

describe('the examples of RFC 4514 section 4', () => {
  test.each<[string, DistinguishedName]>([
    ['UID=jsmith,DC=example,DC=net', [[{ type: 'UID', value: 'jsmith' }], ...BELOW_NET]],
    [
      'OU=Sales+CN=J.  Smith,DC=example,DC=net',
      [
        [
          { type: 'OU', value: 'Sales' },
          { type: 'CN', value: 'J.  Smith' },
        ],
        ...BELOW_NET,
      ],
    ],
    [
      'CN=James \\"Jim\\" Smith\\, III,DC=example,DC=net',
      [[{ type: 'CN', value: 'James "Jim" Smith, III' }], ...BELOW_NET],
    ],
    ['CN=Before\\0dAfter,DC=example,DC=net', [[{ type: 'CN', value: 'Before\rAfter' }], ...BELOW_NET]],
    ['', []],
  ])('%s', (text, name) => {
    expect(parseName(text)).toEqual(name);
    expect(formatName(name)).toBe(text);
  });

  test('a value in BER', () => {
    expect(parseName('1.3.6.1.4.1.1466.0=#04024869')).toEqual(plain(['1.3.6.1.4.1.1466.0', 'Hi']));
  });

  test('a value with escaped octets', () => {
    expect(parseName('CN=Lu\\C4\\8Di\\C4\\87')).toEqual(plain(['CN', 'Lučić']));
  });
});

describe('what older clients send', () => {
  test.each<[string, DistinguishedName]>([
    ['cn=admin, dc=example , dc=org', plain(['cn', 'admin'], ['dc', 'example'], ['dc', 'org'])],
    ['cn = a b ;dc=c', plain(['cn', 'a b'], ['dc', 'c'])],
    ['cn=a\\ ,dc=c', plain(['cn', 'a '], ['dc', 'c'])],
    ['cn=\\ a\\20 ,dc=c', plain(['cn', ' a '], ['dc', 'c'])],
    ['cn=,dc=c', plain(['cn', ''], ['dc', 'c'])],
  ])('%j', (text, name) => {
    expect(parseName(text)).toEqual(name);
  });
});

test.each([
  'cn',
  'cn=a,',
  ',cn=a',
  'cn=a,,dc=b',
  'cn=a+',
  '=a',
  'c n=a',
  'cn=a\\',
  'cn=a\\x',
  'cn=a\\4',
  'cn=#04',
  'cn=#0402486',
  'cn=#0403486900ff',
  'cn=a"b"',
  'cn=<a>',
  'cn=\\ff',
  'cn=a\0',
  '1=a',
])('%j is refused', (text) => {
  expect(() => parseName(text)).toThrow(refused('invalid'));
});

test('bounds', () => {
  expect(parseName(Array.from({ length: 32 }, () => 'dc=a').join(','))).toHaveLength(32);
  expect(() => parseName(Array.from({ length: 33 }, () => 'dc=a').join(','))).toThrow(refused('too-many'));
  expect(() => parseName(Array.from({ length: 33 }, () => 'dc=a').join('+'))).toThrow(refused('too-many'));
  expect(() => parseName(`cn=${'a'.repeat(4094)}`)).toThrow(refused('too-large'));
});

test('a relative name is one component', () => {
  expect(parseRelativeName('cn=a+sn=b')).toHaveLength(2);
  expect(() => parseRelativeName('cn=a,dc=b')).toThrow(refused('invalid'));
  expect(() => parseRelativeName('')).toThrow(refused('invalid'));
});

test('any values come back', () => {
  const character = fc.oneof(fc.constantFrom(...' "#+,;<=>\\\0\r\nü'), fc.string({ unit: 'grapheme', maxLength: 1 }));
  const value = fc.array(character, { maxLength: 6 }).map((characters) => characters.join(''));
  const attribute = fc.record({ type: fc.constantFrom('cn', 'OU', '2.5.4.3'), value });
  const name = fc.array(fc.array(attribute, { minLength: 1, maxLength: 2 }), { maxLength: 4 });
  fc.assert(
    fc.property(name, (given) => {
      expect(parseName(formatName(given))).toEqual(given);
    }),
    { seed: 4514, numRuns: 1000 },
  );
});
