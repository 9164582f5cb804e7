import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BigramIndex } from './bigram-index.ts';

const CHARACTERS = ['A', 'B', 'C', 'Ä', '😀', ' '];
const PAIRS = CHARACTERS.flatMap((first) => CHARACTERS.map((second) => first + second));
const text = fc.string({ unit: fc.constantFrom(...CHARACTERS), maxLength: 12 });
const step = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), text }),
  fc.record({ kind: fc.constant('remove' as const), at: fc.nat(10) }),
);

test('finds what looking at every text finds, whatever came and went', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.array(text, { maxLength: 3 }), (steps, texts) => {
      const index = new BigramIndex();
      const kept = new Map<number, string>();
      for (const each of steps) {
        if (each.kind === 'add') {
          const number = index.add(each.text);
          expect(kept.has(number)).toBe(false);
          kept.set(number, each.text);
          continue;
        }
        const number = [...kept.keys()][each.at] ?? 999;
        index.remove(number);
        kept.delete(number);
      }
      const several = texts.filter((part) => part.length >= 2);
      for (const parts of [several, ...PAIRS.map((pair) => [pair])]) {
        const expected = [...kept].filter(([, known]) => parts.every((part) => known.includes(part)));
        expect([...index.find(parts)]).toEqual(expected.map(([number]) => number).sort((a, b) => a - b));
      }
    }),
    { seed: 4, numRuns: 300 },
  );
});

test('a number is given again only after it was given back', () => {
  const index = new BigramIndex();
  const [first, second] = [index.add('anna'), index.add('bob')];
  index.remove(first);
  index.remove(first);
  expect(index.add('carl')).toBe(first);
  expect([first, second]).not.toContain(index.add('dora'));
  expect([...index.find(['nn'])]).toEqual([]);
});

test('many texts with the same pairs', () => {
  const index = new BigramIndex();
  const numbers = Array.from({ length: 5000 }, (_, at) => index.add(`USER${at}`));
  expect([...index.find(['USER'])]).toEqual(numbers);
  for (const number of numbers) if (number % 3 === 0) index.remove(number);
  expect([...index.find(['USER'])]).toEqual(numbers.filter((number) => number % 3 !== 0));
  expect([...index.find(['R4999'])]).toEqual([4999]);
  expect([...index.find(['R4998'])]).toEqual([]);
});
