import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BerReader } from './ber-reader.ts';
import { contextConstructed } from './ber-tag.ts';
import { constructed, encode } from './ber-writer.ts';
import { encodeFilter } from './encode-filter.ts';
import type { Filter } from './filter.ts';
import { escapeFilterValue, formatFilter } from './format-filter.ts';
import { parseFilter } from './parse-filter.ts';
import { parseFilterText } from './parse-filter-text.ts';

const bytes = (text: string) => Buffer.from(text, 'utf8');
const refused = (code: string) => expect.objectContaining({ name: 'Failure', code });

describe('the examples of RFC 4515 section 4', () => {
  test.each<[string, Filter]>([
    ['(cn=Babs Jensen)', { kind: 'equal', attribute: 'cn', value: bytes('Babs Jensen') }],
    ['(!(cn=Tim Howes))', { kind: 'not', filter: { kind: 'equal', attribute: 'cn', value: bytes('Tim Howes') } }],
    [
      '(&(objectClass=Person)(|(sn=Jensen)(cn=Babs J*)))',
      {
        kind: 'and',
        filters: [
          { kind: 'equal', attribute: 'objectClass', value: bytes('Person') },
          {
            kind: 'or',
            filters: [
              { kind: 'equal', attribute: 'sn', value: bytes('Jensen') },
              { kind: 'substrings', attribute: 'cn', initial: bytes('Babs J'), any: [], final: null },
            ],
          },
        ],
      },
    ],
    [
      '(o=univ*of*mich*)',
      { kind: 'substrings', attribute: 'o', initial: bytes('univ'), any: [bytes('of'), bytes('mich')], final: null },
    ],
    ['(seeAlso=)', { kind: 'equal', attribute: 'seeAlso', value: bytes('') }],
    ['(cn:caseExactMatch:=Fred Flintstone)', extensible('caseExactMatch', 'cn', 'Fred Flintstone', false)],
    ['(cn:=Betty Rubble)', extensible(null, 'cn', 'Betty Rubble', false)],
    ['(sn:dn:2.4.6.8.10:=Barney Rubble)', extensible('2.4.6.8.10', 'sn', 'Barney Rubble', true)],
    ['(o:dn:=Ace Industry)', extensible(null, 'o', 'Ace Industry', true)],
    ['(:1.2.3:=Wilma Flintstone)', extensible('1.2.3', null, 'Wilma Flintstone', false)],
    [
      '(o=Parens R Us \\28for all your parenthetical needs\\29)',
      { kind: 'equal', attribute: 'o', value: bytes('Parens R Us (for all your parenthetical needs)') },
    ],
    ['(cn=*\\2a*)', { kind: 'substrings', attribute: 'cn', initial: null, any: [bytes('*')], final: null }],
    ['(filename=C:\\5cMyFile)', { kind: 'equal', attribute: 'filename', value: bytes('C:\\MyFile') }],
    ['(bin=\\00\\00\\00\\04)', { kind: 'equal', attribute: 'bin', value: Buffer.from([0, 0, 0, 4]) }],
    ['(cn=*)', { kind: 'present', attribute: 'cn' }],
    ['(&)', { kind: 'and', filters: [] }],
    ['(|)', { kind: 'or', filters: [] }],
  ])('%s', (text, filter) => {
    expect(parseFilterText(text)).toEqual(filter);
    expect(formatFilter(filter)).toBe(text);
  });

  test('names of the attributes of the name are known in capitals, too', () => {
    expect(parseFilterText('(:DN:2.4.6.8.10:=Dino)')).toEqual(extensible('2.4.6.8.10', null, 'Dino', true));
  });

  test('octets may be escaped that need not be', () => {
    expect(parseFilterText('(sn=Lu\\c4\\8di\\c4\\87)')).toEqual({
      kind: 'equal',
      attribute: 'sn',
      value: bytes('Lučić'),
    });
  });
});

test.each([
  ['', 'nothing'],
  ['cn=a', 'no parentheses'],
  ['(cn=a', 'no end'],
  ['(cn=a))', 'too many ends'],
  ['(cn=a(b))', 'a bare parenthesis'],
  ['(=a)', 'no attribute'],
  ['(cn)', 'no comparison'],
  ['(cn=a**b)', 'an empty piece'],
  ['(cn=\\zz)', 'a wrong escape'],
  ['(cn=\\4)', 'half an escape'],
  ['(!(cn=a)(cn=b))', 'two under a not'],
  ['(:=a)', 'neither rule nor attribute'],
  ['(cn:a:b:=c)', 'two rules'],
  ['(c n=a)', 'a space in an attribute'],
  ['(cn=a\0)', 'a bare NUL'],
])('%j is refused: %s', (text) => {
  expect(() => parseFilterText(text)).toThrow(refused('invalid'));
});

