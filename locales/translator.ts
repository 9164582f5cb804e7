/** Texts in the words of one language. The catalogue is given: the browser loads one language only. */
import type en from './en.json';

export const LANGUAGES = ['en', 'fr', 'de', 'it', 'pl', 'es'] as const;
export type LanguageCode = (typeof LANGUAGES)[number];

type Stem<K> = K extends `${infer Base}_${'one' | 'two' | 'few' | 'many' | 'other'}` ? Base : K;
export type TextKey = Stem<keyof typeof en>;
export type TextValues = Readonly<Record<string, string | number>>;

export type Translate<Key extends string = TextKey> = (key: Key, values?: TextValues) => string;
export type Catalogue = Readonly<Record<string, string>>;

/** @param catalogue texts by their key, with a form of plural or without. */
export function createTranslator<Key extends string>(language: LanguageCode, catalogue: Catalogue): Translate<Key> {
  const plurals = new Intl.PluralRules(language);
  return (key, values = {}) => {
    const count = values.count;
    const form = typeof count === 'number' ? `${key}_${plurals.select(count)}` : key;
    const text = catalogue[form] ?? catalogue[`${key}_other`] ?? catalogue[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  };
}

/** The language of a POSIX locale name such as `de_CH.UTF-8`, or of a language tag; English for what we do not speak. */
export function languageOf(locale: string | undefined): LanguageCode {
  const code = locale?.slice(0, 2).toLowerCase();
  return LANGUAGES.find((language) => language === code) ?? 'en';
}
