/** The frame of every page: banner, navigation, text, languages. It needs no script, and no style but those of assets. */
import { LANGUAGES, type LanguageCode } from '../../locales/index.ts';
import type { GuideName } from './contents.ts';
import type { Heading, Page } from './document.ts';
import { type Html, html } from './html.ts';
import { addressOf, DOCS_PREFIX, type Frame, renderBlocks, renderInline } from './render-blocks.ts';
import { pagesOf, type SiteMap } from './site-map.ts';

const STYLES = ['help', 'text', 'search', 'print'].map(
  (name) => html`<link rel="stylesheet" href="${DOCS_PREFIX}/${name}.css">\n`,
);

/** Each in its own language. */
const LANGUAGE_NAMES: Readonly<Record<LanguageCode, string>> = {
  en: 'English',
  fr: 'Français',
  de: 'Deutsch',
  it: 'Italiano',
  pl: 'Polski',
  es: 'Español',
};

/** Fewer headings are no list worth having. */
const MIN_HEADINGS_FOR_LIST = 3;

/** A page of a guide. */
export function pageHtml(page: Page, site: SiteMap, frame: Frame): string {
  const { t, language } = frame;
  const isForeign = page.language !== language;
  const headings = page.blocks.filter((block) => block.kind === 'heading').filter(({ level }) => level === 2);
  // How the page begins comes before the list of what is on it.
  const start = page.blocks.findIndex(({ kind }) => kind !== 'paragraph');
  const [lead, rest] = [page.blocks.slice(0, start), page.blocks.slice(start)];
  return documentHtml(frame, {
    name: page.name,
    title: page.title,
    site,
    main: html`${isForeign ? html`<p class="foreign">${t('docs.english-only')}</p>\n` : null}<article${isForeign ? html` lang="${page.language}"` : null}>
<h1>${page.title}</h1>
${renderBlocks(lead, frame)}${headings.length < MIN_HEADINGS_FOR_LIST ? null : onThisPage(headings, frame)}${renderBlocks(rest, frame)}</article>
${neighbours(page, site, frame)}`,
  });
}

/** The first page of a guide: its pages, each with how it begins. */
export function guideHtml(guide: GuideName, site: SiteMap, frame: Frame): string {
  const { t, language } = frame;
  const pages = site.guides.find(({ name }) => name === guide)?.pages ?? [];
  const items = pages.map((page) => {
    const lead = page.blocks.find((block) => block.kind === 'paragraph');
    const lang = langOf(page, frame);
    return html`<li${lang}><a href="${addressOf(language, page.name)}">${page.title}</a>${lead?.kind === 'paragraph' ? html`<p>${renderInline(lead.content, frame)}</p>` : null}</li>\n`;
  });
  return documentHtml(frame, {
    name: guide,
    title: t(`docs.guide.${guide}`),
    site,
    main: html`<h1>${t(`docs.guide.${guide}`)}</h1>
<p>${t(`docs.about.${guide}`)}</p>
<ul class="pages">
${items}</ul>\n`,
  });
}

/** The first page of all. */
export function homeHtml(site: SiteMap, frame: Frame): string {
  const { t, language } = frame;
  const cards = site.guides.map(
    ({ name }) => html`<li><h2><a href="${addressOf(language, name)}">${t(`docs.guide.${name}`)}</a></h2>
<p>${t(`docs.about.${name}`)}</p></li>\n`,
  );
  return documentHtml(frame, {
    name: '',
    title: t('docs.title'),
    site,
    main: html`<h1>${t('docs.title')}</h1>
<p>${t('docs.welcome')}</p>
<ul class="cards">
${cards}</ul>\n`,
  });
}

/** What is shown for an address that is none. */
export function missingHtml(site: SiteMap, frame: Frame): string {
  const { t, language } = frame;
  return documentHtml(frame, {
    name: null,
    title: t('docs.missing'),
    site,
    main: html`<h1>${t('docs.missing')}</h1>
<p>${t('docs.missing-text')}</p>
<p><a href="${addressOf(language, '')}">${t('docs.title')}</a></p>\n`,
  });
}

interface Parts {
  /** Of the page; null for one that has no address. */
  readonly name: string | null;
  readonly title: string;
  readonly site: SiteMap;
  readonly main: Html;
}

