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
import { type Catalogue, createTranslator, type LanguageCode, type Translate } from './translator.ts';

export {
  LANGUAGES,
  type LanguageCode,
  languageOf,
  type TextKey,
  type TextValues,
  type Translate,
} from './translator.ts';

/** Texts by their key, of each language. */
export const CATALOGUES: Readonly<Record<LanguageCode, Catalogue>> = { en, fr, de, it, pl, es };

/** The texts of one language. */
export function translator(language: LanguageCode): Translate {
  return createTranslator(language, CATALOGUES[language]);
}
