import { expect, test } from 'vitest';
import { freeSelector } from './free-selector.ts';

test('letters go behind what is taken, and do not end at z', () => {
  const taken = new Set<string>();
  while (taken.size < 1 + 26 + 26 * 26 + 2) taken.add(freeSelector('r20261123', taken));
  const behind = [...taken].map((selector) => selector.slice('r20261123'.length));
  expect([0, 1, 2, 26, 27, 28, 52, 53, 702, 703, 704].map((place) => behind[place])).toEqual([
    '',
    'a',
    'b',
    'z',
    'aa',
    'ab',
    'az',
    'ba',
    'zz',
    'aaa',
    'aab',
  ]);
  // What a label of the DNS may have: RFC 6376 section 3.1
  expect([...taken].filter((selector) => !/^[a-z0-9]+$/.test(selector))).toEqual([]);
});

test('one that is free is taken as it is, and gaps are filled', () => {
  expect(freeSelector('e1', new Set(['e1a', 'r1']))).toBe('e1');
  expect(freeSelector('e1', new Set(['e1', 'e1b']))).toBe('e1a');
});