function documentHtml(frame: Frame, { name, title, site, main }: Parts): string {
  const { t, language } = frame;
  const home = addressOf(language, '');
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<title>${name === '' ? title : `${title} – ${t('docs.title')}`}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" type="image/svg+xml" href="${DOCS_PREFIX}/favicon.svg">
${STYLES}<script type="module" src="${DOCS_PREFIX}/search.js"></script>
</head>
<body>
<a class="skip" href="#docs-main">${t('docs.skip')}</a>
<header>
<a class="home" href="${home}">Mailroom <span>${t('docs.title')}</span></a>
<form id="docs-search" role="search" hidden data-base="${home}" data-index="${DOCS_PREFIX}/${language}/search.json" data-found="${t('docs.search.found', { number: '{number}' })}" data-none="${t('docs.search.none')}">
<input type="search" aria-label="${t('docs.search')}" placeholder="${t('docs.search')}" autocomplete="off" maxlength="200">
<p role="status"></p>
<ul hidden></ul>
</form>
<a class="contents-link" href="#docs-contents">${t('docs.contents')}</a>
<a class="application" href="/msg">${t('docs.application')}</a>
</header>
<div class="columns">
<main id="docs-main" tabindex="-1">
${main}</main>
<nav id="docs-contents" aria-label="${t('docs.contents')}" tabindex="-1">
${site.guides.map((guide) => guideNavigation(guide, name, frame))}</nav>
</div>
<footer>
${languageSwitch(name ?? '', frame)}</footer>
</body>
</html>
`.markup;
}

function guideNavigation(
  { name: guide, pages }: SiteMap['guides'][number],
  current: string | null,
  frame: Frame,
): Html {
  const { t, language } = frame;
  const isOpen = current === guide || current?.startsWith(`${guide}/`) === true;
  const link = html`<a href="${addressOf(language, guide)}"${current === guide ? CURRENT : null}>${t(`docs.guide.${guide}`)}</a>`;
  if (!isOpen) return html`<p>${link}</p>\n`;
  const items = pages.map(
    (page) =>
      html`<li${langOf(page, frame)}><a href="${addressOf(language, page.name)}"${page.name === current ? CURRENT : null}>${page.title}</a></li>\n`,
  );
  return html`<p>${link}</p>\n<ul>\n${items}</ul>\n`;
}

const CURRENT = html` aria-current="page"`;

function langOf(page: Page, { language }: Frame): Html | null {
  return page.language === language ? null : html` lang="${page.language}"`;
}

/** The same page in each language: the one of this page is no link. */
function languageSwitch(name: string, { t, language }: Frame): Html {
  const items = LANGUAGES.map((other) =>
    other === language
      ? html`<li aria-current="true" lang="${other}">${LANGUAGE_NAMES[other]}</li>\n`
      : html`<li><a href="${addressOf(other, name)}?remember" lang="${other}" hreflang="${other}">${LANGUAGE_NAMES[other]}</a></li>\n`,
  );
  return html`<nav class="languages" aria-label="${t('docs.languages')}"><ul>\n${items}</ul></nav>\n`;
}

function onThisPage(headings: readonly Heading[], frame: Frame): Html {
  const items = headings.map(
    ({ id, content }) => html`<li><a href="#${id}">${renderInline(content, frame)}</a></li>\n`,
  );
  const title = frame.t('docs.on-this-page');
  return html`<nav class="on-this-page" aria-label="${title}"><p lang="${frame.language}">${title}</p>\n<ul>\n${items}</ul></nav>\n`;
}

/** The page before and the page after, within the guide. */
function neighbours(page: Page, site: SiteMap, frame: Frame): Html | null {
  const { t, language } = frame;
  const guide = page.name.slice(0, page.name.indexOf('/'));
  const pages = [...pagesOf(site)].filter(({ name }) => name.startsWith(`${guide}/`));
  const place = pages.findIndex(({ name }) => name === page.name);
  const [before, after] = [pages[place - 1], pages[place + 1]];
  if (before === undefined && after === undefined) return null;
  const link = (other: Page | undefined, rel: 'prev' | 'next') =>
    other === undefined
      ? null
      : html`<a rel="${rel}" href="${addressOf(language, other.name)}"><span>${t(`docs.${rel}`)}</span> <strong${langOf(other, frame)}>${other.title}</strong></a>\n`;
  return html`<nav class="neighbours" aria-label="${t('docs.neighbours')}">${link(before, 'prev')}${link(after, 'next')}</nav>\n`;
}
