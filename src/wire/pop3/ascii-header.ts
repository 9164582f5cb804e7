/**
 * A surrogate for the header of an internationalised message, for clients that have not asked for UTF-8.
 * RFC 6856 section 2.1 forbids to send them such text as it is; refusing the message would leave them without it.
 *
 * Text becomes encoded words (RFC 2047), and an address that is not ASCII, to which such a client could not reply
 * anyway, becomes the name of an empty group (RFC 6858 section 2.1).
 */
import { isAscii, isUtf8 } from 'node:buffer';
import { addressTokens } from './address-tokens.ts';

/** A larger header, which nobody writes by hand, is sent as it is: encoding it would keep others waiting. */
const MAX_HEADER_BYTES = 128 * 1024;
/** Octets in one encoded word, which with its frame and in base64 stays below 75 characters. RFC 2047 section 2 */
const WORD_BYTES = 42;
const ADDRESS_FIELD = /^(?:resent-)?(?:from|sender|reply-to|to|cc|bcc)[ \t]*:/i;
const PARAMETER_FIELD = /^content-(?:type|disposition)[ \t]*:/i;
const PARAMETER = /(?<![^\s;])([^\s;=*"]+)=("(?:[^"\\]|\\.)*"|[^\s;"]+)/gs;
const SPACES = /([ \t\r\n]+)/;
const NOTHING = Buffer.alloc(0);

export class AsciiHeaderFilter {
  #held: Buffer = NOTHING;
  #isPastHeader = false;

  /** What is to be sent for a chunk. */
  take(chunk: Uint8Array): Uint8Array {
    if (this.#isPastHeader) return chunk;
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    const end = findHeaderEnd(this.#held);
    if (end === null && this.#held.length < MAX_HEADER_BYTES) return NOTHING;
    return this.#release(end ?? 0);
  }

  /** What is left when the message ends within its header. */
  end(): Uint8Array {
    return this.#isPastHeader ? NOTHING : this.#release(this.#held.length);
  }

  #release(headerBytes: number): Buffer {
    const held = this.#held;
    this.#held = NOTHING;
    this.#isPastHeader = true;
    const header = held.subarray(0, headerBytes);
    // Octets that are no UTF-8 are no internationalised header, but old sins: they never kept anybody from reading.
    if (headerBytes > MAX_HEADER_BYTES || isAscii(header) || !isUtf8(header)) return held;
    return Buffer.concat([Buffer.from(encodeHeader(header.toString())), held.subarray(headerBytes)]);
  }
}

function findHeaderEnd(bytes: Buffer): number | null {
  if (bytes.length < 2) return null;
  if (bytes[0] === 0x0a || (bytes[0] === 0x0d && bytes[1] === 0x0a)) return 0;
  const ends = [bytes.indexOf('\n\r\n'), bytes.indexOf('\n\n')].filter((at) => at >= 0);
  return ends.length === 0 ? null : Math.min(...ends) + 1;
}

function encodeHeader(header: string): string {
  return header
    .split(/(?<=\n)(?![ \t])/)
    .map((field) => (isPlain(field) ? field : encodeField(field)))
    .join('');
}

function encodeField(field: string): string {
  const lineEnd = /\r?\n$/.exec(field)?.[0] ?? '';
  const whole = field.slice(0, field.length - lineEnd.length);
  const text = PARAMETER_FIELD.test(whole) ? encodeParameters(whole) : whole;
  const isAddress = ADDRESS_FIELD.test(text);
  const tokens = isAddress ? addressTokens(text) : text.split(SPACES);
  return `${encodeTokens(tokens, isAddress)}${lineEnd}`;
}

/** The name of a file would be lost as an encoded word. RFC 6858 section 2.2, RFC 2231 section 4 */
function encodeParameters(text: string): string {
  return text.replace(PARAMETER, (parameter, name: string, value: string) => {
    if (isPlain(value)) return parameter;
    const escape = (mark: string) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`;
    return `${name}*=utf-8''${encodeURIComponent(unquote(value)).replace(/['()*!~]/g, escape)}`;
  });
}

/** Words that follow each other are encoded together: a decoder drops the space between two encoded words. */
function encodeTokens(tokens: Iterable<string>, isAddress: boolean): string {
  let encoded = '';
  let words = '';
  let spaces = '';
  const endWords = () => {
    encoded += (words === '' ? '' : encodeWords(words)) + spaces;
    words = spaces = '';
  };
  for (const token of tokens) {
    if (isSpace(token)) {
      spaces += token;
    } else if (isPlain(token)) {
      endWords();
      encoded += token;
    } else if (isAddress && token.includes('@')) {
      endWords();
      encoded += `${encodeWords(token.replace(/^<|>$/g, ''))} :;`;
    } else {
      if (words === '') endWords();
      words += (words === '' ? '' : spaces.replace(/\r?\n/g, '')) + unquote(token);
      spaces = '';
    }
  }
  endWords();
  return encoded;
}

function encodeWords(text: string): string {
  const parts: string[] = [];
  let part = '';
  let partBytes = 0;
  for (const character of text) {
    const bytes = Buffer.byteLength(character);
    if (partBytes + bytes > WORD_BYTES) {
      parts.push(part);
      part = '';
      partBytes = 0;
    }
    part += character;
    partBytes += bytes;
  }
  parts.push(part);
  return parts.map((word) => `=?utf-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}

function unquote(token: string): string {
  return token.startsWith('"') && token.endsWith('"') && token.length > 1
    ? token.slice(1, -1).replace(/\\(.)/gs, '$1')
    : token;
}

function isSpace(token: string): boolean {
  return /^[ \t\r\n]/.test(token);
}

function isPlain(token: string): boolean {
  return !/[^\0-\x7f]/.test(token);
}
