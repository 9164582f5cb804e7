import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BigramIndex } from './bigram-index.ts';

const CHARACTERS = ['A', 'B', 'C', 'Ä', '😀', ' '];
const PAIRS = CHARACTERS.flatMap((first) => CHARACTERS.map((second) => first + second));
const text = fc.string({ unit: fc.constantFrom(...CHARACTERS), maxLength: 12 });
const number = fc.integer({ min: 1, max: 30 });
const step = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), number, text }),
  fc.record({ kind: fc.constant('remove' as const), number }),
);

/** All that a scan finds, asked for in small parts. */
function findAll(index: BigramIndex, parts: readonly string[], limit = 2, maxLooks = 3): readonly number[] {
  const found: number[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const { numbers, next } = index.scan(parts, { after, limit, maxLooks }, () => true);
    found.push(...numbers);
    after = next;
  }
  return found;
}

test('finds what looking at every text finds, whatever came and went', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.array(text, { maxLength: 3 }), (steps, texts) => {
      const index = new BigramIndex();
      const kept = new Map<number, string>();
      for (const each of steps) {
        index.remove(each.number);
        kept.delete(each.number);
        if (each.kind === 'remove') continue;
        index.add(each.number, each.text);
        kept.set(each.number, each.text);
      }
      const several = texts.filter((part) => part.length >= 2);
      for (const parts of [several, ...PAIRS.map((pair) => [pair])]) {
        const expected = [...kept].filter(([, known]) => parts.every((part) => known.includes(part)));
        expect(findAll(index, parts)).toEqual(expected.map(([each]) => each).sort((a, b) => a - b));
      }
    }),
    { seed: 4, numRuns: 300 },
  );
});

test('only those that are wanted count', () => {
  const index = new BigramIndex();
  for (const each of [5, 2, 9, 7]) index.add(each, `USER${each}`);
  const limits = { after: 0, limit: 2, maxLooks: 10 };
  expect(index.scan(['USER'], limits, (each) => each !== 5)).toEqual({ numbers: [2, 7], next: 7 });
  expect(index.scan(['USER'], { ...limits, after: 7 }, () => true)).toEqual({ numbers: [9], next: null });
  expect(index.scan([], { ...limits, after: 8 }, () => true)).toEqual({ numbers: [9], next: null });
});

test('many texts with the same pairs', () => {
  const index = new BigramIndex();
  const numbers = Array.from({ length: 5000 }, (_, at) => at + 1);
  for (const each of numbers) index.add(each, `USER${each}`);
  expect(findAll(index, ['USER'], 700, 900)).toEqual(numbers);
  for (const each of numbers) if (each % 3 === 0) index.remove(each);
  expect(findAll(index, ['USER'], 700, 900)).toEqual(numbers.filter((each) => each % 3 !== 0));
  expect(findAll(index, ['R4999'])).toEqual([4999]);
  expect(findAll(index, ['R4998'])).toEqual([]);
});
