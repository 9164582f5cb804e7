/** Text in any charset to Unicode. The tables come from libmime; the octets of a stranger never make it throw. */
import { isUtf8 } from 'node:buffer';
import { decode } from 'libmime/lib/charset.js';
import { asBuffer } from './byte-string.ts';

/**
 * Decodes octets to well-formed text.
 *
 * UTF-8 and US-ASCII that turn out to be something else, and unknown charsets, are read as UTF-8 where they are valid
 * UTF-8 and as windows-1252 where not: so wrong labels still give readable text. UTF-7, which hides markup from
 * filters, counts as unknown. A language suffix (RFC 2231 section 5) is ignored.
 */
export function decodeText(bytes: Uint8Array, charset: string): string {
  const buffer = asBuffer(bytes);
  const name = charsetName(charset);
  if (UTF8_COMPATIBLE.has(name)) return decodeGuessed(buffer);
  if (name === '' || name.length > MAX_CHARSET_NAME || REFUSED.test(name)) return decodeGuessed(buffer);
  try {
    const text = decode(buffer, name).toWellFormed();
    // libmime reads an unknown charset as UTF-8; replacement characters then mean that it was a wrong guess.
    return text.includes('\ufffd') && !isUtf8(buffer) && text === buffer.toString('utf8')
      ? decodeGuessed(buffer)
      : text;
  } catch {
    return decodeGuessed(buffer);
  }
}

const MAX_CHARSET_NAME = 64;
const UTF8_COMPATIBLE: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii']);
const REFUSED = /^(?:unicode-1-1-)?utf-?7/;

function charsetName(charset: string): string {
  const star = charset.indexOf('*');
  return (star < 0 ? charset : charset.slice(0, star)).trim().toLowerCase();
}

function decodeGuessed(buffer: Buffer): string {
  return isUtf8(buffer) ? buffer.toString('utf8') : decode(buffer, 'windows-1252');
}
