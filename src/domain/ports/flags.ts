/** Message flags: the five system flags as bits, everything else as keywords. RFC 9051 section 2.3.2 */

export const FLAG_SEEN = 1;
export const FLAG_ANSWERED = 2;
export const FLAG_FLAGGED = 4;
export const FLAG_DELETED = 8;
export const FLAG_DRAFT = 16;
export const SYSTEM_FLAGS = FLAG_SEEN | FLAG_ANSWERED | FLAG_FLAGGED | FLAG_DELETED | FLAG_DRAFT;

/** A bit set of the FLAG_ constants. */
export type SystemFlags = number;

/**
 * Keywords of one entry: names joined with single spaces, in ascending order of their lower-case form, in the case
 * in which they were first set; the empty string where there are none. Keywords are compared without case.
 */
export type Keywords = string;

export interface Flags {
  readonly system: SystemFlags;
  readonly keywords: Keywords;
}

export const NO_FLAGS: Flags = { system: 0, keywords: '' };

/** Keywords one entry may carry, and the length of one: more are refused with `too-many` and `too-large`. */
export const MAX_KEYWORDS = 100;
export const MAX_KEYWORD_LENGTH = 100;

/** Makes the stored form of a list of keywords: without doubles, sorted. */
export function joinKeywords(names: Iterable<string>): Keywords {
  const byFold = new Map<string, string>();
  for (const name of names) {
    const fold = name.toLowerCase();
    if (!byFold.has(fold)) byFold.set(fold, name);
  }
  if (byFold.size === 0) return '';
  return [...byFold.keys()]
    .sort()
    .map((fold) => byFold.get(fold))
    .join(' ');
}

export function splitKeywords(keywords: Keywords): string[] {
  return keywords === '' ? [] : keywords.split(' ');
}
