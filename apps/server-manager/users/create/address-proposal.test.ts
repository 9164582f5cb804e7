import { expect, test } from 'vitest';
import { proposeUserId } from './address-proposal.ts';

test.each([
  ['Alice', 'Archer', 'alice.archer'],
  ['Jürgen', 'Weiß', 'juergen.weiss'],
  ['Łukasz', 'Żółw', 'lukasz.zolw'],
  ['Anne-Marie', "O'Neil", 'anne-marie.o-neil'],
  ['  Bob ', '', 'bob'],
  ['', '', ''],
  ['Мария', 'Maria', 'maria'],
  ['é́', '..', 'e'],
])('%s %s is proposed as %s', (first, last, proposed) => {
  expect(proposeUserId(first, last)).toBe(proposed);
});
