import { expect, test } from 'vitest';
import { joinSize, splitSize } from './quota.ts';

test.each([
  [0, 0, 'megabyte'],
  [500 * 1024 ** 2, 500, 'megabyte'],
  [1024 ** 3, 1, 'gigabyte'],
  [2.5 * 1024 ** 3, 2.5, 'gigabyte'],
  [1100 * 1024 ** 2, 1100, 'megabyte'],
  [3 * 1024 ** 4, 3, 'terabyte'],
] as const)('%d bytes are %d %s', (bytes, amount, unit) => {
  expect(splitSize(bytes)).toEqual({ amount, unit });
  expect(joinSize(amount, unit)).toBe(bytes);
});

test('what is no round number of megabytes is shown to a thousandth', () => {
  expect(splitSize(1_234_567)).toEqual({ amount: 1.177, unit: 'megabyte' });
});
