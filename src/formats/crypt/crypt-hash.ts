/** What the hash of a password says, as the files of one scheme each read it. */

export type CryptScheme =
  | 'des'
  | 'bsdi-des'
  | 'md5-crypt'
  | 'sha256-crypt'
  | 'sha512-crypt'
  | 'bcrypt'
  | 'scrypt'
  | 'yescrypt'
  | 'argon2'
  | 'pbkdf2'
  | 'digest'
  | 'salted-digest';

/**
 * How well it withstands somebody who has the hash: `weak` falls to a single computer in hours or days, `fair` is slow
 * and needs little memory, `strong` is slow and, but for bcrypt, needs much memory.
 */
export type CryptStrength = 'weak' | 'fair' | 'strong';

export interface CryptHash {
  readonly scheme: CryptScheme;
  readonly strength: CryptStrength;
  /** Takes as long as the hash asks for, up to a second or two: see the limits of each scheme. */
  matches(password: Uint8Array): boolean;
}

/** Reads a hash without computing anything; null for what is not of this scheme, malformed, or beyond its limits. */
export type ReadCryptHash = (hash: string) => CryptHash | null;
