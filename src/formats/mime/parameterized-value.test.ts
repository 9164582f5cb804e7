import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { utf8ByteString } from './byte-string.ts';
import type { MimeDefect } from './mime-defect.ts';
import { parseParameterizedValue } from './parameterized-value.ts';

const UTF8_A = utf8ByteString('ä');

describe('parseParameterizedValue', () => {
  test.each<[string, string, [string, string][]]>([
    ['text/plain', 'text/plain', []],
    ['', '', []],
    ['TEXT/Plain; CharSet=UTF-8', 'text/plain', [['charset', 'UTF-8']]],
    ['text/plain; charset=us-ascii (Plain text)', 'text/plain', [['charset', 'us-ascii']]],
    ['text/plain; charset="us-ascii"', 'text/plain', [['charset', 'us-ascii']]],
    [
      'text (a) / plain (b) ; (c) a (d) = (e) b (f) ; c=d',
      'text (a) / plain',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['x; a="b;c\\"d\\\\"', 'x', [['a', 'b;c"d\\']]],
    ['x; a="open; b=c', 'x', [['a', 'open; b=c']]],
    ['x; a=(open comment; b=c', 'x', [['a', '']]],
    [
      'x; a="b" junk; c=d',
      'x',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'x; a=b c.txt; d=e',
      'x',
      [
        ['a', 'b c.txt'],
        ['d', 'e'],
      ],
    ],
    ['x; a=b (1).txt', 'x', [['a', 'b (1).txt']]],
    ['x;; a = b ;', 'x', [['a', 'b']]],
    [`x; a=${utf8ByteString('voilà')}`, 'x', [['a', utf8ByteString('voilà')]]],
    // RFC 2231
    ['x; a*0=b; a*1=c', 'x', [['a', 'bc']]],
    ['x; a*1=c; a*0="b;"', 'x', [['a', 'b;c']]],
    ["x; a*=utf-8'de'%C3%A4", 'x', [['a*', UTF8_A]]],
    ["x; a*=iso-8859-1''%E4", 'x', [['a*', UTF8_A]]],
    ["x; a*0*=utf-8''%C3; a*1*=%A4; a*2=%41", 'x', [['a*', `${UTF8_A}%41`]]],
    ["x; a*=utf-16be''%00%41", 'x', [['a*', 'A']]],
    ['x; a*0=b; a*2=d', 'x', [['a', 'b']]],
    [
      "x; a=1; a*=utf-8''2",
      'x',
      [
        ['a', '1'],
        ['a*', '2'],
      ],
    ],
    [
      'x; a*00=b; a*x=c; *=d',
      'x',
      [
        ['a*00', 'b'],
        ['a*x', 'c'],
        ['*', 'd'],
      ],
    ],
    [
      'x; __proto__=a; constructor=b',
      'x',
      [
        ['__proto__', 'a'],
        ['constructor', 'b'],
      ],
    ],
  ])('%j', (text, value, parameters) => {
    expect(parseParameterizedValue(text, 128, new Set())).toEqual({ value, parameters });
  });

  test.each<[string, MimeDefect]>([
    ['x; a=1; a=2', 'duplicate-parameter'],
    ['x; a*0=1; a*0=2', 'duplicate-parameter'],
    ['x; a=1; a*0=2', 'duplicate-parameter'],
    ['x; stray', 'malformed-parameter'],
    ['x; =b', 'malformed-parameter'],
    ['x; a*1=b', 'malformed-parameter'],
    ['x; a=b; c=d; e=f; g=h', 'too-many-parameters'],
  ])('%j is flagged: %s', (text, defect) => {
    const defects = new Set<MimeDefect>();
    parseParameterizedValue(text, 3, defects);
    expect([...defects]).toEqual([defect]);
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'x=;"()\\*01\'% \xe4') }), (text) => {
        const { parameters } = parseParameterizedValue(text, 4, new Set());
        expect(parameters.length).toBeLessThanOrEqual(4);
        expect(new Set(parameters.map(([name]) => name)).size).toBe(parameters.length);
      }),
      { seed: 2231, numRuns: 3000 },
    );
  });
});