describe('bounds', () => {
  const nested = (depth: number) => '(!'.repeat(depth - 1) + '(cn=a)' + ')'.repeat(depth - 1);
  const many = (terms: number) => `(|${'(cn=a)'.repeat(terms - 1)})`;

  test.each([
    ['a depth of 20', nested(20), true],
    ['a depth of 21', nested(21), false],
    ['a depth of 10,000', nested(10_000), false],
    ['256 terms', many(256), true],
    ['257 terms', many(257), false],
  ])('%s', (_, text, isAllowed) => {
    if (isAllowed) expect(formatFilter(parseFilterText(text))).toBe(text);
    else expect(() => parseFilterText(text)).toThrow(refused('too-many'));
  });

  test('a depth of 10,000 in BER is refused without descending', () => {
    let element = encodeFilter({ kind: 'present', attribute: 'cn' });
    for (let depth = 0; depth < 10_000; depth += 1) element = constructed([element], contextConstructed(2));
    expect(() => parseFilter(new BerReader(encode(element)))).toThrow(refused('too-many'));
  });

  test('pieces of a substring', () => {
    const text = (pieces: number) => `(cn=*${'a*'.repeat(pieces)})`;
    expect(formatFilter(parseFilterText(text(16)))).toBe(text(16));
    expect(() => parseFilterText(text(17))).toThrow(refused('too-many'));
  });
});

test('what was written as text comes back from BER', () => {
  const value = fc.uint8Array({ maxLength: 8 });
  const piece = fc.uint8Array({ minLength: 1, maxLength: 4 });
  const attribute = fc.constantFrom('cn', 'mail;lang-de', '2.5.4.3');
  const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 4 },
      fc.record({
        kind: fc.constantFrom('equal', 'greater-or-equal', 'less-or-equal', 'approximate'),
        attribute,
        value,
      }) as fc.Arbitrary<Filter>,
      fc.record({ kind: fc.constant('present' as const), attribute }),
      fc.record({
        kind: fc.constant('substrings' as const),
        attribute,
        initial: fc.option(piece),
        any: fc.array(piece, { minLength: 1, maxLength: 3 }),
        final: fc.option(piece),
      }),
      fc.record({
        kind: fc.constant('extensible' as const),
        attribute,
        rule: fc.option(fc.constantFrom('1.2.3', 'caseExactMatch')),
        value,
        withNameAttributes: fc.boolean(),
      }),
      fc.record({ kind: fc.constant('not' as const), filter: tie('filter') }),
      fc.record({
        kind: fc.constantFrom('and', 'or'),
        filters: fc.array(tie('filter'), { maxLength: 3 }),
      }) as fc.Arbitrary<Filter>,
    ),
  }));
  fc.assert(
    fc.property(filter, (given) => {
      const text = formatFilter(given);
      const reader = new BerReader(encode(encodeFilter(parseFilterText(text))));
      expect(formatFilter(parseFilter(reader))).toBe(text);
      expect(reader.isAtEnd).toBe(true);
    }),
    { seed: 4515, numRuns: 500 },
  );
});

test.each(['*)(uid=*', 'admin)(|(uid=*', 'a\0b', '\\2a', 'Ümläut (x)'])(
  '%j cannot change what a filter means',
  (value) => {
    const filter = parseFilterText(`(&(uid=${escapeFilterValue(value)})(mail=x))`);
    expect(filter).toEqual({
      kind: 'and',
      filters: [
        { kind: 'equal', attribute: 'uid', value: bytes(value) },
        { kind: 'equal', attribute: 'mail', value: bytes('x') },
      ],
    });
  },
);

test('octets that are no text are escaped, and come back', () => {
  const octets = Uint8Array.of(0xff, 0x00, 0x41);
  expect(escapeFilterValue(octets)).toBe('\\ff\\00\\41');
  expect(parseFilterText('(x=\\ff\\00\\41)')).toEqual({ kind: 'equal', attribute: 'x', value: Buffer.from(octets) });
});

function extensible(rule: string | null, attribute: string | null, value: string, withNameAttributes: boolean): Filter {
  return { kind: 'extensible', rule, attribute, value: bytes(value), withNameAttributes };
}
