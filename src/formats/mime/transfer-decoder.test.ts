import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFailure } from '../../base/failure.ts';
import { createTransferDecoder, decodedSize, decodeTransfer, isKnownEncoding } from './transfer-decoder.ts';

function decodeInChunks(encoding: string, bytes: Buffer, size: number): { text: string; isDamaged: boolean } {
  const decoder = createTransferDecoder(encoding);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    chunks.push(Buffer.from(decoder.write(bytes.subarray(at, at + size))));
  }
  chunks.push(Buffer.from(decoder.finish()));
  return { text: Buffer.concat(chunks).toString('latin1'), isDamaged: decoder.isDamaged };
}

describe('base64', () => {
  test.each([
    ['', '', false],
    ['SGVsbG8=', 'Hello', false],
    ['SGVs\r\nbG8=\r\n', 'Hello', false],
    ['S G\tV s', 'Hel', false],
    ['SGVsbA==', 'Hell', false],
    // tolerated, and reported
    ['SGVs*bG8=', 'Hello', true],
    ['SGVsbG8', 'Hello', true],
    ['SGVsbG8=d29ybGQ=', 'Helloworld', true],
    ['====', '', true],
    ['=', '', true],
    ['A', '', true],
    ['SGVs\0bG8=', 'Hello', true],
  ])('%j', (encoded, text, isDamaged) => {
    for (const size of [1, 2, 3, 5, 100]) {
      expect(decodeInChunks('BASE64', Buffer.from(encoded), size)).toEqual({ text, isDamaged });
    }
  });

  test('decodes what Node encodes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 7 }), (bytes, size) => {
        const lines = Buffer.from(bytes).toString('base64').replace(/.{76}/g, '$&\r\n');
        expect(decodeInChunks('base64', Buffer.from(lines), size)).toEqual({
          text: Buffer.from(bytes).toString('latin1'),
          isDamaged: false,
        });
      }),
      { seed: 4648 },
    );
  });
});

describe('quoted-printable', () => {
  test.each([
    ['plain text\r\n', 'plain text\r\n', false],
    ['Gr=FC=dfe', 'Gr\xfc\xdfe', false],
    // RFC 2045 section 6.7: white space at the end of a line is removed
    ['a \t \r\nb \n c  ', 'a\r\nb\n c', false],
    ['soft=\r\nbreak=  \r\nand=\nLF=', 'softbreakandLF', false],
    ['a =20\r\n', 'a  \r\n', false],
    ['=3D=3d', '==', false],
    // tolerated, and reported
    ['=ZZ =', '=ZZ ', true],
    ['=A', '=A', true],
    ['=AG', '=AG', true],
    ['= x', '= x', true],
    ['==\r\n', '=', true],
    ['=\r=41', '=\rA', true],
    ['a \r\r\n', 'a \r\r\n', false],
    ['x \rb', 'x \rb', false],
    ['x \r', 'x \r', false],
  ])('%j', (encoded, text, isDamaged) => {
    for (const size of [1, 2, 3, 5, 100]) {
      expect(decodeInChunks('quoted-printable', Buffer.from(encoded, 'latin1'), size)).toEqual({ text, isDamaged });
    }
  });

  test('chunks do not matter, and nothing grows', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'=3dZ \t\r\nx') }),
        fc.integer({ min: 1, max: 4 }),
        (text, size) => {
          const whole = decodeInChunks('quoted-printable', Buffer.from(text), 1_000);
          expect(decodeInChunks('quoted-printable', Buffer.from(text), size)).toEqual(whole);
          expect(whole.text.length).toBeLessThanOrEqual(text.length);
        },
      ),
      { seed: 2045, numRuns: 2000 },
    );
  });

  test('a line of white space without end is not held back', () => {
    const bytes = Buffer.alloc(100_000, ' ');
    expect(decodeInChunks('quoted-printable', bytes, 1_000).text.length).toBeGreaterThan(98_000);
  });
});

test('7bit, 8bit and binary are the octets themselves', () => {
  const bytes = Buffer.from([0, 13, 10, 255]);
  for (const encoding of ['7bit', '8BIT', 'Binary']) expect(decodeTransfer(encoding, bytes)).toBe(bytes);
});

test('decodedSize counts without collecting', () => {
  expect(decodedSize('base64', [Buffer.from('SGV'), Buffer.from('sbG8=')])).toBe(5);
  expect(decodedSize('quoted-printable', [Buffer.from('a='), Buffer.from('\r\nb ')])).toBe(2);
});

test('other encodings are refused', () => {
  for (const name of ['x-uuencode', '', 'constructor', '__proto__']) {
    expect(isKnownEncoding(name)).toBe(false);
    expect(() => createTransferDecoder(name)).toThrow(expect.toSatisfy((error) => isFailure(error, 'unsupported')));
  }
});
