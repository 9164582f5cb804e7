import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatFromLine, MboxEncoder } from './mbox-encoder.ts';

function encode(message: string, chunkBytes = 1000): string {
  const bytes = Buffer.from(message, 'latin1');
  const encoder = new MboxEncoder();
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) parts.push(encoder.encode(bytes.subarray(at, at + chunkBytes)));
  parts.push(encoder.finish());
  return Buffer.concat(parts).toString('latin1');
}

/** As a reader has the message back. */
function decode(text: string): string {
  expect(text.endsWith('\n\n')).toBe(true);
  expect(text).not.toMatch(/(?<![^\n])From /);
  return text.slice(0, -1).replace(/(?<![^\n])>(>*From )/g, '$1');
}

describe('MboxEncoder', () => {
  test.each([
    ['a\r\nb\r\n', 'a\nb\n\n'],
    ['', '\n'],
    ['no end', 'no end\n\n'],
    ['\r\n', '\n\n'],
    ['From a\r\n', '>From a\n\n'],
    ['>From a\r\n', '>>From a\n\n'],
    ['>>>From a\r\n', '>>>>From a\n\n'],
    ['a\r\n\r\nFrom b\r\nFrom c\r\n', 'a\n\n>From b\n>From c\n\n'],
    [' From a\r\n', ' From a\n\n'],
    ['From\r\n', 'From\n\n'],
    ['From', 'From\n\n'],
    ['Fro', 'Fro\n\n'],
    ['FFrom a', 'FFrom a\n\n'],
    ['FrFrom a', 'FrFrom a\n\n'],
    ['F>From a', 'F>From a\n\n'],
    ['From ', '>From \n\n'],
    ['a From b\r\n', 'a From b\n\n'],
    ['From:\r\n', 'From:\n\n'],
    ['a\rFrom b\n', 'a\rFrom b\n\n'],
    ['a\r\r\nb\r', 'a\r\nb\r\n\n'],
    ['a\nFrom b\n', 'a\n>From b\n\n'],
  ])('%j becomes %j', (message, expected) => {
    for (const chunkBytes of [1, 2, 3, 5, 1000]) expect(encode(message, chunkBytes)).toBe(expected);
  });

  test('whatever is put in can be had back, and begins no other message', () => {
    const text = fc
      .array(fc.constantFrom('From ', 'From', 'F', 'o', '>', '\r\n', '\n', '\r', ' ', 'x', '\xff', '\0'))
      .map((all) => all.join(''));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 7 }), (message, chunkBytes) => {
        const plain = message.replaceAll('\r\n', '\n');
        const expected = plain === '' || plain.endsWith('\n') ? plain : `${plain}\n`;
        expect(decode(`\n${encode(message, chunkBytes)}`).slice(1)).toBe(expected);
      }),
      { seed: 5, numRuns: 2000 },
    );
  });
});

test.each([
  ['a@example.org', 'From a@example.org Mon Nov  2 09:05:07 2026\n'],
  ['', 'From MAILER-DAEMON Mon Nov  2 09:05:07 2026\n'],
  ['"a b\n"@example.org', 'From "a_b_"@example.org Mon Nov  2 09:05:07 2026\n'],
  ['a\u00a0\u2028b@example.org', 'From a__b@example.org Mon Nov  2 09:05:07 2026\n'],
])('the line of %j', (sender, line) => expect(formatFromLine(sender, Date.UTC(2026, 10, 2, 9, 5, 7))).toBe(line));
