import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countOf, piecesOf, toRanges } from './message-sets.ts';

test('numbers as ranges', () => {
  expect(toRanges([])).toEqual([]);
  expect(toRanges(Uint32Array.of(1, 2, 3, 7, 9, 10))).toEqual([
    { from: 1, to: 3 },
    { from: 7, to: 7 },
    { from: 9, to: 10 },
  ]);
});

test('pieces are no larger than asked for, and together the set', () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 300 })).map((list) => list.toSorted((a, b) => a - b));
  fc.assert(
    fc.property(numbers, fc.integer({ min: 1, max: 20 }), (list, size) => {
      const pieces = [...piecesOf(toRanges(list), size)];
      expect(pieces.every(({ from, to }) => to >= from && to - from < size)).toBe(true);
      expect(pieces.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i))).toEqual(list);
      expect(countOf(pieces)).toBe(list.length);
    }),
    { seed: 9051 },
  );
});
