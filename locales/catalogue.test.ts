import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LANGUAGES, type LanguageCode, languageOf, translator } from './index.ts';

const root = join(import.meta.dirname, '..');
const AREAS = globSync('apps/*/en.json', { cwd: import.meta.dirname }).map((file) => file.replace(/en[.]json$/, ''));
/** The server's texts, and those of each area of the applications. */
const filesOf = (language: LanguageCode) =>
  ['', ...AREAS].map((area) => join(import.meta.dirname, `${area}${language}.json`));
const read = (language: LanguageCode) =>
  Object.assign({}, ...filesOf(language).map((file) => JSON.parse(readFileSync(file, 'utf8')) as object)) as Record<
    string,
    string
  >;
const english = read('en');
const PLURAL = /_(zero|one|two|few|many|other)$/;
const stems = (catalogue: object) => [...new Set(Object.keys(catalogue).map((key) => key.replace(PLURAL, '')))].sort();
const fields = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe.each(LANGUAGES.filter((language) => language !== 'en'))('%s', (language) => {
  const catalogue = read(language);

  test('has exactly the texts of English', () => {
    expect(stems(catalogue)).toEqual(stems(english));
  });

  test('has the plural forms of its language', () => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const plural = new Set(
      Object.keys(english)
        .filter((key) => PLURAL.test(key))
        .map((key) => key.replace(PLURAL, '')),
    );
    for (const stem of plural) {
      const present = Object.keys(catalogue).filter((key) => key.replace(PLURAL, '') === stem);
      expect(present.sort(), stem).toEqual(forms.map((form) => `${stem}_${form}`).sort());
    }
  });

  test('fills in the same values', () => {
    for (const [key, text] of Object.entries(catalogue)) {
      const original = english[key] ?? english[key.replace(PLURAL, '_other')] ?? '';
      expect(fields(text), key).toEqual(fields(original));
    }
  });

  test('is not left in English', () => {
    const same = Object.entries(catalogue).filter(
      ([key, text]) => english[key] === text && /[a-z]{4,} [a-z]{3,}/i.test(text),
    );
    expect(same.map(([key]) => key)).toEqual([]);
  });
});

test('no key is in two files', () => {
  const keys = filesOf('en').flatMap((file) => Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object));
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

test('every English text is used, and every text that is used exists', () => {
  const sources = globSync(['src/**/*.ts', 'locales/*.ts', 'apps/**/*.{ts,tsx}', 'tools/docs/*.ts'], { cwd: root })
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n');
  // Some keys are put together from a fixed beginning and a value of a closed list: `cli.check.${outcome}`.
  const beginnings = [...sources.matchAll(/[`'"]([a-z][\w.-]*\.)\$\{/g)].map(([, text]) => text ?? '');
  const unused = stems(english).filter(
    (key) =>
      !new RegExp(`['"\`]${key.replaceAll('.', '\\.')}['"\`]`).test(sources) &&
      !beginnings.some((text) => key.startsWith(text)),
  );
  expect(unused).toEqual([]);
});

describe('translator', () => {
  test('fills in values and chooses the plural form', () => {
    const t = translator('en');
    expect(t('cli.user.created', { name: 'bob' })).toBe('User bob made.');
    expect(t('cli.user.imported', { count: 1 })).toBe('1 user made.');
    expect(t('cli.user.imported', { count: 5 })).toBe('5 users made.');
    const polish = translator('pl');
    const texts = [1, 2, 5].map((count) => polish('cli.user.imported', { count }).replace(/\d+/, ''));
    expect(new Set(texts).size).toBe(3);
  });

  test('a value is not filled in again', () => {
    expect(translator('en')('cli.user.created', { name: '{name}{count}' })).toBe('User {name}{count} made.');
  });

  test.each([
    ['de_CH.UTF-8', 'de'],
    ['pl', 'pl'],
    ['C.UTF-8', 'en'],
    [undefined, 'en'],
    ['pt_BR', 'en'],
  ])('%s is %s', (locale, language) => expect(languageOf(locale)).toBe(language));
});
