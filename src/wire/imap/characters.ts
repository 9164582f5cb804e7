/** Character classes of RFC 9051 section 9, for octets. */

export const IS_ATOM = 1;
/** ATOM-CHAR or `]`. */
export const IS_ASTRING = 2;
/** ASTRING-CHAR but `+`. */
export const IS_TAG = 4;
/** ASTRING-CHAR or a wildcard of LIST. */
export const IS_LIST = 8;
export const IS_DIGIT = 16;
/** In the name of a FETCH item: letter, digit or dot. */
export const IS_ITEM = 32;

const ATOM_SPECIALS = '(){ %*"\\]';
const CLASSES: Uint8Array = buildClasses();

function buildClasses(): Uint8Array {
  const classes = new Uint8Array(256);
  for (let code = 0x21; code < 0x7f; code++) {
    const character = String.fromCharCode(code);
    if (!ATOM_SPECIALS.includes(character)) classes[code] = IS_ATOM | IS_ASTRING | IS_TAG | IS_LIST;
    if (character >= '0' && character <= '9') classes[code] |= IS_DIGIT;
    if (/[A-Za-z0-9.]/.test(character)) classes[code] |= IS_ITEM;
  }
  classes[0x5d] = IS_ASTRING | IS_TAG | IS_LIST;
  classes[0x2b] = IS_ATOM | IS_ASTRING | IS_LIST;
  classes[0x25] = IS_LIST;
  classes[0x2a] = IS_LIST;
  return classes;
}

/** True when the octet (NaN past the end) belongs to one of the classes. */
export function isOfClass(code: number, classes: number): boolean {
  return (CLASSES[code] & classes) !== 0;
}

/** True when all octets of a text that is not empty belong to one of the classes. */
export function isAllOfClass(text: string, classes: number): boolean {
  for (let i = 0; i < text.length; i++) if (!isOfClass(text.charCodeAt(i), classes)) return false;
  return text !== '';
}
