/** What a keyword may be: RFC 9051 section 9 (flag-keyword), RFC 8621 section 4.1.1. */
import { Failure } from '../../base/failure.ts';
import { type Keywords, MAX_KEYWORD_LENGTH, MAX_KEYWORDS, splitKeywords } from '../ports/flags.ts';

/** Throws Failure `too-many`, `too-large`, `invalid`. */
export function checkKeywords(keywords: Keywords): void {
  if (keywords === '') return;
  const names = splitKeywords(keywords);
  if (names.length > MAX_KEYWORDS) {
    throw new Failure('too-many', 'too many keywords', { detail: { field: 'keywords', limit: MAX_KEYWORDS } });
  }
  for (const name of names) {
    if (name.length > MAX_KEYWORD_LENGTH) {
      throw new Failure('too-large', 'keyword too long', { detail: { field: 'keywords', limit: MAX_KEYWORD_LENGTH } });
    }
    if (!KEYWORD.test(name)) throw new Failure('invalid', 'not a keyword', { detail: { field: 'keywords' } });
  }
}

/** Printable ASCII that is an atom in IMAP: without ( ) { ] % * " and the backslash that system flags begin with. */
const KEYWORD = /^[!#$&'+-Z[^-z|}~]+$/;
