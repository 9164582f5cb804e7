/**
 * The traditional hash of crypt(3) and the extended one of BSDi: FreeBSD's crypt(5). Thirteen characters, of which two are
 * the salt; or `_`, four for the number of encryptions, four for the salt.
 */

import { isEqualText } from '../../base/equal-octets.ts';
import { CRYPT_ALPHABET, decodeCryptNumber } from './crypt-alphabet.ts';
import type { CryptHash, ReadCryptHash } from './crypt-hash.ts';
import { encryptDes } from './des.ts';

const TRADITIONAL = /^([./0-9A-Za-z]{2})([./0-9A-Za-z]{11})$/;
const EXTENDED = /^_([./0-9A-Za-z]{4})([./0-9A-Za-z]{4})([./0-9A-Za-z]{11})$/;
const TRADITIONAL_TIMES = 25;
/** Systems use 725; this takes some hundredths of a second. */
const MAX_TIMES = 100_000;
const BLOCK_BYTES = 8;

export const readDesCrypt: ReadCryptHash = (hash) => {
  const match = TRADITIONAL.exec(hash);
  if (match === null) return null;
  const [, salt = '', expected = ''] = match;
  return desHash('des', expected, TRADITIONAL_TIMES, decodeCryptNumber(salt), (password) => keyOf(password));
};

export const readBsdiCrypt: ReadCryptHash = (hash) => {
  const match = EXTENDED.exec(hash);
  if (match === null) return null;
  const [, count = '', salt = '', expected = ''] = match;
  const times = decodeCryptNumber(count);
  if (times < 1 || times > MAX_TIMES) return null;
  return desHash('bsdi-des', expected, times, decodeCryptNumber(salt), foldKey);
};

function desHash(
  scheme: 'des' | 'bsdi-des',
  expected: string,
  times: number,
  salt: number,
  makeKey: (password: Uint8Array) => Uint8Array,
): CryptHash {
  return {
    scheme,
    strength: 'weak',
    matches: (password) =>
      isEqualText(encode(encryptDes(makeKey(password), new Uint8Array(BLOCK_BYTES), salt, times)), expected),
  };
}

/** The key of up to eight octets of a password: the lowest seven bits of each. What comes after them does not count. */
function keyOf(octets: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: BLOCK_BYTES }, (_, i) => (octets[i] ?? 0) << 1);
}

/** All of a password goes into the key: each further eight octets are combined with the encrypted key so far. */
function foldKey(password: Uint8Array): Uint8Array {
  let key = keyOf(password);
  for (let at = BLOCK_BYTES; at < password.length; at += BLOCK_BYTES) {
    const further = keyOf(password.subarray(at));
    key = encryptDes(key, key, 0, 1).map((octet, i) => octet ^ (further[i] ?? 0));
  }
  return key;
}

/** Six bits a character, highest first; the 64 bits are filled up with two zeros. */
function encode(block: Uint8Array): string {
  const bits = BigInt(`0x${Buffer.from(block).toString('hex')}`) << 2n;
  let text = '';
  for (let shift = 60n; shift >= 0n; shift -= 6n) text += CRYPT_ALPHABET[Number((bits >> shift) & 63n)];
  return text;
}
