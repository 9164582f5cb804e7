/** The help centre: pages that were built from the guides, from memory. REQUIREMENTS LI6 */
import { LANGUAGES, type LanguageCode, translator } from '../../../locales/index.ts';
import { redirect, sendBytes, sendPage } from '../http/answers.ts';
import type { Exchange } from '../http/exchange.ts';
import { contentSecurityPolicy } from '../http/security-headers.ts';
import type { Route } from '../http/site.ts';
import { type StaticFile, type StaticFiles, sendFile } from '../http/static-files.ts';
import { languageCookie, rememberedLanguage } from './language-cookie.ts';

const PREFIX = '/docs';
/** Asks that the language of the address is remembered; the switch on each page has it. */
const REMEMBER = 'remember';

/**
 * `/docs/de/user/password` is the file `de/user/password.html`. Without a language in front it leads to the one that the
 * browser has chosen before, or else likes best.
 *
 * @param files of the build; null where there is none, and every address says so.
 */
export function createHelpRoutes(files: StaticFiles | null): readonly Route[] {
  const handle = (exchange: Exchange) => (files === null ? sendNotBuilt(exchange) : answer(exchange, files));
  return [PREFIX, `${PREFIX}/`].map((path) => ({ path, methods: ['GET'], handle }));
}

async function answer(exchange: Exchange, files: StaticFiles): Promise<void> {
  const name = exchange.url.pathname.slice(PREFIX.length + 1);
  const file = files.get(name);
  if (file !== undefined && !name.endsWith('.html')) return sendFile(exchange, file, { isImmutable: false });

  const { language, page } = readAddress(name);
  const wanted = language ?? rememberedLanguage(exchange.request.headers.cookie) ?? exchange.language;
  const found = files.get(fileOf(wanted, page));
  if (found === undefined) return sendMissing(exchange, files, wanted);
  const address = `${PREFIX}/${wanted}/${page}`;
  if (language !== null && exchange.url.searchParams.has(REMEMBER)) {
    exchange.response.setHeader('set-cookie', languageCookie(language));
    return redirect(exchange, address, 303);
  }
  if (address !== exchange.url.pathname) return redirect(exchange, address);
  setPageHeaders(exchange, wanted);
  return sendFile(exchange, found, { isImmutable: false });
}

/** A page has no `/` at its end, the first one has none in front. */
function readAddress(name: string): { readonly language: LanguageCode | null; readonly page: string } {
  const [first = '', ...rest] = name.replace(/\/+$/, '').split('/');
  const language = LANGUAGES.find((each) => each === first) ?? null;
  return { language, page: (language === null ? [first, ...rest] : rest).join('/') };
}

function fileOf(language: LanguageCode, page: string): string {
  return `${language}/${page === '' ? 'index' : page}.html`;
}

function setPageHeaders({ response, nonce }: Exchange, language: LanguageCode): void {
  response.setHeader('content-security-policy', contentSecurityPolicy(nonce));
  response.setHeader('content-language', language);
}

/** With the search and the contents, so that who followed an old link finds on. */
function sendMissing(exchange: Exchange, files: StaticFiles, language: LanguageCode): Promise<void> {
  const { type, bytes } = files.get(`${language}/missing.html`) as StaticFile;
  setPageHeaders(exchange, language);
  return sendBytes(exchange, { type, bytes, status: 404 });
}

function sendNotBuilt(exchange: Exchange): Promise<void> {
  const t = translator(exchange.language);
  return sendPage(exchange, { title: t('docs.not-built'), paragraphs: [t('docs.not-built-text')], status: 503 });
}
