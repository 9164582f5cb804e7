import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Page } from './document.ts';
import { heading, paragraph } from './document.ts';
import { foldWords, type SearchEntry, searchIndex } from './search-index.ts';

const SCRIPT = new URL('assets/search.js', import.meta.url);
const script = (await import(SCRIPT.href)) as {
  foldWords: (text: string) => string[];
  findEntries: (entries: readonly SearchEntry[], query: string) => SearchEntry[];
};

const page = (name: string, title: string, ...blocks: Page['blocks']): Page => ({
  name,
  title,
  language: 'fr',
  blocks,
  source: name,
});
const entries = searchIndex({
  guides: [
    {
      name: 'user',
      pages: [
        page(
          'user/password',
          'Mot de passe',
          paragraph('Il protège votre boîte.'),
          heading(2, 'change', 'Le modifier'),
          paragraph('Deux fois.'),
        ),
        page(
          'user/problems',
          'Problèmes',
          paragraph('Vous avez oublié le mot de passe ? Straße, Łódź, œuvre, Ørsted.'),
        ),
      ],
    },
  ],
});
const found = (query: string) => script.findEntries(entries, query).map(({ p }) => p);

test('a part of a page is an entry, with its heading, its beginning and its words', () => {
  expect(entries[1]).toEqual({
    p: 'user/password#change',
    t: 'Mot de passe',
    h: 'Le modifier',
    x: 'Deux fois.',
    w: 'mot de passe le modifier deux fois',
  });
});

test.each([
  ['problèmes', ['user/problems']],
  ['problemes', ['user/problems']],
  ['PROBLÈM', ['user/problems']],
  ['boite', ['user/password']],
  ['protège boîte', ['user/password']],
  ['strasse', ['user/problems']],
  ['Straße', ['user/problems']],
  ['lodz', ['user/problems']],
  ['oeuvre orsted', ['user/problems']],
  ['mot de passe', ['user/password', 'user/password#change', 'user/problems']],
  ['modifier', ['user/password#change']],
  ['boîte oublié', []],
  ['asse', []],
  ['', []],
  ['?!', []],
])('%j finds %j', (query, expected) => expect(found(query)).toEqual(expected));

test('hostile words find nothing, take no time and break nothing', () => {
  const hostile = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '.*(zz+)+$',
    '\\',
    '__proto__',
    '${x}',
  ];
  for (const query of hostile) expect(found(query), query).toEqual([]);
  expect(found('constructor toString')).toEqual([]);
  expect(found('a '.repeat(100_000))).toEqual(found('a'));
});

test('the browser folds words as the build does', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      expect(script.foldWords(text)).toEqual(foldWords(text));
    }),
    { seed: 5, numRuns: 1000 },
  );
});

test('what is found becomes text, never markup', async () => {
  expect(await readFile(SCRIPT, 'utf8')).not.toMatch(
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|Function\(/,
  );
});
