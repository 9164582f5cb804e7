import fc from 'fast-check';
import libmime from 'libmime';
import { describe, expect, test } from 'vitest';
import { AsciiHeaderFilter } from './ascii-header.ts';

function filter(chunks: readonly Uint8Array[]): Buffer {
  const header = new AsciiHeaderFilter();
  return Buffer.concat([...chunks.map((chunk) => header.take(chunk)), header.end()]);
}

const through = (message: string) => filter([Buffer.from(message)]).toString();
const word = (text: string) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;

describe('AsciiHeaderFilter', () => {
  test.each([
    ['plain', 'Subject: x\r\n\r\nbody ü\r\n', 'Subject: x\r\n\r\nbody ü\r\n'],
    ['one word', 'Subject: Grüße\r\n\r\n', `Subject: ${word('Grüße')}\r\n\r\n`],
    ['words together', 'Subject: a für über b\r\n\r\n', `Subject: a ${word('für über')} b\r\n\r\n`],
    ['a folded field', 'Subject: für\r\n über\r\nTo: x\r\n\r\n', `Subject: ${word('für über')}\r\nTo: x\r\n\r\n`],
    ['a name', 'From: Jürg <j@example.com>\r\n\r\n', `From: ${word('Jürg')} <j@example.com>\r\n\r\n`],
    ['a quoted name', 'To: "Jürg, Dr." <j@example.com>\r\n\r\n', `To: ${word('Jürg, Dr.')} <j@example.com>\r\n\r\n`],
    ['an address', 'To: J <jürg@example.com>, a@b.c\r\n\r\n', `To: J ${word('jürg@example.com')} :;, a@b.c\r\n\r\n`],
    ['a bare address', 'Cc: jürg@example.com\r\n\r\n', `Cc: ${word('jürg@example.com')} :;\r\n\r\n`],
    [
      'the name of a file',
      'Content-Type: a/b; name="Gr\\"öße (1).txt"; x="y"\r\nContent-Disposition: attachment;\r\n filename=ö.txt\r\n\r\n',
      'Content-Type: a/b; name*=utf-8\'\'Gr%22%C3%B6%C3%9Fe%20%281%29.txt; x="y"\r\n' +
        "Content-Disposition: attachment;\r\n filename*=utf-8''%C3%B6.txt\r\n\r\n",
    ],
    ['a header alone', 'Subject: ü', `Subject: ${word('ü')}`],
    ['no header', '\r\nü\r\n', '\r\nü\r\n'],
    ['bare LF', 'Subject: ü\n\nü\n', `Subject: ${word('ü')}\n\nü\n`],
  ])('%s', (_, message, expected) => {
    expect(through(message)).toBe(expected);
    const bytes = Buffer.from(message);
    expect(filter([...bytes].map((byte) => Buffer.from([byte]))).toString()).toBe(expected);
  });

  test('long text becomes several encoded words, none too long, and means the same', () => {
    const text = 'Größe '.repeat(50).trim();
    const [line, ...rest] = through(`Subject: ${text}\r\n\r\n`).split('\r\n');
    const lines = [line ?? '', ...rest];
    for (const each of lines) expect(each.length).toBeLessThanOrEqual(9 + 75);
    expect(
      libmime.decodeWords(
        lines
          .join('')
          .slice(9)
          .replace(/\?= =\?/g, '?==?'),
      ),
    ).toBe(text);
  });

  test('octets that are no UTF-8 are left alone', () => {
    const message = Buffer.from('Subject: Gr\xfc\xdfe\r\n\r\n', 'latin1');
    expect(filter([message])).toEqual(message);
  });

  test('a header is ASCII afterwards, and the body untouched', () => {
    const unit = fc.constantFrom('a', 'ü', ' ', '"', '<', '>', '@', ',', ':', '\\', '(', ')', '\r\n ', '\r\nTo: ', '€');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 80 }), (text) => {
        const message = through(`To: ${text}\r\nX: y\r\n\r\nbödy`);
        const end = message.indexOf('\r\n\r\n');
        expect(message.slice(0, end)).toMatch(/^[\0-\x7f]*$/);
        expect(message.slice(end)).toBe('\r\n\r\nbödy');
      }),
      { seed: 6856, numRuns: 2000 },
    );
  });

  test('a hostile header takes linear time', () => {
    // Quadratic work would take minutes.
    for (const part of ['"', '<', '<a', '\\', 'ü@', '" ', '"\\', ' ü']) {
      expect(through(`To: ${part.repeat(100_000 / part.length)}\u00fc\r\n\r\n`)).toMatch(/^To: /);
    }
    for (const part of ['a', '"', ';a="', 'a="\\"', ';a=ü', ';a="ü', '=', '\\']) {
      expect(through(`Content-Type: ${part.repeat(100_000 / part.length)}\u00fc\r\n\r\n`)).toMatch(/^Content-Type: /);
    }
  });
});
