/** The 64 characters in which crypt(3) writes salts, parameters and hashes. */

export const CRYPT_ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The lowest six bits first, as all schemes but DES have it. */
export function encodeCryptNumber(value: number, characters: number): string {
  let text = '';
  for (let i = 0; i < characters; i += 1) text += CRYPT_ALPHABET[(value >>> (6 * i)) & 63];
  return text;
}

/** The inverse; up to five characters. NaN for a character outside the alphabet. */
export function decodeCryptNumber(text: string): number {
  let value = 0;
  for (let i = 0; i < text.length; i += 1) {
    const digit = CRYPT_ALPHABET.indexOf(text.charAt(i));
    if (digit < 0) return Number.NaN;
    value += digit * 64 ** i;
  }
  return value;
}

/** Octets in groups of three, each a number with the first octet lowest: the form of scrypt and yescrypt. */
export function encodeCryptOctets(octets: Uint8Array): string {
  let text = '';
  for (let at = 0; at < octets.length; at += 3) {
    const group = octets.subarray(at, at + 3);
    const value = (group[0] ?? 0) | ((group[1] ?? 0) << 8) | ((group[2] ?? 0) << 16);
    text += encodeCryptNumber(value, group.length + 1);
  }
  return text;
}

/** The inverse; null for what `encodeCryptOctets` does not make. */
export function decodeCryptOctets(text: string): Uint8Array | null {
  const octets: number[] = [];
  for (let at = 0; at < text.length; at += 4) {
    const group = text.slice(at, at + 4);
    const value = decodeCryptNumber(group);
    const length = group.length - 1;
    if (length < 1 || !(value < 256 ** length)) return null;
    for (let i = 0; i < length; i += 1) octets.push((value >>> (8 * i)) & 255);
  }
  return Uint8Array.from(octets);
}
