/**
 * `$argon2id$` and its kin: RFC 9106, in the PHC string format; bare, behind `{ARGON2}` as slapd-pw-argon2(5) has it, or
 * behind `{ARGON2ID}` as Dovecot does.
 */
import { argon2Sync } from 'node:crypto';
import { isEqualOctets } from '../../base/equal-octets.ts';
import type { ReadCryptHash } from './crypt-hash.ts';

const FORM =
  /^(?:\{ARGON2(?:ID|I|D)?\})?\$(argon2(?:id|i|d))\$v=19\$m=([1-9]\d{0,5}),t=([1-9]\d?),p=([1-9])\$([A-Za-z0-9+/]{11,88})\$([A-Za-z0-9+/]{16,88})$/i;
const MAX_MEMORY_KIB = 64 * 1024;
const MAX_PASSES = 16;
const MAX_LANES = 8;

export const readArgon2: ReadCryptHash = (hash) => {
  const match = FORM.exec(hash);
  if (match === null) return null;
  const [, name = '', memoryText, passesText, lanesText, salt = '', tag = ''] = match;
  const algorithm = argon2Algorithm(name.toLowerCase());
  const memory = Number(memoryText);
  const passes = Number(passesText);
  const parallelism = Number(lanesText);
  if (algorithm === null || memory > MAX_MEMORY_KIB || passes > MAX_PASSES || parallelism > MAX_LANES) return null;
  // RFC 9106: that much a lane needs.
  if (memory < 8 * parallelism) return null;
  const expected = Buffer.from(tag, 'base64');
  const nonce = Buffer.from(salt, 'base64');
  return {
    scheme: 'argon2',
    strength: 'strong',
    matches: (message) =>
      isEqualOctets(
        argon2Sync(algorithm, { message, nonce, memory, passes, parallelism, tagLength: expected.length }),
        expected,
      ),
  };
};

function argon2Algorithm(name: string): 'argon2id' | 'argon2i' | 'argon2d' | null {
  return name === 'argon2id' || name === 'argon2i' || name === 'argon2d' ? name : null;
}
