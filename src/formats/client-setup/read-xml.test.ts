import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFailure } from '../../base/failure.ts';
import { MAX_XML_BYTES, readXml, textAt } from './read-xml.ts';
import { element, writeXml } from './write-xml.ts';

const read = (text: string) => readXml(Buffer.from(text));

describe('reads', () => {
  test.each([
    ['<a/>', { name: 'a', text: '', children: [] }],
    ['\ufeff<?xml version="1.0" encoding="utf-8"?>\r\n<a>x</a>\r\n', { name: 'a', text: 'x', children: [] }],
    ['<p:a xmlns:p="urn:x" b=\'"\'> &lt;&#65;&#x42;&amp;lt; </p:a >', { name: 'a', text: '<AB&lt;', children: [] }],
    ['<!-- - --><a><!-- > --><b/></a>', { name: 'a', text: '', children: [{ name: 'b', text: '', children: [] }] }],
  ])('%j', (text, expected) => expect(read(text)).toEqual(expected));

  test('the text that a way leads to', () => {
    const root = read('<a><b>1<c> 2 </c></b></a>');
    expect(textAt(root, 'b', 'c')).toBe('2');
    expect(textAt(root, 'b', 'd')).toBeNull();
    expect(textAt(root)).toBe('');
  });
});

describe('refuses', () => {
  test.each([
    ['nothing', ''],
    ['a document type', '<!DOCTYPE a><a/>'],
    ['an external entity', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
    ['a parameter entity', '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://192.0.2.1/x">%x;]><a/>'],
    ['billion laughs', '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'],
    ['an entity of nobody', '<a>&nbsp;</a>'],
    ['an entity in an attribute', '<a b="&amp;"/>'],
    ['a bare ampersand', '<a>a & b</a>'],
    ['a character that is none', '<a>&#x110000;</a>'],
    ['character zero', '<a>&#0;</a>'],
    ['a CDATA section', '<a><![CDATA[x]]></a>'],
    ['an instruction', '<a><?php x ?></a>'],
    ['an end too many', '<a></a></b>'],
    ['another end', '<a></b>'],
    ['no end', '<a><b></b>'],
    ['two roots', '<a/><b/>'],
    ['text outside', '<a/>x'],
    ['an end with attributes', '<a></a b="c">'],
    ['a comment without end', '<a/><!--'],
    ['an unquoted attribute', '<a b=c/>'],
  ])('%s', (_, text) => expect(() => read(text)).toThrow(expect.objectContaining({ code: 'invalid' })));

  test('octets that are no UTF-8', () => {
    expect(() => readXml(Buffer.from([0x3c, 0x61, 0xff, 0x2f, 0x3e]))).toThrow(
      expect.objectContaining({ code: 'invalid' }),
    );
  });

  test('what is nested deeply, or very large', () => {
    const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);
    expect(read(nested(16)).name).toBe('a');
    expect(() => read(nested(17))).toThrow(expect.objectContaining({ code: 'invalid' }));
    expect(() => read('<a>'.repeat(5000))).toThrow(expect.objectContaining({ code: 'invalid' }));
    expect(() => read('<a>'.repeat(1_000_000))).toThrow(expect.objectContaining({ code: 'too-large' }));
    expect(() => read(`<a>${' '.repeat(MAX_XML_BYTES)}</a>`)).toThrow(expect.objectContaining({ code: 'too-large' }));
  });
});

test('takes time in proportion to the length, whatever is in it', () => {
  const hostile = ['<a ' + 'b="" '.repeat(3200), `<a${' '.repeat(16_000)}`, '<!--'.repeat(4000), '<a:'.repeat(5000)];
  // Many times each: a reader that goes back and forth does not come to the end of it.
  for (const text of hostile) for (let time = 0; time < 200; time++) expect(() => read(text)).toThrow();
});

test('what is written is read again: any text stays text', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 });
  fc.assert(
    fc.property(text, text, (inner, attribute) => {
      const shown = writeXml(element('a', [element('b', inner, { c: attribute.replace(/[<&]/g, '') })]));
      const { children } = read(shown.replace(/ c="[^"]*"/, ''));
      const expected = [...inner]
        .filter((c) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(c))
        .join('');
      const seen = children[0]?.text.replaceAll('\ufffd', '');
      expect(seen).toBe(expected.replaceAll('\ufffd', '').trim());
    }),
    { seed: 8314, numRuns: 300 },
  );
});

test('no input does anything but be read or refused', () => {
  const piece = fc.constantFrom(
    '<a>',
    '</a>',
    '<a/>',
    '<!--',
    '-->',
    '<!DOCTYPE',
    '&lt;',
    '&',
    '"',
    ' b="c"',
    '<?xml ?>',
    'x',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      try {
        read(pieces.join(''));
      } catch (error) {
        expect(isFailure(error)).toBe(true);
      }
    }),
    { seed: 6186, numRuns: 1000 },
  );
});
