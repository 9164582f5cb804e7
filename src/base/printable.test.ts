import { expect, test } from 'vitest';
import { isPrintable, printable, printableJson } from './printable.ts';

const STEERING = [
  ...['\u0000', '\u0007', '\n', '\u001b', '\u007f', '\u0085', '\u009b', '\u061c', '\u200e', '\u200f', '\u2028'],
  ...['\u2029', '\u202a', '\u202e', '\u2066', '\u2069', '\u206a', '\ufeff', '\ufff9'],
];

test.each(STEERING.map((character) => [character.charCodeAt(0).toString(16), character]))(
  'U+%s steers nothing, and a program reads it as it was',
  (_, character) => {
    const text = `a${character}b`;
    expect(printable(text)).toBe('a\ufffdb');
    expect(isPrintable(text)).toBe(false);
    const json = printableJson({ [text]: [text] });
    expect(printable(json.replaceAll('\n', ''))).toBe(json.replaceAll('\n', ''));
    expect(JSON.parse(json)).toEqual({ [text]: [text] });
  },
);

test('what is only text stays', () => {
  const text = 'Zażółć 日本 👩‍💻 — „ok“';
  expect(printable(text)).toBe(text);
  expect(isPrintable(text)).toBe(true);
  expect(printableJson({ text })).toBe(`{\n  "text": "${text}"\n}`);
});

test.each(['\ud800', 'a\udc00', '\udc00\ud800'])('half a character is none: %j', (text) => {
  expect(isPrintable(text)).toBe(false);
});
