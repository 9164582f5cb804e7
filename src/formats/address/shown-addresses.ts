/**
 * Addresses that a display name shows to people. Readers that show the name alone, or take the first thing with an `@`
 * in a From field for its author, believe these and not the mailbox behind them (CVE-2024-49040).
 */
import { utf8ByteString } from '../mime/byte-string.ts';
import { decodeHeaderText } from '../mime/encoded-words.ts';

/**
 * In the order in which they stand, as `local@domain`; none for text that merely has an `@`. Linear.
 *
 * @param name unquoted, in Unicode; encoded-words are decoded here (RFC 2047).
 */
export function shownAddresses(name: string): string[] {
  const text = visibleText(name);
  if (!text.includes('@')) return [];
  return text.split(SEPARATORS).flatMap((word) => {
    const pieces = word.split('@');
    return pieces.slice(1).flatMap((after, index) => {
      const localPart = pieces[index]?.replace(OPENING_QUOTES, '') ?? '';
      const domain = DOMAIN.exec(after)?.[0] ?? '';
      return localPart === '' || domain === '' ? [] : [`${localPart}@${domain}`];
    });
  });
}

/** Wide and small forms of letters and of `@` are what they look like, and what is not seen is left out. */
function visibleText(name: string): string {
  return decodeHeaderText(utf8ByteString(name)).normalize('NFKC').replace(INVISIBLE, '');
}

const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
/** An apostrophe may belong to a local part. */
const SEPARATORS = /[\s"\u201c-\u201f\u00ab\u00bb<>()[\],:;\\]+/u;
const OPENING_QUOTES = /^['`\u2018-\u201b]+/;
/** Two labels at least, the last of which is no number. */
const DOMAIN =
  /^[\p{L}\p{M}\p{N}_-]+(?:\.[\p{L}\p{M}\p{N}_-]+)*\.[\p{L}\p{N}-]*\p{L}(?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?/u;
