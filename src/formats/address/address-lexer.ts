/**
 * The tokens of structured header fields: RFC 5322 section 3.2, obsolete forms of section 4.1, UTF-8 of RFC 6532.
 *
 * One pass, no recursion: comments nest by a counter. It never fails; an unclosed comment, quoted string or
 * domain literal ends with the text.
 */
export type AddressTokenKind = 'atom' | 'quoted' | 'comment' | 'literal' | 'special';

export interface AddressToken {
  readonly kind: AddressTokenKind;
  /** An atom (which may hold dots) or special as written; the content of the others, without quoting. */
  readonly text: string;
  /** Offsets of the whole token in the source text. */
  readonly start: number;
  readonly end: number;
}

export interface AddressLexer {
  /** The next token, or null at the end. */
  next(): AddressToken | null;
}

export function createAddressLexer(source: string): AddressLexer {
  let at = 0;

  function next(): AddressToken | null {
    while (at < source.length && isWhiteSpace(source.charCodeAt(at))) at++;
    if (at >= source.length) return null;
    const start = at;
    const code = source.charCodeAt(at);
    if (code === QUOTE) return delimited('quoted', start, QUOTE);
    if (code === OPEN_BRACKET) return delimited('literal', start, CLOSE_BRACKET);
    if (code === OPEN_PARENTHESIS) return comment(start);
    if (isSpecial(code)) {
      at++;
      return { kind: 'special', text: source[start], start, end: at };
    }
    while (at < source.length && isAtomCharacter(source.charCodeAt(at))) at++;
    return { kind: 'atom', text: source.slice(start, at), start, end: at };
  }

  function delimited(kind: 'quoted' | 'literal', start: number, close: number): AddressToken {
    at++;
    let escaped = false;
    while (at < source.length) {
      const code = source.charCodeAt(at);
      if (code === close) break;
      if (code === BACKSLASH) {
        escaped = true;
        at++;
      }
      at++;
    }
    const content = source.slice(start + 1, at);
    at = Math.min(at + 1, source.length);
    return { kind, text: escaped ? unescape(content) : content, start, end: at };
  }

  function comment(start: number): AddressToken {
    let depth = 0;
    let escaped = false;
    while (at < source.length) {
      const code = source.charCodeAt(at);
      if (code === BACKSLASH) {
        escaped = true;
        at++;
      } else if (code === OPEN_PARENTHESIS) {
        depth++;
      } else if (code === CLOSE_PARENTHESIS && --depth === 0) {
        break;
      }
      at++;
    }
    const content = source.slice(start + 1, at);
    at = Math.min(at + 1, source.length);
    return { kind: 'comment', text: escaped ? unescape(content) : content, start, end: at };
  }

  return { next };
}

const QUOTE = 0x22;
const OPEN_PARENTHESIS = 0x28;
const CLOSE_PARENTHESIS = 0x29;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;

function unescape(text: string): string {
  return text.replace(/\\([^])/g, '$1');
}

function isWhiteSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d || code === 0x0a;
}

/** `< > @ , ; :` have a meaning; a stray `)`, `]` or `\` is passed on as a special, for the caller to refuse. */
function isSpecial(code: number): boolean {
  return SPECIALS[code] === 1;
}

function isAtomCharacter(code: number): boolean {
  return code > 0x7f || (SPECIALS[code] === 0 && !isWhiteSpace(code) && code !== QUOTE);
}

const SPECIALS = new Uint8Array(0x80);
for (const character of '<>@,;:)]\\') SPECIALS[character.charCodeAt(0)] = 1;
// These open tokens of their own, so an atom ends before them.
SPECIALS[OPEN_PARENTHESIS] = 2;
SPECIALS[OPEN_BRACKET] = 2;
