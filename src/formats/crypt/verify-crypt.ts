/**
 * Hashes of passwords that were made elsewhere: those of crypt(5), as /etc/shadow has them, and those of userPassword in a
 * directory (RFC 2307 section 5.3). They are verified, never made: who signs in with one gets a new hash.
 *
 * Cleartext is not taken, nor a hash whose cost is above the limits of its scheme: each scheme names its own.
 */
import { readArgon2 } from './argon2-hash.ts';
import { readBcrypt } from './bcrypt.ts';
import type { CryptHash, CryptScheme, CryptStrength, ReadCryptHash } from './crypt-hash.ts';
import { readBsdiCrypt, readDesCrypt } from './des-crypt.ts';
import { readDigestHash } from './digest-hash.ts';
import { readMd5Crypt } from './md5-crypt.ts';
import { readPbkdf2 } from './pbkdf2-hash.ts';
import { readScrypt } from './scrypt.ts';
import { readShaCrypt } from './sha-crypt.ts';
import { readYescrypt } from './yescrypt.ts';

export const MAX_CRYPT_PASSWORD_BYTES = 1024;

const DIRECTORY: readonly ReadCryptHash[] = [readDigestHash, readPbkdf2, readArgon2];
const CRYPT: readonly ReadCryptHash[] = [
  readYescrypt,
  readShaCrypt,
  readBcrypt,
  readMd5Crypt,
  readScrypt,
  readBsdiCrypt,
  readDesCrypt,
];
/** Dovecot names the kind: `{SHA512-CRYPT}`. */
const CRYPT_PREFIX = /^\{(?:[A-Z0-9]{1,16}-)?CRYPT\}/i;

export interface CryptDescription {
  readonly scheme: CryptScheme;
  readonly strength: CryptStrength;
}

/** What kind of hash it is, without computing one; null when it is not known, malformed, or too costly to verify. */
export function describeCrypt(hash: string): CryptDescription | null {
  const read = readCrypt(hash);
  return read === null ? null : { scheme: read.scheme, strength: read.strength };
}

/**
 * Whether a password fits a hash; never so for a hash that `describeCrypt` does not know. May take seconds of the thread
 * that it runs in, and up to 130 MiB: workers/crypt-worker.ts is where it belongs.
 */
export function verifyCrypt(hash: string, password: Uint8Array): boolean {
  if (password.length > MAX_CRYPT_PASSWORD_BYTES) return false;
  return readCrypt(hash)?.matches(password) ?? false;
}

function readCrypt(hash: string): CryptHash | null {
  return readWith(DIRECTORY, hash) ?? readCryptThree(hash.replace(CRYPT_PREFIX, ''));
}

/** crypt(3) takes texts of C, which end at the first zero: no password that has one was ever hashed so. */
function readCryptThree(hash: string): CryptHash | null {
  const read = readWith(CRYPT, hash);
  return read === null ? null : { ...read, matches: (password) => !password.includes(0) && read.matches(password) };
}

function readWith(readers: readonly ReadCryptHash[], hash: string): CryptHash | null {
  for (const read of readers) {
    const found = read(hash);
    if (found !== null) return found;
  }
  return null;
}
