import { expect, test } from 'vitest';
import { sortKey } from './sort-key.ts';

const sorted = (names: readonly string[]) =>
  [...names].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : sortKey(a) > sortKey(b) ? 1 : 0));

test.each([
  ['case', ['', 'anna', 'BERT', 'carl']],
  ['accents', ['Arnold', 'Ärzte', 'Azur']],
  ['accents decide last', ['Muller', 'Müller', 'Mullerin']],
  ['letters that have no accent', ['Lodz', 'Łódź', 'Lomza', 'Oslo', 'Østby', 'Otto', 'Strasse', 'Straße', 'Strauss']],
  ['a name before those that it begins', ['Ann', 'Änn', 'Anna']],
])('%s', (_, names) => {
  expect(sorted([...names].reverse())).toEqual(names);
});
