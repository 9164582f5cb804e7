/** Modules that are made from sources of the server: the browser gets of them what it needs, and nothing else. */
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { AUDIT_TEXT_KEYS } from '../../locales/audit-text.ts';
import { LANGUAGES } from '../../locales/index.ts';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';

/** Beginnings of texts of the server's catalogue that are never seen in a browser. */
const SERVER_ONLY = ['cli.', 'own.', 'notice.', 'pop3.', 'guard.', 'status.', 'column.'];

/** But these are. */
const SHARED: ReadonlySet<string> = new Set(AUDIT_TEXT_KEYS);

/** `virtual:endpoints`: methods and paths without the schemas, which only the types need. */
export function endpointTable(): Plugin {
  return virtualModules('endpoints', (id) => {
    if (id !== 'virtual:endpoints') return null;
    const entries = Object.entries(ENDPOINTS).map(([name, { method, path }]) => [name, { method, path }]);
    return `export const table = ${JSON.stringify(Object.fromEntries(entries))};`;
  });
}

/** `virtual:catalogues`: for each language a function that loads its texts. */
export function catalogues(root: string): Plugin {
  return virtualModules('catalogues', async (id) => {
    if (id === 'virtual:catalogues') {
      const loaders = LANGUAGES.map((language) => `  ${language}: () => import('virtual:catalogue/${language}'),`);
      return `export const load = {\n${loaders.join('\n')}\n};`;
    }
    const language = /^virtual:catalogue\/(\w\w)$/.exec(id)?.[1];
    return language === undefined ? null : `export const texts = ${JSON.stringify(await readTexts(root, language))};`;
  });
}

/** `virtual:own-words`: for each language a function that loads what locales/own-words-of.ts needs; few screens do. */
export function ownWords(root: string): Plugin {
  return virtualModules('own-words', async (id) => {
    if (id === 'virtual:own-words') {
      const loaders = LANGUAGES.map((language) => `  ${language}: () => import('virtual:own-words/${language}'),`);
      return `export const load = {\n${loaders.join('\n')}\n};`;
    }
    const language = /^virtual:own-words\/(\w\w)$/.exec(id)?.[1];
    if (language === undefined) return null;
    // English is not told in other words.
    const codes = language === 'en' ? [] : ['en', language];
    const [english = {}, texts = {}] = await Promise.all(codes.map((code) => readOwnTexts(root, code)));
    return `export const english = ${JSON.stringify(english)}, texts = ${JSON.stringify(texts)};`;
  });
}

async function readOwnTexts(root: string, language: string): Promise<Record<string, string>> {
  const all = JSON.parse(await readFile(join(root, `locales/${language}.json`), 'utf8')) as Record<string, string>;
  return Object.fromEntries(Object.entries(all).filter(([key]) => key.startsWith('own.')));
}

/** The texts of one language that the applications use. */
export async function readTexts(root: string, language: string): Promise<Record<string, string>> {
  const areas = globSync(`locales/apps/*/${language}.json`, { cwd: root }).sort();
  const files = [`locales/${language}.json`, ...areas];
  const catalogue = await Promise.all(
    files.map(async (file) => JSON.parse(await readFile(join(root, file), 'utf8')) as Record<string, string>),
  );
  const texts = Object.entries(Object.assign({}, ...catalogue) as Record<string, string>);
  return Object.fromEntries(
    texts.filter(([key]) => SHARED.has(key) || !SERVER_ONLY.some((beginning) => key.startsWith(beginning))),
  );
}

/** @param source of the module with this id; null: not one of these. */
function virtualModules(name: string, source: (id: string) => Promise<string | null> | string | null): Plugin {
  return {
    name: `mailroom-${name}`,
    resolveId: (id) => (id.startsWith(`virtual:${name.slice(0, -1)}`) ? `\0${id}` : null),
    load: (id) => (id.startsWith('\0virtual:') ? source(id.slice(1)) : null),
  };
}
