import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CBOR_LIMITS, decodeCbor, decodeCborAt } from './cbor.ts';
import { encodeCbor } from './fixtures/encode-cbor.ts';

const read = (hex: string) => decodeCbor(Buffer.from(hex, 'hex'));

describe('RFC 8949 appendix: values as authenticators write them', () => {
  test.each([
    ['00', 0],
    ['17', 23],
    ['1818', 24],
    ['1903e8', 1000],
    ['1a000f4240', 1_000_000],
    ['1b000000e8d4a51000', 1_000_000_000_000],
    ['20', -1],
    ['3863', -100],
    ['3903e7', -1000],
    ['f4', false],
    ['f5', true],
    ['f6', null],
    ['60', ''],
    ['6449455446', 'IETF'],
    ['62c3bc', 'ü'],
    ['80', []],
    ['8301820203820405', [1, [2, 3], [4, 5]]],
    ['4401020304', Uint8Array.of(1, 2, 3, 4)],
    [
      'a201020304',
      new Map([
        [1, 2],
        [3, 4],
      ]),
    ],
    [
      'a26161016162820203',
      new Map<string, unknown>([
        ['a', 1],
        ['b', [2, 3]],
      ]),
    ],
  ])('%s', (hex, value) => {
    const found = read(hex);
    expect(found instanceof Uint8Array ? Uint8Array.from(found) : found).toEqual(value);
  });
});

describe('what is refused', () => {
  test.each([
    ['nothing', ''],
    ['something behind it', '0000'],
    ['a number that ends too early', '19'],
    ['octets that end too early', '4401'],
    ['a length beyond all memory', '5b7fffffffffffffff'],
    ['a number too large', '1bffffffffffffffff'],
    ['a number longer than it need be', '1817'],
    ['the same with two octets', '1900ff'],
    ['the same with eight', '1b00000000ffffffff'],
    ['octets of indefinite length', '5f4101ff'],
    ['an array of indefinite length', '9fff'],
    ['a reserved length', '1c'],
    ['a tag', 'c000'],
    ['a floating point number', 'f93c00'],
    ['undefined', 'f7'],
    ['a key twice', 'a201020103'],
    ['a key that is an array', 'a18000'],
    ['a text that is no UTF-8', '61ff'],
    ['too many items', '9841'.padEnd(4 + 2 * 65, '0')],
    ['too many pairs', 'b841'],
    ['too deep', '81'.repeat(CBOR_LIMITS.depth + 1) + '00'],
    ['very deep', '81'.repeat(60_000)],
  ])('%s', (_, hex) => {
    expect(() => read(hex)).toThrow(expect.objectContaining({ code: 'invalid' }));
  });

  test('more than anybody sends', () => {
    const octets = encodeCbor(Buffer.alloc(CBOR_LIMITS.bytes));
    expect(() => decodeCbor(octets)).toThrow(expect.objectContaining({ code: 'invalid' }));
  });
});

test('as deep as allowed is read', () => {
  expect(() => read(`${'81'.repeat(CBOR_LIMITS.depth)}00`)).not.toThrow();
});

test('a value within other octets says where it ends', () => {
  expect(decodeCborAt(Buffer.from('ff820102ff', 'hex'), 1)).toEqual({ value: [1, 2], end: 4 });
});

test('whatever comes, it is read or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (octets) => {
      try {
        decodeCbor(octets);
      } catch (error) {
        expect(error).toMatchObject({ code: 'invalid' });
      }
    }),
    { numRuns: 3000, seed: 7 },
  );
});
