/** Header text for people and for searching: RFC 2047, with the language suffix of RFC 2231 section 5, RFC 6532. */
import { isAscii } from '../../base/text.ts';
import { type ByteString, fromByteString, trimBlank } from './byte-string.ts';
import { decodeText } from './charset.ts';

/**
 * Decodes an unfolded header value. Octets beyond ASCII are UTF-8, or else windows-1252. Linear; never fails: what is
 * no encoded-word stays as it is. Encoded-words are decoded wherever they stand, also in quoted strings, where
 * RFC 2047 section 5 does not allow them, but mail programs put them.
 */
export function decodeHeaderText(value: ByteString): string {
  const text = value.includes('=?') ? decodeWords(value) : decodePlain(value);
  return CONTROLS.test(text) ? text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ') : text;
}

const CONTROLS = /[\u0000-\u001f\u007f\u2028\u2029]/;

interface EncodedWord {
  readonly charset: string;
  readonly bytes: Buffer;
  readonly end: number;
}

/** Encoded-words decoded in one value; the rest stays as it is: some charsets take 10 µs a word. */
export const MAX_ENCODED_WORDS = 1_000;

/** RFC 2047 section 2 limits an encoded-word to 75 characters; longer ones occur, longer charset names do not. */
const MAX_CHARSET_LENGTH = 64;

function decodeWords(value: ByteString): string {
  let result = '';
  /** Adjacent words in one charset are decoded together: senders split them within characters. */
  let pending: Buffer[] = [];
  let pendingCharset = '';
  let from = 0;
  let count = 0;
  const flush = (): void => {
    if (pending.length === 0) return;
    result += decodeText(pending.length === 1 ? pending[0] : Buffer.concat(pending), pendingCharset);
    pending = [];
  };
  for (let at = value.indexOf('=?'); at >= 0; ) {
    const word = readEncodedWord(value, at);
    if (word === null) {
      at = value.indexOf('=?', at + 2);
      continue;
    }
    // White space between two encoded-words is not shown: RFC 2047 section 6.2.
    const between = value.slice(from, at);
    if (pending.length === 0 || !isBlank(between)) {
      flush();
      result += decodePlain(between);
    }
    if (++count > MAX_ENCODED_WORDS) break;
    if (word.charset !== pendingCharset) flush();
    pendingCharset = word.charset;
    pending.push(word.bytes);
    from = word.end;
    at = value.indexOf('=?', from);
  }
  flush();
  return result + decodePlain(value.slice(from));
}

function readEncodedWord(value: ByteString, start: number): EncodedWord | null {
  const charsetEnd = value.indexOf('?', start + 2);
  if (charsetEnd < 0 || charsetEnd === start + 2 || charsetEnd - start > MAX_CHARSET_LENGTH) return null;
  if (value.charCodeAt(charsetEnd + 2) !== QUESTION_MARK) return null;
  const textEnd = value.indexOf('?', charsetEnd + 3);
  if (textEnd < 0 || value.charCodeAt(textEnd + 1) !== EQUALS) return null;
  const text = value.slice(charsetEnd + 3, textEnd);
  const charset = value.slice(start + 2, charsetEnd).toLowerCase();
  const encoding = value[charsetEnd + 1].toLowerCase();
  if (encoding === 'b') return { charset, bytes: Buffer.from(text, 'base64'), end: textEnd + 2 };
  if (encoding === 'q') return { charset, bytes: decodeQ(text), end: textEnd + 2 };
  return null;
}

const QUESTION_MARK = 0x3f;
const EQUALS = 0x3d;

/** The "Q" encoding: RFC 2047 section 4.2. */
function decodeQ(text: ByteString): Buffer {
  return fromByteString(
    text
      .replaceAll('_', ' ')
      .replace(/=([0-9A-Fa-f]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  );
}

function decodePlain(value: ByteString): string {
  return isAscii(value) ? value : decodeText(fromByteString(value), 'utf-8');
}

function isBlank(text: ByteString): boolean {
  return trimBlank(text) === '';
}
