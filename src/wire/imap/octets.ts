/** Strings of octets: what crosses the wire, one character (0 to 255) for each octet. */
import { Buffer } from 'node:buffer';
import { isAscii } from '../../base/text.ts';

/** The UTF-8 form of a text as a string of octets. */
export function toOctets(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of octets in UTF-8; null when they are not. */
export function fromUtf8(octets: string): string | null {
  if (isAscii(octets)) return octets;
  try {
    return STRICT_UTF8.decode(Buffer.from(octets, 'latin1'));
  } catch {
    return null;
  }
}
