import { expect, test } from 'vitest';
import { isoTime } from './iso-time.ts';

test.each([
  [0, '2026-11-23T13:05:00Z'],
  [60, '2026-11-23T14:05:00+01:00'],
  [-210, '2026-11-23T09:35:00-03:30'],
])('a zone of %i minutes', (offset, expected) => {
  expect(isoTime(Date.UTC(2026, 10, 23, 13, 5, 0, 999), () => offset)).toBe(expected);
});
