/** `$7$`: scrypt (RFC 7914), as libxcrypt writes it; crypt(5). */
import { scryptSync } from 'node:crypto';
import { isEqualText } from '../../base/equal-octets.ts';
import { CRYPT_ALPHABET, decodeCryptNumber, encodeCryptOctets } from './crypt-alphabet.ts';
import type { ReadCryptHash } from './crypt-hash.ts';

const FORM = /^\$7\$([./0-9A-Za-z])([./0-9A-Za-z]{5})([./0-9A-Za-z]{5})([./0-9A-Za-z]{0,86})\$([./0-9A-Za-z]{43})$/;
/** Memory times lanes, which run one after the other. Systems use this much. */
const MAX_WORK_BYTES = 64 * 1024 * 1024;
const KEY_BYTES = 32;

export const readScrypt: ReadCryptHash = (hash) => {
  const match = FORM.exec(hash);
  if (match === null) return null;
  const [, costLog2 = '', blockSizeText = '', lanesText = '', salt = '', expected = ''] = match;
  const cost = 2 ** CRYPT_ALPHABET.indexOf(costLog2);
  const blockSize = decodeCryptNumber(blockSizeText);
  const lanes = decodeCryptNumber(lanesText);
  const work = 128 * cost * blockSize * lanes;
  if (cost < 2 || work === 0 || work > MAX_WORK_BYTES) return null;
  // RFC 7914: with a small block, more memory than it can address is no scrypt.
  if (Math.log2(cost) >= 16 * blockSize) return null;
  const options = { cost, blockSize, parallelization: lanes, maxmem: 2 * MAX_WORK_BYTES };
  return {
    scheme: 'scrypt',
    strength: 'strong',
    // The salt is what stands there, not what it might be decoded to.
    matches: (password) =>
      isEqualText(encodeCryptOctets(scryptSync(password, Buffer.from(salt), KEY_BYTES, options)), expected),
  };
};
