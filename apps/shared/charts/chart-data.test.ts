import { expect, test } from 'vitest';
import { aggregate, latest, spansOf } from './chart-data.ts';

test.each([
  ['sum', [1, null, 3], 4],
  ['mean', [1, null, 3], 2],
  ['max', [1, null, 3], 3],
  ['max', [null], null],
  ['sum', [], null],
] as const)('%s of %j', (how, values, result) => expect(aggregate(values, how)).toBe(result));

test('parts of equal length, each value in one of them', () => {
  expect(spansOf(5, 2)).toEqual([
    { from: 0, to: 3 },
    { from: 3, to: 5 },
  ]);
  expect(spansOf(2, 10)).toHaveLength(2);
  expect(spansOf(0, 10)).toEqual([]);
  for (const length of [179, 180, 1440, 2160]) {
    const spans = spansOf(length, 30);
    expect(spans.length).toBeLessThanOrEqual(30);
    expect(spans.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(length);
  }
});

test('the last that is known', () => {
  expect(latest([1, 2, null])).toBe(2);
  expect(latest([null])).toBeNull();
});
