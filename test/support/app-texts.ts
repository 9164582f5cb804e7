/** The texts of the browser applications, and what a page shows that is none of them. */
import { LANGUAGES, type LanguageCode } from '../../locales/translator.ts';
import { readTexts } from '../../tools/web/plugins.ts';
import { ROOT } from './server.ts';

export interface AppTexts {
  readonly keys: ReadonlySet<string>;
  /** English texts that are different in the language. */
  untranslated(language: LanguageCode): ReadonlySet<string>;
}

export async function readAppTexts(): Promise<AppTexts> {
  const catalogues = await Promise.all(LANGUAGES.map(async (code) => [code, await readTexts(ROOT, code)] as const));
  const of = Object.fromEntries(catalogues) as Record<LanguageCode, Record<string, string>>;
  return {
    keys: new Set(Object.keys(of.en)),
    untranslated(language) {
      const same = new Set(Object.values(of[language]));
      const different = Object.entries(of.en).filter(([key, text]) => of[language][key] !== text);
      // A text that is right in one place is not wrong in another: "Port", "Status".
      return new Set(different.map(([, text]) => text).filter((text) => !same.has(text)));
    },
  };
}

/** What nobody should read: keys, forms that were not filled in, values that are none. @param shown texts of a page */
export function textProblems(shown: readonly string[], texts: AppTexts, language: LanguageCode): string[] {
  const english = language === 'en' ? new Set<string>() : texts.untranslated(language);
  return shown.flatMap((text) => {
    if (texts.keys.has(text) || /^(web|server|my)(\.[\w-]+)+$/.test(text)) return [`a key: ${text}`];
    if (/\{\w+\}/.test(text)) return [`not filled in: ${text}`];
    if (/\b(undefined|NaN|Invalid Date)\b|\[object /.test(text)) return [`not a value: ${text}`];
    return english.has(text) ? [`English: ${text}`] : [];
  });
}
