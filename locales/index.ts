/**
 * The catalogue of all texts: one JSON file a language, flat keys. A key of `en.json` exists in every language, and
 * `{name}` stands for a value; locales/catalogue.test.ts finds what is missing, unused or filled in differently.
 *
 * A text that depends on a number has one key for each plural form of its language: `key_one`, `key_few`, `key_many`,
 * `key_other` (Unicode CLDR; as i18next writes them), and is chosen by the value `count`.
 */
import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import es from './es.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };
import it from './it.json' with { type: 'json' };
import pl from './pl.json' with { type: 'json' };

export const LANGUAGES = ['en', 'fr', 'de', 'it', 'pl', 'es'] as const;
export type LanguageCode = (typeof LANGUAGES)[number];

type Stem<K> = K extends `${infer Base}_${'one' | 'two' | 'few' | 'many' | 'other'}` ? Base : K;
export type TextKey = Stem<keyof typeof en>;
export type TextValues = Readonly<Record<string, string | number>>;

export type Translate = (key: TextKey, values?: TextValues) => string;

const CATALOGUES: Readonly<Record<LanguageCode, Readonly<Record<string, string>>>> = { en, fr, de, it, pl, es };

/** The texts of one language. */
export function translator(language: LanguageCode): Translate {
  const catalogue = CATALOGUES[language];
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
