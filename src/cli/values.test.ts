import { describe, expect, test } from 'vitest';
import { deadline, moment, oneOfEach } from './values.ts';

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

describe('a moment to come', () => {
  const readDeadline = deadline('--expires', () => NOW);

  test.each([
    ['90d', '2027-02-21T13:05:00.000Z'],
    ['1h', '2026-11-23T14:05:00.000Z'],
    ['2027-06-30T00:00Z', '2027-06-30T00:00:00.000Z'],
  ])('%s', (text, expected) => expect(readDeadline(text)).toBe(expected));

  test.each(['', '0d', '-1d', '2026-11-23T13:05Z', '2020-01-01', '90', 'tomorrow', '9999999999d'])(
    '%j is none',
    (text) => {
      expect(() => readDeadline(text)).toThrow(
        expect.objectContaining({ detail: expect.objectContaining({ field: '--expires', problem: 'not-a-time' }) }),
      );
    },
  );
});

describe('words of a list', () => {
  const readWords = oneOfEach('--services', ['imap', 'pop3']);

  test.each([
    ['imap', ['imap']],
    ['pop3, IMAP', ['pop3', 'imap']],
  ])('%s', (text, expected) => expect(readWords(text)).toEqual(expected));

  test.each(['', 'imap,', 'smtp', 'imap pop3'])('%j is none', (text) => {
    const detail = { field: '--services', problem: 'not-one-of', options: ['imap', 'pop3'] };
    expect(() => readWords(text)).toThrow(expect.objectContaining({ detail: expect.objectContaining(detail) }));
  });
});
