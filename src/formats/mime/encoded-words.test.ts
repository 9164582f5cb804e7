import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { utf8ByteString } from './byte-string.ts';
import { decodeText } from './charset.ts';
import { decodeHeaderText } from './encoded-words.ts';

describe('decodeHeaderText', () => {
  test.each([
    ['plain', 'plain'],
    ['', ''],
    // the table of RFC 2047 section 8
    ['(=?ISO-8859-1?Q?a?=)', '(a)'],
    ['(=?ISO-8859-1?Q?a?= b)', '(a b)'],
    ['(=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)', '(ab)'],
    ['(=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=)', '(ab)'],
    ['(=?ISO-8859-1?Q?a_b?=)', '(a b)'],
    ['(=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=)', '(a b)'],
    ['=?US-ASCII*EN?Q?Keith?= x', 'Keith x'],
    ['=?utf-8?B?w6TD?= =?UTF-8?Q?=B6?=', 'äö'],
    ['=?iso-2022-jp?B?GyRCRnxLXDhsGyhC?=', '日本語'],
    ['=?gb2312?B?xOO6ww==?=', '你好'],
    ['=?windows-1252?q?=80?=', '€'],
    ['=?utf-8?q??=', ''],
    ['=?utf-8?q?=ZZ=?=', '=ZZ='],
    ['=?utf-8?q?a b?=', 'a b'],
    // no encoded-words
    ['=?utf-8?x?abc?=', '=?utf-8?x?abc?='],
    ['=?utf-8?q?open', '=?utf-8?q?open'],
    ['=??q?abc?=', '=??q?abc?='],
    ['a =? b ?= c', 'a =? b ?= c'],
    // charsets that are unknown or refused
    ['=?nonsense?q?=C3=A4?=', 'ä'],
    ['=?nonsense?q?=E4?=', 'ä'],
    ['=?utf-7?q?+ADw-script+AD4-?=', '+ADw-script+AD4-'],
    ['=?__proto__?q?a?=', 'a'],
    // octets beyond ASCII
    [utf8ByteString('Grüße'), 'Grüße'],
    ['Gr\xfc\xdfe', 'Grüße'],
    [`${utf8ByteString('ä')} =?utf-8?q?=C3=B6?=`, 'ä ö'],
    // controls
    ['=?utf-8?q?a=0D=0ABcc:_b?=', 'a Bcc: b'],
    ['a\tb', 'a b'],
  ])('%j', (value, text) => {
    expect(decodeHeaderText(value)).toBe(text);
  });

  test('never throws and always gives well-formed text without controls', () => {
    const unit = fc.constantFrom(
      '=?',
      '?=',
      'utf-8',
      'utf-16',
      'iso-2022-jp',
      '?q?',
      '?B?',
      '=C3',
      '=D8',
      'w6Q=',
      ' ',
      'x',
      '\xe4',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 40 }), (units) => {
        const text = decodeHeaderText(units.join(''));
        expect(text.isWellFormed()).toBe(true);
        expect(text).not.toMatch(/[\u0000-\u001f]/);
      }),
      { seed: 2047, numRuns: 1000 },
    );
  });
});

describe('decodeText', () => {
  test.each([
    [[0xe4], 'iso-8859-1', 'ä'],
    [[0xc3, 0xa4], 'utf-8', 'ä'],
    [[0xc3, 0xa4], 'us-ascii', 'ä'],
    [[0xe4], 'utf-8', 'ä'],
    [[0xe4], '', 'ä'],
    [[0x93, 0x94], 'unknown-8bit', '“”'],
    [[0xff, 0xfe, 0xe4, 0x00], 'utf-16', 'ä'],
    [[0x00, 0xd8], 'utf-16le', '\ufffd'],
    [[0xc1], 'KOI8-R', 'а'],
    [[0x82, 0xa0], 'Shift_JIS', 'あ'],
  ])('%j as %s', (octets, charset, text) => {
    expect(decodeText(Uint8Array.from(octets), charset)).toBe(text);
  });

  test('names of charsets do harm nowhere', () => {
    for (const charset of ['constructor', '../x', 'base64', 'hex', 'utf7', 'x'.repeat(10_000), '\0', "utf-8'"]) {
      expect(decodeText(Buffer.from('ABcd'), charset)).toBe('ABcd');
    }
  });
});
