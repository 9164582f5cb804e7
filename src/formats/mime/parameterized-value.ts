/**
 * Values with parameters, as Content-Type and Content-Disposition have them: RFC 2045 section 5.1, RFC 2183 section 2,
 * with the continuations and charsets of RFC 2231.
 */
import { isAscii } from '../../base/text.ts';
import { type ByteString, fromByteString, trimBlank, utf8ByteString } from './byte-string.ts';
import { decodeText } from './charset.ts';
import type { MimeDefect } from './mime-defect.ts';
import type { MimeParameter } from './mime-part.ts';
import { collectParameters, type ParameterSegment } from './parameter-segments.ts';

export interface ParameterizedValue {
  /** What stands before the first ";", lower case, without comments and white space. */
  readonly value: string;
  readonly parameters: readonly MimeParameter[];
}

/**
 * Reads an unfolded value. Comments are skipped, white space around "=" is accepted, a value without quotes reaches to
 * the next ";", except for a comment at its end (file names with spaces occur). Never fails; defects are reported in `defects`.
 *
 * @param maxParameters segments read; the rest is ignored
 */
export function parseParameterizedValue(
  text: ByteString,
  maxParameters: number,
  defects: Set<MimeDefect>,
): ParameterizedValue {
  const reader = new Reader(text);
  const value = reader.readUntil(';').toLowerCase();
  const segments: ParameterSegment[] = [];
  while (reader.skip(';')) {
    const name = reader.readName();
    if (!reader.skip('=')) {
      // An empty one, as in "text/plain;", is harmless; anything else is dropped up to the next ";".
      if (reader.readUntil(';') !== '' || name !== '') defects.add('malformed-parameter');
      continue;
    }
    const parameterValue = reader.readValue();
    if (name === '') {
      defects.add('malformed-parameter');
      continue;
    }
    if (segments.length >= maxParameters) {
      defects.add('too-many-parameters');
      break;
    }
    segments.push({ name, value: parameterValue });
  }
  return { value, parameters: collectParameters(segments, decodeExtended, defects) };
}

/** The octets of an extended value (RFC 2231 section 4) as UTF-8. */
function decodeExtended(octets: ByteString, charset: string): ByteString {
  const bytes = fromByteString(octets);
  return isAscii(octets) && !STATEFUL_CHARSET.test(charset) ? octets : utf8ByteString(decodeText(bytes, charset));
}

/** Charsets that write other characters with ASCII octets. */
const STATEFUL_CHARSET = /^(?:iso-2022|hz|utf-?(?:16|32))/i;

class Reader {
  readonly #text: ByteString;
  #at = 0;

  constructor(text: ByteString) {
    this.#text = text;
  }

  /** Steps over the character, and over white space and comments before it. */
  skip(character: string): boolean {
    this.#skipBlank();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  /** A parameter name, lower case; '' when none stands here. */
  readName(): string {
    this.#skipBlank();
    const start = this.#at;
    while (this.#at < this.#text.length && !NAME_END.has(this.#text[this.#at])) this.#at++;
    return this.#text.slice(start, this.#at).toLowerCase();
  }

  readValue(): ByteString {
    this.#skipBlank();
    if (this.#text[this.#at] !== '"') return this.readUntil(';');
    const value = this.#readQuoted();
    // Whatever stands between the closing quote and the next ";" has no meaning.
    this.readUntil(';');
    return value;
  }

  /** Text up to the character or the end, without comments, and without white space at both ends. */
  readUntil(character: string): ByteString {
    let result = '';
    this.#skipBlank();
    let start = this.#at;
    while (this.#at < this.#text.length && this.#text[this.#at] !== character) {
      if (this.#text[this.#at] === '"') {
        result += this.#text.slice(start, this.#at) + this.#readQuoted();
        start = this.#at;
      } else if (this.#text[this.#at] === '(') {
        const comment = this.#at;
        this.#skipBlank();
        // "(1)" within a file name that should have been quoted is no comment.
        if (this.#at < this.#text.length && this.#text[this.#at] !== character) continue;
        result += this.#text.slice(start, comment);
        start = this.#at;
      } else {
        this.#at++;
      }
    }
    return trimBlank(result + this.#text.slice(start, this.#at));
  }

  #readQuoted(): ByteString {
    this.#at++;
    const start = this.#at;
    let escaped = false;
    while (this.#at < this.#text.length && this.#text[this.#at] !== '"') {
      if (this.#text[this.#at] === '\\') {
        escaped = true;
        this.#at++;
      }
      this.#at++;
    }
    const content = this.#text.slice(start, this.#at);
    this.#at = Math.min(this.#at + 1, this.#text.length);
    return escaped ? content.replace(/\\([^])/g, '$1') : content;
  }

  #skipBlank(): void {
    for (;;) {
      const character = this.#text[this.#at];
      if (character === '(') this.#skipComment();
      else if (character === ' ' || character === '\t' || character === '\r' || character === '\n') this.#at++;
      else return;
    }
  }

  #skipComment(): void {
    let depth = 0;
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at];
      this.#at++;
      if (character === '\\') this.#at++;
      else if (character === '(') depth++;
      else if (character === ')' && --depth === 0) return;
    }
    this.#at = Math.min(this.#at, this.#text.length);
  }
}

const NAME_END: ReadonlySet<string> = new Set([...'=;"( \t\r\n']);
