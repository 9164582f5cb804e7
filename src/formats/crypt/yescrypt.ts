/** `$y$`: yescrypt, as libxcrypt writes it; crypt(5), and "yescrypt - modern KDF and password hashing scheme". */

import { isEqualText } from '../../base/equal-octets.ts';
import { CRYPT_ALPHABET, decodeCryptNumber, decodeCryptOctets, encodeCryptOctets } from './crypt-alphabet.ts';
import type { ReadCryptHash } from './crypt-hash.ts';
import { type YescryptCost, yescryptKey } from './yescrypt-key.ts';

/** `j`: the variant that is always used. More numbers than two say what no system's crypt(3) makes. */
const FORM = /^\$y\$j([./0-9A-Za-z]{2,12})\$([./0-9A-Za-z]{0,86})\$([./0-9A-Za-z]{43})$/;
/** Systems use 16 MiB, which takes a third of a second. */
const MAX_MEMORY_BYTES = 64 * 1024 * 1024;
const MIN_BLOCKS = 4;
const MAX_BLOCKS_LOG2 = 20;

export const readYescrypt: ReadCryptHash = (hash) => {
  const match = FORM.exec(hash);
  if (match === null) return null;
  const [, numbers = '', saltText = '', expected = ''] = match;
  const cost = readCost(numbers);
  const salt = decodeCryptOctets(saltText);
  if (cost === null || salt === null) return null;
  return {
    scheme: 'yescrypt',
    strength: 'strong',
    matches: (password) => isEqualText(encodeCryptOctets(yescryptKey(password, salt, cost)), expected),
  };
};

function readCost(text: string): YescryptCost | null {
  const blocksLog2 = readNumber(text, 0);
  if (blocksLog2 === null || blocksLog2.value > MAX_BLOCKS_LOG2) return null;
  const units = readNumber(text, blocksLog2.end);
  if (units === null || units.end !== text.length) return null;
  const cost = { blocks: 2 ** blocksLog2.value, units: units.value };
  return cost.blocks >= MIN_BLOCKS && 128 * cost.blocks * cost.units <= MAX_MEMORY_BYTES ? cost : null;
}

/**
 * A number from 1 up, in a form in which small ones take one character: the first character tells how many follow, and
 * each length begins where the shorter ones end.
 */
function readNumber(text: string, start: number): { readonly value: number; readonly end: number } | null {
  const first = CRYPT_ALPHABET.indexOf(text.charAt(start));
  if (start >= text.length) return null;
  let value = 1;
  let from = 0;
  let to = 48;
  let following = 0;
  while (first >= to) {
    value += (to - from) * 64 ** following;
    from = to;
    to += Math.floor((63 - to) / 2) + 1;
    following += 1;
  }
  const end = start + 1 + following;
  if (end > text.length) return null;
  const rest = Array.from(text.slice(start + 1, end))
    .reverse()
    .join('');
  return { value: value + (first - from) * 64 ** following + decodeCryptNumber(rest), end };
}
