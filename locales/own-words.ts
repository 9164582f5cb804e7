/** What the server itself says of an attempt or a check, in any of the languages: see own-words-of.ts. */
import { CATALOGUES, type LanguageCode } from './index.ts';
import { createOwnWords, type OwnWords } from './own-words-of.ts';

export { isSaidByServer, longestFragment } from './own-words-of.ts';

const known = new Map<LanguageCode, OwnWords>();

/** The text as it is where it is not ours, or where the language is English. */
export function inOwnWords(text: string, language: LanguageCode): string {
  const words = known.get(language) ?? createOwnWords(language, CATALOGUES.en, CATALOGUES[language]);
  known.set(language, words);
  return words(text);
}
