/** `{PBKDF2-SHA256}` and its kin: RFC 8018, in the form of OpenLDAP's slapd-pw-pbkdf2(5), which is that of passlib. */
import { pbkdf2Sync } from 'node:crypto';
import { isEqualOctets } from '../../base/equal-octets.ts';
import type { ReadCryptHash } from './crypt-hash.ts';

const FORM = /^\{PBKDF2(?:-(SHA1|SHA256|SHA512))?\}([1-9]\d{0,6})\$([A-Za-z0-9./]{1,88})\$([A-Za-z0-9./]{22,88})$/i;
/** Advice for SHA-256 is 600,000; a million takes half a second. */
const MAX_ITERATIONS = 1_000_000;
/** Of the digests; a hash is as long as its digest. */
const DIGEST_BYTES: Readonly<Record<string, number>> = { sha1: 20, sha256: 32, sha512: 64 };

export const readPbkdf2: ReadCryptHash = (hash) => {
  const match = FORM.exec(hash);
  if (match === null) return null;
  const [, name = 'sha1', iterationsText, saltText = '', expectedText = ''] = match;
  const algorithm = name.toLowerCase();
  const iterations = Number(iterationsText);
  const salt = decode(saltText);
  const expected = decode(expectedText);
  if (iterations > MAX_ITERATIONS || expected.length !== DIGEST_BYTES[algorithm]) return null;
  return {
    scheme: 'pbkdf2',
    strength: 'fair',
    matches: (password) => isEqualOctets(pbkdf2Sync(password, salt, iterations, expected.length, algorithm), expected),
  };
};

/** base64 with a dot for the plus, and without padding. */
function decode(text: string): Buffer {
  return Buffer.from(text.replaceAll('.', '+'), 'base64');
}
