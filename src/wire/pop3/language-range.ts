/** The argument of LANG: RFC 6856 section 3.2. */
import { Failure } from '../../base/failure.ts';

const LANGUAGE_RANGE = /^(?:\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)$/;

/** Throws Failure `invalid`. */
export function parseLanguageRange(text: string): string {
  if (!LANGUAGE_RANGE.test(text)) throw new Failure('invalid', 'not a language range');
  return text;
}
