import { describe, expect, test } from 'vitest';
import { parseCsv } from './csv.ts';

const fields = (text: string) => parseCsv(text).map((row) => row.fields);

describe('RFC 4180', () => {
  test.each([
    [
      'rows end with CRLF',
      'aaa,bbb\r\nzzz,yyy\r\n',
      [
        ['aaa', 'bbb'],
        ['zzz', 'yyy'],
      ],
    ],
    [
      'the last line end may be missing',
      'aaa,bbb\r\nzzz,yyy',
      [
        ['aaa', 'bbb'],
        ['zzz', 'yyy'],
      ],
    ],
    [
      'fields in quotes',
      '"aaa","b\r\nbb","c,cc"\r\nx,y,z',
      [
        ['aaa', 'b\r\nbb', 'c,cc'],
        ['x', 'y', 'z'],
      ],
    ],
    ['a doubled quote is a quote', '"b""bb",""""', [['b"bb', '"']]],
    ['spaces belong to the field', ' a , b ', [[' a ', ' b ']]],
    [
      'empty fields',
      'a,,\n,b',
      [
        ['a', '', ''],
        ['', 'b'],
      ],
    ],
    ['empty lines are passed over', '\n\na\n\n', [['a']]],
    [
      'semicolons',
      'a;b\n"1;2";3,4',
      [
        ['a', 'b'],
        ['1;2', '3,4'],
      ],
    ],
    [
      'tabs',
      'a\tb,c\td\n1\t"2\t3"\t',
      [
        ['a', 'b,c', 'd'],
        ['1', '2\t3', ''],
      ],
    ],
    [
      'a separator that is named',
      '\ufeffsep=;\r\na,b;c\r\n1;2\r\n',
      [
        ['a,b', 'c'],
        ['1', '2'],
      ],
    ],
    ['nothing but the name of a separator', 'sep=,', []],
    ['a byte-order mark', '\ufeffa,b', [['a', 'b']]],
    ['nothing', '', []],
  ])('%s', (_, text, expected) => expect(fields(text)).toEqual(expected));
});

test('rows know their line', () => {
  expect(parseCsv('a\n"x\ny"\nb').map((row) => row.line)).toEqual([1, 2, 4]);
  expect(parseCsv('sep=;\na\nb').map((row) => row.line)).toEqual([2, 3]);
});

test.each([
  ['an open quote', 'a\n"b', 2],
  ['text after a quote', 'a\nb\n"c"d', 3],
])('%s names its line', (_, text, line) => {
  expect(() => parseCsv(text)).toThrow(expect.objectContaining({ code: 'invalid', detail: { line } }));
});

test('rows and columns are bounded', () => {
  const limits = { maxRows: 2, maxColumns: 2 };
  expect(() => parseCsv('a\nb\nc', limits)).toThrow(expect.objectContaining({ code: 'too-many' }));
  expect(() => parseCsv('a,b,c', limits)).toThrow(expect.objectContaining({ code: 'too-many' }));
});
