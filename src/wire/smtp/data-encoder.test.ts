import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DataDecoder } from './data-decoder.ts';
import { DataEncoder } from './data-encoder.ts';

function encode(text: string, pieceBytes = Infinity): string {
  const encoder = new DataEncoder();
  const bytes = Buffer.from(text, 'latin1');
  const out: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes)
    out.push(...encoder.encode(bytes.subarray(at, at + pieceBytes)));
  out.push(encoder.finish());
  return Buffer.concat(out).toString('latin1');
}

test.each([
  ['', '.\r\n'],
  ['a', 'a\r\n.\r\n'],
  ['a\r\n', 'a\r\n.\r\n'],
  ['.', '..\r\n.\r\n'],
  ['.\r\n', '..\r\n.\r\n'],
  ['..\r\n.a\r\n', '...\r\n..a\r\n.\r\n'],
  ['a.b\r\n.\r\n\r\n.', 'a.b\r\n..\r\n\r\n..\r\n.\r\n'],
])('%j', (text, encoded) => {
  expect(encode(text)).toBe(encoded);
  expect(encode(text, 1)).toBe(encoded);
});

/** The ends that some server or other takes for the end of a message. VU#302671 */
test.each([
  '\n.\n',
  '\n.\r\n',
  '\r.\r',
  '\r.\r\n',
  '\r\n.\r',
  '\r\n.\n',
  '\r\r\n.\r\n',
  '\r',
  '\n',
  'x\r',
  '\n\r\n',
  '\r\n\r',
])('a message with %j does not leave', (end) => {
  for (const pieceBytes of [1, 2, Infinity]) {
    expect(() => encode(`a${end}MAIL FROM:<evil@example.com>\r\n`, pieceBytes)).toThrow(
      expect.objectContaining({ code: 'invalid' }),
    );
  }
  if (end.endsWith('\r')) expect(() => encode(`a\r\n${end}`)).toThrow();
});

test('what is read behind DATA is what was written, and it is one message', () => {
  const piece = fc.constantFrom('.', '\r\n', 'a', '..', ' ', '\xff', '\r\n.\r\n');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.integer({ min: 1, max: 7 }), (pieces, pieceBytes) => {
      const text = pieces.join('');
      const decoder = new DataDecoder();
      const encoded = Buffer.from(encode(text, pieceBytes), 'latin1');
      const decoded = Buffer.from(decoder.push(encoded)).toString('latin1');
      expect([decoder.isComplete, decoder.consumed, decoder.fault]).toEqual([true, encoded.length, null]);
      expect(decoded).toBe(text === '' || text.endsWith('\r\n') ? text : `${text}\r\n`);
    }),
    { seed: 302_671, numRuns: 1000 },
  );
});
