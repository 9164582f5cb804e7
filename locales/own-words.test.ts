import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import en from './en.json' with { type: 'json' };
import { LANGUAGES } from './index.ts';
import { inOwnWords, longestFragment } from './own-words.ts';

const root = join(import.meta.dirname, '..');
const texts = Object.entries(en).filter(([key]) => key.startsWith('own.'));
const filled = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => `${name}.example.org`);

describe('texts of our own', () => {
  const sources = globSync('src/**/*.ts', { cwd: root })
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n');

  test.each(texts)('%s is one that the code has', (_, text) => {
    expect(sources).toContain(longestFragment(text).replaceAll("'", "\\'"));
  });

  test.each(texts)('%s is told in every language, with its values', (_, text) => {
    const said = filled(text);
    expect(inOwnWords(said, 'en')).toBe(said);
    for (const language of LANGUAGES.filter((one) => one !== 'en')) {
      const told = inOwnWords(said, language);
      expect(told).not.toMatch(/[{}]/);
      for (const [value] of said.matchAll(/\w+\.example\.org/g)) expect(told).toContain(value);
      if (/[a-z]{4,} [a-z]{3,}/i.test(text)) expect(told).not.toBe(said);
    }
  });
});

test('parts that follow each other are told one by one', () => {
  expect(inOwnWords('192.0.2.7 port 25: connection refused', 'de')).toBe('192.0.2.7 Port 25: Verbindung abgelehnt');
  expect(inOwnWords('program fax: ended with 67: unknown user: nobody of that name', 'fr')).toBe(
    'programme fax : terminé avec 67 : utilisateur inconnu : nobody of that name',
  );
});

test.each([
  '450 4.2.0 no reply in time',
  '550-connection refused',
  'something that nobody here says',
  `${'x'.repeat(100_000)} port 25: y`,
  '',
])('what others said stays: %.60s', (text) => {
  expect(inOwnWords(text, 'pl')).toBe(text);
});
