import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../locales/index.ts';
import { SETTINGS } from '../../src/domain/settings/catalogue.ts';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { loadProgram } from '../manual/load-program.ts';
import { projectFiles } from '../support/project-files.ts';
import { ROOT } from '../support/root.ts';
import { endpointId, groupOf } from './api-pages.ts';
import { buildDocs, readSites } from './build.ts';
import { commandProblems } from './check-commands.ts';
import { headingIds, linkProblems, linksIn } from './check-links.ts';
import { translationProblems } from './check-translations.ts';
import { commandOf } from './command-forms.ts';
import { GUIDES, SCREENS, SETTINGS_PAGE } from './contents.ts';
import { code, codeBlock, heading, linkTo, type Page, paragraph, textOf } from './document.ts';
import { settingId } from './settings-page.ts';
import { pagesOf } from './site-map.ts';

let folder = '';
const files = new Map<string, string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailroom-docs-'));
  await buildDocs(ROOT, join(folder, 'docs'));
  for (const entry of await readdir(join(folder, 'docs'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith('.gz')) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(join(folder, 'docs').length + 1), await readFile(path, 'utf8'));
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const htmlFiles = () => [...files].filter(([name]) => name.endsWith('.html'));

describe.each(LANGUAGES)('in %s', (language) => {
  test('each page is there, and those that must be in this language are', () => {
    for (const { name: guide, languages, pages } of GUIDES) {
      for (const page of pages) {
        const html = files.get(`${language}/${guide}/${page}.html`);
        expect(html, `${guide}/${page}`).toBeDefined();
        expect(html?.includes('class="foreign"'), `${guide}/${page}`).toBe(!languages.includes(language));
        expect(html).toContain(`<html lang="${language}">`);
      }
    }
  });

  test('the search finds every page', () => {
    const entries = JSON.parse(files.get(`${language}/search.json`) ?? '') as { p: string }[];
    const names = new Set(entries.map(({ p }) => p.split('#')[0]));
    for (const { name, pages } of GUIDES) for (const page of pages) expect(names).toContain(`${name}/${page}`);
    expect(names).toContain('commands/user');
    expect(names).toContain('api/user');
  });
});

test('each link of each file leads to a file, and to a place in it that exists once', () => {
  const ids = new Map(
    htmlFiles().map(([name, html]) => [name, [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id ?? '')]),
  );
  const wrong: string[] = [];
  for (const [name, html] of htmlFiles()) {
    const own = ids.get(name) ?? [];
    if (new Set(own).size !== own.length) wrong.push(`${name}: an id twice`);
    for (const [, link = ''] of html.matchAll(/ (?:href|src)="([^"]*)"/g)) {
      if (link.startsWith('https://') || SCREENS.includes(link)) continue;
      const [path = '', id = ''] = link.replace('?remember', '').split('#');
      const file = path === '' ? name : fileOf(path);
      if (!files.has(file)) wrong.push(`${name}: ${link}`);
      else if (id !== '' && ids.get(file)?.includes(id) !== true) wrong.push(`${name}: ${link}`);
    }
  }
  expect(wrong).toEqual([]);
});

function fileOf(path: string): string {
  const name = path.slice('/docs/'.length);
  if (files.has(name)) return name;
  return name.endsWith('/') ? `${name}index.html` : `${name}.html`;
}

test('no page has a script, a style or a handler of its own', () => {
  for (const [name, html] of htmlFiles()) {
    expect(html.match(/<script[^>]*>/g), name).toEqual(['<script type="module" src="/docs/search.js">']);
    expect(html, name).not.toMatch(/<style|<[^>]+ style=|<[^>]+ on[a-z]+=|<iframe|<img/);
  }
});

test('each page keeps its place when the language is switched', () => {
  const html = files.get('de/user/overview.html');
  for (const other of LANGUAGES.filter((language) => language !== 'de'))
    expect(html).toContain(`href="/docs/${other}/user/overview?remember"`);
});

test('every endpoint is on a page of the API, with who may use it', () => {
  for (const name of Object.keys(ENDPOINTS)) {
    const html = files.get(`en/api/${groupOf(name)}.html`) ?? '';
    const part = html.split(`<h2 id="${endpointId(name)}">`)[1]?.split('<h2')[0] ?? '';
    expect(part, name).toMatch(/Who may: (administrator|everybody|anybody)/);
    expect(part, name).toContain('/api/v1');
  }
  expect(JSON.parse(files.get('api/openapi.json') ?? '')).toHaveProperty('openapi', '3.1.0');
});

test('every setting has a heading, and every command', async () => {
  const sites = await readSites(ROOT);
  const ids = new Map([...pagesOf(sites.get('en') ?? { guides: [] })].map((page) => [page.name, headingIds(page)]));
  for (const name of Object.keys(SETTINGS)) expect(ids.get('administrator/settings')).toContain(settingId(name));
  const program = await loadProgram('en');
  for (const noun of program.commands) {
    const own = ids.get(`commands/${noun.name()}`) ?? ids.get('commands/legacy-names');
    for (const verb of noun.commands) expect(own).toContain(verb.name());
  }
});

test('an endpoint tells its command, also where that has another name', async () => {
  const program = await loadProgram('en');
  expect(commandOf('user.show', program)).toEqual({
    page: 'commands/user',
    verb: ['show'],
    text: 'mailroom user show <userId>',
  });
  expect(commandOf('user.sessions', program)?.text).toBe('mailroom session list <userId>');
  expect(commandOf('status', program)?.text).toBe('mailroom status');
  expect(commandOf('me.show', program)).toBeNull();
});

