/** `$1$`: the MD5-based hash of FreeBSD, by Poul-Henning Kamp (1994); crypt(5). A thousand rounds, always. */
import { hash as digest } from 'node:crypto';
import { isEqualText } from '../../base/equal-octets.ts';
import { encodeCryptNumber } from './crypt-alphabet.ts';
import type { ReadCryptHash } from './crypt-hash.ts';

const PREFIX = '$1$';
const FORM = /^\$1\$([^$:\n]{0,8})\$([./0-9A-Za-z]{22})$/;
const ROUNDS = 1000;
/** In which order the octets of the digest are written, three at a time; the last stands alone. */
const ORDER = [
  [0, 6, 12],
  [1, 7, 13],
  [2, 8, 14],
  [3, 9, 15],
  [4, 10, 5],
] as const;
const LAST = 11;

export const readMd5Crypt: ReadCryptHash = (hash) => {
  const match = FORM.exec(hash);
  if (match === null) return null;
  const [, salt = '', expected = ''] = match;
  return {
    scheme: 'md5-crypt',
    strength: 'weak',
    matches: (password) => isEqualText(encode(compute(password, Buffer.from(salt))), expected),
  };
};

function compute(password: Uint8Array, salt: Uint8Array): Buffer {
  const inner = md5([password, salt, password]);
  const parts = [password, Buffer.from(PREFIX), salt];
  for (let left = password.length; left > 0; left -= inner.length) parts.push(inner.subarray(0, left));
  // What was meant to mix in the digest mixes in zeros and the first octet: the hash has been so ever since.
  for (let bits = password.length; bits > 0; bits >>>= 1) {
    parts.push((bits & 1) === 1 ? Uint8Array.of(0) : password.subarray(0, 1));
  }
  let result = md5(parts);
  for (let round = 0; round < ROUNDS; round += 1) {
    const isOdd = (round & 1) === 1;
    const mixed: Uint8Array[] = [isOdd ? password : result];
    if (round % 3 !== 0) mixed.push(salt);
    if (round % 7 !== 0) mixed.push(password);
    mixed.push(isOdd ? result : password);
    result = md5(mixed);
  }
  return result;
}

function md5(parts: readonly Uint8Array[]): Buffer {
  return digest('md5', Buffer.concat(parts), 'buffer');
}

function encode(octets: Buffer): string {
  const groups = ORDER.map(([a, b, c]) =>
    encodeCryptNumber((octets.readUInt8(a) << 16) | (octets.readUInt8(b) << 8) | octets.readUInt8(c), 4),
  );
  return groups.join('') + encodeCryptNumber(octets.readUInt8(LAST), 2);
}
