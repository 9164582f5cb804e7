/** Base32: RFC 4648 section 6. What people type may have spaces and dashes, small letters, and no padding. */
import { Failure } from '../../base/failure.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Without padding, as authenticator programs want it. */
export function encodeBase32(octets: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const octet of octets) {
    held = (held << 8) | octet;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(held >>> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + ALPHABET[(held << (5 - bits)) & 31];
}

/** Throws Failure `invalid` for other characters, and for a length or last bits that no encoder makes. */
export function decodeBase32(text: string): Uint8Array {
  const digits = text.replace(/[\s-]|=+$/g, '').toUpperCase();
  const octets: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of digits) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) throw new Failure('invalid', 'not base32: another character');
    held = (held << 5) | digit;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    octets.push(held >>> bits);
    held &= (1 << bits) - 1;
  }
  if (bits >= 5 || held !== 0) throw new Failure('invalid', 'not base32: incomplete');
  return Uint8Array.from(octets);
}
