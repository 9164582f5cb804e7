/** The language that somebody has chosen in this browser, before he signs in and for pages without signing in. RFC 6265 */
import { LANGUAGES, type LanguageCode } from '../../../locales/index.ts';

const NAME = 'mailroom-language';
const YEAR_SECONDS = 365 * 86_400;

/** Null where there is none, or none of ours. @param header `Cookie` */
export function rememberedLanguage(header: string | undefined): LanguageCode | null {
  for (const pair of (header ?? '').split(';')) {
    const [name, value] = pair.trim().split('=');
    if (name === NAME) return LANGUAGES.find((language) => language === value) ?? null;
  }
  return null;
}

/** The value of `Set-Cookie`. It is no secret: the applications read it, too. */
export function languageCookie(language: LanguageCode): string {
  return `${NAME}=${language}; Path=/; Max-Age=${YEAR_SECONDS}; Secure; SameSite=Lax`;
}
