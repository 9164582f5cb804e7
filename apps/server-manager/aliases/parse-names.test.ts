import { expect, test } from 'vitest';
import { parseNames, unique } from './parse-names.ts';

test.each([
  ['alice', ['alice']],
  ['alice bob', ['alice', 'bob']],
  ['alice@example.org, bob@example.org;carol', ['alice@example.org', 'bob@example.org', 'carol']],
  ['alice@example.org\r\nbob@example.org\r\n\r\n', ['alice@example.org', 'bob@example.org']],
  ['"Archer, Alice" <alice@example.org>', ['alice@example.org']],
  ['Alice Archer <alice@example.org>, bob', ['alice@example.org', 'bob']],
  ['alice\tbob\nalice', ['alice', 'bob']],
  ['mailto:alice@example.org', ['alice@example.org']],
  [' , ;\n', []],
])('%j', (text, names) => expect(parseNames(text)).toEqual(names));

test('the first of two that differ in case stays', () => {
  expect(unique(['Alice', 'bob', 'ALICE'])).toEqual(['Alice', 'bob']);
});
