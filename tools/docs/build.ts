/**
 * Builds the help centre: pages and one search index for each language, of the sources alone. Whatever is wrong with a
 * page (a link that leads nowhere, HTML, a translation that is missing or whose headings differ) fails the build.
 */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { LANGUAGES, type LanguageCode, translator } from '../../locales/index.ts';
import { VERSION } from '../../src/config/version.ts';
import { describeApi } from '../../src/wire/admin/openapi.ts';
import { loadProgram } from '../manual/load-program.ts';
import { API_DOCUMENT, apiPages } from './api-pages.ts';
import { linkProblems } from './check-links.ts';
import { translationProblems } from './check-translations.ts';
import { commandPages, exitCodesIn } from './command-pages.ts';
import { GUIDES, SCREENS, SETTINGS_PAGE } from './contents.ts';
import type { Page } from './document.ts';
import { guideHtml, homeHtml, missingHtml, pageHtml } from './layout.ts';
import { readMarkdown } from './read-markdown.ts';
import { searchIndex } from './search-index.ts';
import { settingsPage } from './settings-page.ts';
import { pagesOf, type SiteMap } from './site-map.ts';

const SOURCE_FOLDER = 'docs/guides';
/** Exit codes stand in its table. */
const REFERENCE_FILE = 'docs/command-line.md';
/** Relative to the project; each is sent under its last name. */
const ASSETS = [
  'tools/docs/assets/help.css',
  'tools/docs/assets/text.css',
  'tools/docs/assets/search.css',
  'tools/docs/assets/print.css',
  'tools/docs/assets/search.js',
  'apps/public/favicon.svg',
];

export interface DocsBuild {
  /** Written, in all languages. */
  readonly pageCount: number;
}

/**
 * Rejects with all that is wrong, one line each, and leaves `outDir` as it was.
 *
 * @param root of the project.
 * @param outDir is put in the place of the one before at the end, so that a server never finds half of it. The page
 *   `user/password` in German is `de/user/password.html`, that of an unknown address `de/missing.html`.
 */
export async function buildDocs(root: string, outDir: string): Promise<DocsBuild> {
  const sites = await readSites(root);
  const paths = new Set([...SCREENS, API_DOCUMENT]);
  const problems = [...sites.values()].flatMap((site) => linkProblems(site, paths));
  problems.push(...translationProblems(sites));
  if (problems.length > 0) throw new Error([...new Set(problems)].join('\n'));

  const files = new Map<string, string>();
  for (const [language, site] of sites) {
    for (const [name, text] of filesOf(language, site)) files.set(`${language}/${name}`, text);
  }
  files.set('api/openapi.json', `${JSON.stringify(describeApi(VERSION), null, 2)}\n`);
  for (const file of ASSETS) files.set(basename(file), await readFile(join(root, file), 'utf8'));
  await replaceFolder(outDir, files);
  return { pageCount: [...files.keys()].filter((name) => name.endsWith('.html')).length };
}

async function replaceFolder(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  const fresh = `${folder}-${process.pid}`;
  try {
    for (const inner of new Set([...files.keys()].map(dirname))) await mkdir(join(fresh, inner), { recursive: true });
    await Promise.all([...files].map(([name, text]) => writeWithGzip(join(fresh, name), text)));
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Beside it, with `.gz` behind the name, what the server sends to browsers that take it. */
async function writeWithGzip(file: string, text: string): Promise<void> {
  await writeFile(file, text);
  await writeFile(`${file}.gz`, await promisify(gzip)(text));
}

/** All pages as each language has them: where one is not translated, the English one. */
export async function readSites(root: string): Promise<ReadonlyMap<LanguageCode, SiteMap>> {
  const program = await loadProgram('en');
  const exitCodes = exitCodesIn(await readFile(join(root, REFERENCE_FILE), 'utf8'));
  const generated = [
    { name: 'commands', pages: commandPages(program, translator('en'), exitCodes) },
    { name: 'api', pages: apiPages(describeApi(VERSION), program) },
  ] as const;
  const settings = settingsPage();
  const sites = new Map<LanguageCode, SiteMap>();
  for (const language of LANGUAGES) {
    const guides = GUIDES.map(async ({ name: guide, languages, pages }) => ({
      name: guide,
      pages: await Promise.all(
        pages.map(async (page) => {
          const name = `${guide}/${page}`;
          const written = languages.includes(language) ? language : 'en';
          return name === SETTINGS_PAGE ? settings : readPage(root, name, written);
        }),
      ),
    }));
    sites.set(language, { guides: [...(await Promise.all(guides)), ...generated] });
  }
  return sites;
}

async function readPage(root: string, name: string, language: LanguageCode): Promise<Page> {
  const file = `${SOURCE_FOLDER}/${language}/${name}.md`;
  return readMarkdown({ name, language, file, text: await readFile(join(root, file), 'utf8') });
}

function* filesOf(language: LanguageCode, site: SiteMap): Generator<readonly [string, string]> {
  const frame = { language, t: translator(language) };
  yield ['index.html', homeHtml(site, frame)];
  yield ['missing.html', missingHtml(site, frame)];
  for (const { name } of site.guides) yield [`${name}.html`, guideHtml(name, site, frame)];
  for (const page of pagesOf(site)) yield [`${page.name}.html`, pageHtml(page, site, frame)];
  yield ['search.json', JSON.stringify(searchIndex(site))];
}
