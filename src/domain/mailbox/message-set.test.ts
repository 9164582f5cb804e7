import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countOf,
  intersectSets,
  isInRanges,
  type MessageSet,
  type NumberRange,
  normalizeRanges,
  rangesOf,
  sliceSet,
} from './message-set.ts';

const numbersOf = (set: MessageSet) =>
  set.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
const ranges: fc.Arbitrary<NumberRange[]> = fc.array(
  fc.tuple(fc.integer({ min: 1, max: 40 }), fc.nat(6)).map(([from, more]) => ({ from, to: from + more })),
  { maxLength: 8 },
);
const sorted = (numbers: Iterable<number>) => [...new Set(numbers)].sort((a, b) => a - b);

describe('message sets against lists of numbers', () => {
  test('normalising, counting, membership', () => {
    fc.assert(
      fc.property(ranges, (list) => {
        const numbers = sorted(numbersOf(list));
        const set = normalizeRanges(list);
        expect(numbersOf(set)).toEqual(numbers);
        expect(rangesOf(numbers)).toEqual(set);
        expect(countOf(set)).toBe(numbers.length);
        for (let i = 0; i < 50; i++) expect(isInRanges(set, i)).toBe(numbers.includes(i));
      }),
      { seed: 1 },
    );
  });

  test('intersecting and slicing', () => {
    fc.assert(
      fc.property(ranges, ranges, fc.integer({ min: 1, max: 9 }), (one, other, size) => {
        const [a, b] = [normalizeRanges(one), normalizeRanges(other)];
        const inBoth = numbersOf(a).filter((number) => isInRanges(b, number));
        expect(numbersOf(intersectSets(a, b))).toEqual(inBoth);
        const slices = [...sliceSet(a, size)];
        expect(slices.flatMap(numbersOf)).toEqual(numbersOf(a));
        for (const slice of slices.slice(0, -1)) expect(countOf(slice)).toBe(size);
      }),
      { seed: 2 },
    );
  });
});
