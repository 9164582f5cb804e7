import { foldText } from '../../../base/text.ts';

/** More are no search. */
const MAX_WORDS = 20;

/** The words of what somebody looks for, folded; those beyond MAX_WORDS are passed over. */
export function wordsOf(query: string | undefined): readonly string[] {
  if (query === undefined) return [];
  return foldText(query).split(/\s+/).filter(Boolean).slice(0, MAX_WORDS);
}

/** In no text that anybody looks for: what does not belong together is not found together. */
const SEPARATOR = '\n';

/** What the words are looked for in. */
export function searchText(...texts: readonly string[]): string {
  return foldText(texts.filter((text) => text !== '').join(SEPARATOR));
}

export function hasAll(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word));
}
