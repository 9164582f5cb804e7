import { expect, test } from 'vitest';
import { formatsOf } from './formats.ts';
import { LANGUAGES } from './index.ts';

const AT = Date.UTC(2026, 10, 23, 23, 5);
const anHourEast = () => 60;
/** Blanks that do not break a line are as good as others here. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

test('English is what programs can read: times of RFC 3339', () => {
  const { number, size, time, date } = formatsOf('en', anHourEast);
  expect([number(1234567.89, 1), size(1536), size(12), time(AT), date(AT)]).toEqual([
    ...['1,234,567.9', '1.5 KB', '12 bytes', '2026-11-24T00:05:00+01:00', '2026-11-24'],
  ]);
});

test.each([
  ['de', '1.234.567,9', '1,5 KB', '12 Byte', '24.11.26, 00:05:00', '24.11.26'],
  ['fr', '1 234 567,9', '1,5 Ko', '12 octets', '24/11/2026 00:05:00', '24/11/2026'],
  ['pl', '1 234 567,9', '1,5 KB', '12 bajtów', '24.11.2026, 00:05:00', '24.11.2026'],
] as const)('%s', (language, ...expected) => {
  const { number, size, time, date } = formatsOf(language, anHourEast);
  expect([number(1234567.89, 1), size(1536), size(12), time(AT), date(AT)].map(plain)).toEqual(expected);
});

test.each(LANGUAGES)('three digits of a size matter in %s', (language) => {
  for (const bytes of [0, 1, 1023, 1024, 999.4 * 1024, 5 * 2 ** 30, 2 ** 50]) {
    expect(formatsOf(language).size(bytes)).toMatch(/^(?:\d{1,3}(?:[.,]\d{1,2})?|1[.,\s]?0\d\d)\s\p{L}+$/u);
  }
});
