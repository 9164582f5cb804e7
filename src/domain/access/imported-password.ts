/** A password of which only the hash is known: from another system. REQUIREMENTS LI7 */
import { Failure } from '../../base/failure.ts';
import { describeCrypt } from '../../formats/crypt/verify-crypt.ts';
import type { NewCredential } from '../ports/directory-operations.ts';

/** What shadow(5) has of an account with which nobody signs in: nothing could be a hash of that form. */
export const NO_PASSWORD = '!';

/**
 * The credentials of a hash in the form of crypt(5) or RFC 2307: none for `NO_PASSWORD`. Nothing is computed; a new hash
 * is made when somebody signs in with the password. Throws Failure `invalid` for a hash that could never be verified.
 */
export function importedPassword(hash: string, createdAtMs: number): readonly NewCredential[] {
  if (hash === NO_PASSWORD) return [];
  if (describeCrypt(hash) === null) {
    throw new Failure('invalid', 'the hash of the password is of an unknown kind', {
      detail: { field: 'passwordHash', reason: 'unknown-password-hash' },
    });
  }
  return [
    {
      kind: 'password',
      label: '',
      verifier: hash,
      scram: null,
      mustChange: false,
      services: null,
      createdAtMs,
      expiresAtMs: null,
    },
  ];
}