test('the commands, options and settings that the guides show exist', async () => {
  const program = await loadProgram('en');
  const sites = await readSites(ROOT);
  const written = [...sites.values()].flatMap(({ guides }) => guides.filter(({ name }) => isWritten(name)));
  expect([...new Set(written.flatMap(({ pages }) => pages.flatMap((page) => commandProblems(page, program))))]).toEqual(
    [],
  );
});

const isWritten = (guide: string) => GUIDES.some(({ name }) => name === guide);

test('the pages that the screens of the applications name exist', async () => {
  const sources = projectFiles(ROOT, ['apps/**/*.{ts,tsx}']);
  const named = await Promise.all(
    sources.map(async (file) => [...(await readFile(join(ROOT, file), 'utf8')).matchAll(/\bguide: '([^']*)'/g)]),
  );
  const missing = named.flat().filter(([, guide = '']) => !files.has(`en/${guide.split('#')[0]}.html`));
  expect(missing.map(([, guide]) => guide)).toEqual([]);
});

describe('what is wrong is found', () => {
  const page = (name: string, ...blocks: Page['blocks']): Page => ({
    name,
    title: name,
    language: 'en',
    blocks,
    source: `${name}.md`,
  });
  const site = (...pages: readonly Page[]) => ({ guides: [{ name: 'user' as const, pages }] });

  test('links to pages, headings and paths that are not there, and ids that are there twice', () => {
    const target = page('user/b', heading(2, 'one', 'One'), heading(3, 'one', 'Again'));
    const source = page(
      'user/a',
      paragraph(linkTo('user/b', 'one', 'fine'), linkTo('user', '', 'fine'), linkTo('user/c', '', 'gone')),
      { kind: 'note', tone: 'tip', content: [paragraph(linkTo('user/b', 'two', 'gone'))] },
      {
        kind: 'table',
        head: [],
        rows: [[[{ kind: 'link', to: { kind: 'path', path: '/msg/x' }, content: ['gone'] }]]],
      },
    );
    expect(linkProblems(site(source, target), new Set())).toEqual([
      'user/b.md: two headings with the id one',
      'user/a.md: there is no page user/c',
      'user/a.md: user/b has no heading with the id two',
      'user/a.md: there is no /msg/x',
    ]);
  });

  test('a translation with other headings', () => {
    const english = page('user/a', heading(2, 'one', 'One'), heading(2, 'two', 'Two'));
    const inGerman = (...ids: string[]): Page => ({
      ...page('user/a', ...ids.map((id) => heading(2, id, id))),
      language: 'de',
    });
    const problems = (german: Page) =>
      translationProblems(
        new Map([
          ['en', site(english)],
          ['de', site(german)],
        ] as const),
      );
    expect(problems(inGerman('one', 'two'))).toEqual([]);
    expect(problems(inGerman('two', 'one'))).toEqual(['user/a.md: heading 1 is two and not one']);
    expect(problems(inGerman('one'))).toEqual(['user/a.md: heading 2 is missing and not two']);
    expect(problems(inGerman('one', 'two', 'three'))).toEqual(['user/a.md: heading 3 is three and not none']);
  });

  test('commands, options and settings that do not exist', async () => {
    const text = page(
      'start/a',
      codeBlock(['mailroom user show alice', 'mailroom user shew alice', 'bin/mailroom settings set noSuch 1 | cat']),
      paragraph(code('mailroom user list --no-such'), code('mailroom --help'), code('mailroom')),
    );
    expect(commandProblems(text, await loadProgram('en'))).toEqual([
      'start/a.md: mailroom user shew alice: there is no command shew',
      'start/a.md: mailroom settings set noSuch 1 | cat: there is no setting noSuch',
      'start/a.md: mailroom user list --no-such: there is no option --no-such',
    ]);
  });
});

test('bookmarks hold: no page of a guide and no heading of it goes by mistake', async () => {
  const english = (await readSites(ROOT)).get('en');
  const written = english?.guides.filter(({ name }) => isWritten(name)).flatMap(({ pages }) => pages) ?? [];
  const addresses = written
    .filter(({ name }) => name !== SETTINGS_PAGE)
    .flatMap((page) => [page.name, ...headingIds(page).map((id) => `${page.name}#${id}`)]);
  // What is new is added with `vitest --update`; what goes is a broken link somewhere.
  await expect(`${addresses.sort().join('\n')}\n`).toMatchFileSnapshot('addresses.txt');
});

test('the guides call the screens what the applications call them', async () => {
  const labels = new Map<string, string>();
  for (const [application, address] of [
    ['preferences', 'my'],
    ['server-manager', 'server'],
  ] as const) {
    const text = await readFile(join(ROOT, `apps/${application}/screens.ts`), 'utf8');
    for (const [, path = '', key = ''] of text.matchAll(/path: '([^']*)',\s+label: '([^']*)'/g))
      labels.set(`/msg/${address}${path === '/' ? '' : path}`, key);
  }
  const wrong: string[] = [];
  for (const [language, site] of await readSites(ROOT)) {
    const texts = await appTexts(language);
    for (const page of pagesOf(site)) {
      if (page.language !== language || !page.name.endsWith('/overview')) continue;
      for (const { to, content } of linksIn(page)) {
        const label = to.kind === 'path' ? texts.get(labels.get(to.path) ?? '') : undefined;
        if (label !== undefined && textOf(content) !== label)
          wrong.push(`${page.source}: ${textOf(content)} is ${label}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

async function appTexts(language: string): Promise<ReadonlyMap<string, string>> {
  const files = projectFiles(ROOT, [`locales/apps/*/${language}.json`]);
  const texts = await Promise.all(
    files.map(async (file) => JSON.parse(await readFile(join(ROOT, file), 'utf8')) as object),
  );
  return new Map(texts.flatMap((each) => Object.entries(each)));
}
