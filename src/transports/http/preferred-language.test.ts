import { expect, test } from 'vitest';
import { preferredLanguage } from './preferred-language.ts';

test.each([
  ['de', 'de'],
  ['de-CH, fr;q=0.8', 'de'],
  ['fr;q=0.3, it;q=0.9, en;q=0.5', 'it'],
  ['ja, pl;q=0.1', 'pl'],
  ['EN-us', 'en'],
  ['es;q=0', null],
  ['ja', null],
  ['*', null],
  ['', null],
  [undefined, null],
  ['de;q=2', null],
  ['deutsch', null],
  [`${'ja,'.repeat(30)}de`, null],
])('#%#', (header, language) => {
  expect(preferredLanguage(header)).toBe(language);
});
