/**
 * Case folding for search and comparison: RFC 5051 (i;unicode-casemap).
 *
 * Each character is replaced by its simple titlecase, then by its full compatibility decomposition. Two texts
 * that differ in case, or in how an accented or a wide character was written, fold to the same text; accents
 * themselves stay significant. The result is for comparing and storing, never for showing.
 *
 * One deviation: letters that only appear by decomposition (U+01C6, U+3392) are titlecased as well, so that folding
 * is idempotent and a search for "MHz" finds the one-character form.
 */

/** Folds a text; equal results mean "the same" to a search. Idempotent, and the identity on upper-case ASCII. */
export function foldText(text: string): string {
  return isAscii(text) ? text.toUpperCase() : foldUnicode(text);
}

/** True when every character is below U+0080. */
export function isAscii(text: string): boolean {
  return !NON_ASCII.test(text);
}

const NON_ASCII = /[\u0080-\uffff]/;

function foldUnicode(text: string): string {
  let titled = '';
  for (const character of text) titled += toSimpleTitlecase(character);
  const decomposed = titled.normalize('NFKD');
  // Compatibility forms such as U+3392 decompose into letters whose case was not seen before.
  return decomposed === titled ? titled : titlecaseAgain(decomposed);
}

function titlecaseAgain(text: string): string {
  let result = '';
  for (const character of text) result += toSimpleTitlecase(character);
  return result.normalize('NFKD');
}

/** The Simple_Titlecase_Mapping of UnicodeData.txt, which JavaScript does not offer: `toUpperCase` is the full mapping. */
function toSimpleTitlecase(character: string): string {
  const special = TITLECASE.get(character);
  if (special !== undefined) return special;
  if (isGeorgian(character)) return character;
  const upper = character.toUpperCase();
  // A full mapping of several characters (U+00DF to "SS") has no simple counterpart: the character stays.
  return isOneCharacter(upper) ? upper : character;
}

function isOneCharacter(text: string): boolean {
  return text.length === 1 || (text.length === 2 && text.codePointAt(0)! > 0xffff);
}

/** Mkhedruli has an upper case (Mtavruli), but is its own titlecase. */
function isGeorgian(character: string): boolean {
  return character >= '\u10d0' && character <= '\u10ff';
}

/** Characters whose simple titlecase is not their upper case. */
const TITLECASE: ReadonlyMap<string, string> = buildTitlecase();

function buildTitlecase(): Map<string, string> {
  const map = new Map<string, string>();
  // The digraphs DZ WITH CARON, LJ, NJ and DZ come as upper, title and lower case.
  for (const title of ['\u01c5', '\u01c8', '\u01cb', '\u01f2']) {
    map.set(title.toUpperCase(), title).set(title, title).set(title.toLowerCase(), title);
  }
  // Greek letters with iota subscript: one titlecase character, but two in upper case.
  for (let code = 0x1f88; code <= 0x1ffc; code++) {
    const title = String.fromCharCode(code);
    const lower = title.toLowerCase();
    if (lower !== title && !isOneCharacter(lower.toUpperCase())) map.set(lower, title).set(title, title);
  }
  return map;
}
