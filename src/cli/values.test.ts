import { describe, expect, test } from 'vitest';
import { moment } from './values.ts';

const NOW = Date.UTC(2026, 10, 23, 13, 5);
const read = moment('--since', () => NOW);

describe('a moment', () => {
  test.each([
    ['2h', '2026-11-23T11:05:00.000Z'],
    ['1.5d', '2026-11-22T01:05:00.000Z'],
    ['2026-11-23T14:05:00+01:00', '2026-11-23T13:05:00.000Z'],
    ['2026-11-23T13:05Z', '2026-11-23T13:05:00.000Z'],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected));

  test('without a zone it is of this machine, also a date alone', () => {
    expect(read('2026-11-23')).toBe(new Date(2026, 10, 23).toISOString());
    expect(read('2026-11-23 14:05')).toBe(new Date(2026, 10, 23, 14, 5).toISOString());
  });

  test.each(['', 'yesterday', '2', '-2h', '2026', '2026-13-01', '2026-11-23T25:00', '99999999999d', 'NaN'])(
    '%j is none',
    (text) => {
      expect(() => read(text)).toThrow(
        expect.objectContaining({ detail: expect.objectContaining({ problem: 'not-a-time' }) }),
      );
    },
  );
});
