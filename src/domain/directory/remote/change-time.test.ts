import { expect, test } from 'vitest';
import { isToCome, nextSecond } from './change-time.ts';

test.each([
  ['20261231235959Z', '20270101000000Z'],
  ['20260101000000.0Z', '20260101000001.0Z'],
  ['20261399000000Z', '20261399000000Z'],
  ['12345', '12345'],
  ['', ''],
])('the second after %s is %s', (time, next) => {
  expect(nextSecond(time)).toBe(next);
});

test.each([
  ['20260101000000Z', false],
  ['20260101000000.9Z', false],
  ['20260101000001Z', true],
  ['20251231235959Z', false],
  ['99999999999999Z', true],
  // Another attribute than a time was mapped: its values are only compared with each other.
  ['99999999', false],
  ['', false],
])('%s is still to come: %s', (time, expected) => {
  expect(isToCome(time, Date.parse('2026-01-01T00:00:00.999Z'))).toBe(expected);
});
