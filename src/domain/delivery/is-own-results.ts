/** Whether Authentication-Results claim to be this server's. RFC 8601 section 2.2, section 5 */
import { toUnicodeDomain } from '../../formats/address/domain-name.ts';
import { utf8ByteString } from '../../formats/mime/byte-string.ts';
import { decodeHeaderText } from '../../formats/mime/encoded-words.ts';

/**
 * Reads generously: what some reader might take for our name is our name, whichever comments, quotes, white space and
 * versions stand around or within it. So is what has a version that nobody here knows: section 5 wants that away, too.
 *
 * @param body of the field, unfolded.
 */
export function isOwnResults(body: string, hostname: string): boolean {
  const name = hostname.toLowerCase();
  return [body, decodeHeaderText(utf8ByteString(body))].some((text) => {
    const { whole, joined } = readIdentifier(text);
    const isOurs = (form: string) => hasWord(form, name) || hasWord(form, toUnicodeDomain(name));
    return isOurs(whole) || isOurs(joined) || UNKNOWN_VERSION.test(joined);
  });
}

const UNKNOWN_VERSION = /^[^\s/]+(?:\s*\/\s*|\s+)(?!0*1(?:\D|$))\d+\s*$/u;

interface Identifier {
  /** Comments and all: not everybody agrees where one ends. RFC 5322 section 3.2.2 */
  readonly whole: string;
  /** Without comments, and without what some leave out. */
  readonly joined: string;
}

/** What stands before the first result. */
function readIdentifier(text: string): Identifier {
  let depth = 0;
  let at = 0;
  let joined = '';
  for (; at < text.length && (depth > 0 || text[at] !== ';'); at += 1) {
    const character = text[at];
    if (character === '\\') {
      at += 1;
      if (depth === 0) joined += text[at] ?? '';
    } else if (character === '(') depth += 1;
    else if (character === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) joined += character;
  }
  const whole = text.slice(0, at).replaceAll('\\', '').replace(UNSEEN, ' ');
  return { whole: plain(whole), joined: plain(joined.replace(UNSEEN, '')).trim() };
}

/** Quotes, controls but those of white space, and what is not seen. */
const UNSEEN = /"|[^\P{C}\t\n\v\f\r]/gu;

/** One spelling for all that mean the same. An ideographic full stop is one, too (UTS #46). */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .replace(/ ?[.\u3002] ?/g, '.')
    .toLowerCase();
}

/** Not as a part of a longer name. A dot may end it. */
function hasWord(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const end = at + name.length;
    const isWithin =
      NAME_BEFORE.test(text.slice(Math.max(0, at - 2), at)) || NAME_BEHIND.test(text.slice(end, end + 3));
    if (!isWithin) return true;
  }
  return false;
}

const NAME_BEFORE = /[\p{L}\p{N}._-]$/u;
const NAME_BEHIND = /^\.?[\p{L}\p{N}_-]/u;
