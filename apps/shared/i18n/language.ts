/** Which language: the one chosen before on this device, else the first of the browser's that we speak. */
import { LANGUAGES, type LanguageCode, languageOf } from '../../../locales/translator.ts';

const STORED_AS = 'mailroom-language';

/** In their own words, so that everybody finds his own. */
export const LANGUAGE_NAMES: Readonly<Record<LanguageCode, string>> = {
  en: 'English',
  fr: 'Français',
  de: 'Deutsch',
  it: 'Italiano',
  pl: 'Polski',
  es: 'Español',
};

export function preferredLanguage(): LanguageCode {
  const chosen = chosenLanguage();
  if (chosen !== null) return chosen;
  const first = navigator.languages.find((tag) => LANGUAGES.some((language) => tag.toLowerCase().startsWith(language)));
  return languageOf(first);
}

/** On this device; null: none was. */
export function chosenLanguage(): LanguageCode | null {
  const chosen = localStorage.getItem(STORED_AS);
  return LANGUAGES.find((language) => language === chosen) ?? null;
}

export function rememberLanguage(language: LanguageCode): void {
  localStorage.setItem(STORED_AS, language);
}
