import { expect, test } from 'vitest';
import { joinQuantity, quantityText, splitQuantity, unitName, unitsBetween } from './quantity.ts';

test.each([
  ['duration', 0, 0, 'second'],
  ['duration', 100, 100, 'millisecond'],
  ['duration', 90_000, 90, 'second'],
  ['duration', 300_000, 5, 'minute'],
  ['duration', 86_400_000, 1, 'day'],
  ['duration', 36 * 86_400_000, 36, 'day'],
  ['size', 0, 0, 'megabyte'],
  ['size', 100 * 1024, 100, 'kilobyte'],
  ['size', 50 * 1024 ** 2, 50, 'megabyte'],
  ['size', 1023, 1023, 'byte'],
] as const)('%s of %d is %d %s', (kind, value, amount, unit) => {
  expect(splitQuantity(kind, value)).toEqual({ amount, unit });
  expect(joinQuantity(kind, { amount, unit })).toBe(value);
});

test('half a gigabyte is a whole number of bytes', () => {
  expect(joinQuantity('size', { amount: 1.5, unit: 'gigabyte' })).toBe(1_610_612_736);
});

test('only units that make sense between the bounds are offered', () => {
  expect(unitsBetween('duration', 86_400_000, 365 * 86_400_000)).not.toContain('second');
  expect(unitsBetween('duration', 86_400_000, 365 * 86_400_000)).toContain('day');
  expect(unitsBetween('duration', 1000, 300_000)).toEqual(['second', 'minute']);
  expect(unitsBetween('size', 64 * 1024, 1024 ** 3)).toEqual(['kilobyte', 'megabyte', 'gigabyte']);
});

test('said in the words of the language', () => {
  expect(quantityText('en', 'duration', 14 * 86_400_000)).toBe('14 days');
  expect(quantityText('de', 'duration', 14 * 86_400_000)).toBe('14 Tage');
  expect(quantityText('en', 'size', 50 * 1024 ** 2)).toBe('50 MB');
  expect(unitName('de', 'duration', 'minute')).toBe('Minuten');
});
