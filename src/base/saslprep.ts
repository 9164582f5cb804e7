/** SASLprep: the form in which names and passwords are compared. RFC 4013 */
import { Failure } from './failure.ts';

/** RFC 3454 table C.1.2, which section 2.1 maps to a space. */
const OTHER_SPACES = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/g;
/** RFC 3454 table B.1, which section 2.1 maps to nothing. */
const NOTHING = /[\u00ad\u034f\u1806\u180b-\u180d\u200c\u200d\u2060\ufe00-\ufe0f\ufeff]/g;
/** Section 2.3: the tables C.1.2 to C.9, as far as normalising leaves any of them. */
const PROHIBITED =
  /[\u0000-\u001f\u007f-\u009f\u06dd\u070f\u180e\u200e\u200f\u2028-\u202e\u2061-\u2063\u206a-\u206f\u2ff0-\u2ffb\ufff9-\uffff\u{1d173}-\u{1d17a}\u{e0001}\u{e0020}-\u{e007f}\ufdd0-\ufdef\p{Cs}\p{Co}]|\p{Noncharacter_Code_Point}/u;
/**
 * Section 2.4, by script, since JavaScript does not tell the direction of a character: the letters of these scripts are
 * what RFC 3454 calls R and AL.
 */
const RIGHT_TO_LEFT = /[[\p{L}\p{So}]&&[\p{sc=Hebr}\p{sc=Arab}\p{sc=Syrc}\p{sc=Thaa}\p{sc=Nkoo}]]/v;
const LEFT_TO_RIGHT = /[\p{L}--[\p{sc=Hebr}\p{sc=Arab}\p{sc=Syrc}\p{sc=Thaa}\p{sc=Nkoo}]]/v;

/**
 * Throws Failure `invalid` for what may not occur, `detail.reason` being `prohibited-character` or `mixed-directions`; an
 * empty result is left to the caller.
 */
export function saslprep(text: string): string {
  const prepared = text.replace(OTHER_SPACES, ' ').replace(NOTHING, '').normalize('NFKC');
  if (PROHIBITED.test(prepared)) throw invalid('prohibited-character');
  if (RIGHT_TO_LEFT.test(prepared) && !isProperlyBidirectional(prepared)) {
    throw invalid('mixed-directions');
  }
  return prepared;
}

/** RFC 3454 section 6: no letters of the other direction, and it begins and ends with one of its own. */
function isProperlyBidirectional(text: string): boolean {
  const characters = [...text];
  const isRight = (character: string | undefined) => character !== undefined && RIGHT_TO_LEFT.test(character);
  return !LEFT_TO_RIGHT.test(text) && isRight(characters[0]) && isRight(characters.at(-1));
}

function invalid(reason: 'prohibited-character' | 'mixed-directions'): Failure {
  return new Failure('invalid', `SASLprep refuses it: ${reason}`, { detail: { reason } });
}
