import { expect, test } from 'vitest';
import { LANGUAGES } from '../../../locales/translator.ts';
import { createFormats } from './formats.ts';

/** Spaces that keep a unit with its number. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

test.each([
  [0, '0 bytes'],
  [1023, '1,023 bytes'],
  [1024, '1 kB'],
  [1536 * 1024, '1.5 MB'],
  [5 * 1024 ** 3, '5 GB'],
  [200 * 1024 ** 2 + 1, '200 MB'],
])('%i bytes', (bytes, text) => expect(plain(createFormats('en').size(bytes))).toBe(text));

test.each([
  [0, '0 sec'],
  [59, '59 sec'],
  [3600, '1 hr'],
  [7500, '2 hr 5 min'],
  [90_061, '1 day 1 hr'],
])('%i seconds', (seconds, text) => expect(plain(createFormats('en').duration(seconds))).toBe(text));

test('ago, and ahead', () => {
  const { ago } = createFormats('en');
  expect(ago(0, 90_000)).toBe('1 minute ago');
  expect(ago(172_800_000, 0)).toBe('in 2 days');
  expect(ago(0, 0)).toBe('now');
});

test.each(LANGUAGES)('every form exists in %s', (language) => {
  const formats = createFormats(language);
  for (const text of [
    formats.number(1e6),
    formats.percent(0.5),
    formats.time(0),
    formats.date(0),
    formats.clock(0),
    formats.hourAndMinute(0),
    formats.dayAndMonth(0),
    formats.size(5000),
  ])
    expect(text).toMatch(/\d/);
});
