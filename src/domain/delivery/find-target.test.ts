import { expect, test } from 'vitest';
import type { AliasId } from '../ports/ids.ts';
import { byLengthDescending, matches, patternOf } from './find-target.ts';

const pattern = (localPart: string) => patternOf({ id: 1 as AliasId, localPart });

test.each([
  ['fax-*', 'fax-1', true],
  ['fax-*', 'fax-', false],
  ['FAX-*', 'fax-12', true],
  ['*-fax', '12-fax', true],
  ['*-fax', '-fax', false],
  ['a*a', 'aa', false],
  ['a*a', 'aba', true],
  ['a*a', 'a', false],
  ['*', 'anything', true],
  ['a.*.z', 'a.b.z', true],
  ['a.*.z', 'a.z', false],
])('%s and %s: %s', (alias, name, fits) => {
  const found = pattern(alias);
  expect(found !== null && matches(found, name)).toBe(fits);
});

test.each(['fax', '**', 'a*b*c'])('%s is an address like any other', (localPart) => {
  expect(pattern(localPart)).toBeNull();
});

test('the one with the longest fixed text comes first', () => {
  const patterns = ['*', 'fax-*', 'fax-1*', '*x'].flatMap((text) => pattern(text) ?? []);
  expect(patterns.sort(byLengthDescending).map(({ prefix, suffix }) => `${prefix}*${suffix}`)).toEqual([
    'fax-1*',
    'fax-*',
    '*x',
    '*',
  ]);
});
