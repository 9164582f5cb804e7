/** Which of a user's credentials a password fits. */
import type { Credential, User } from '../../ports/directory.ts';
import type { PasswordHasher } from '../password-hash.ts';
import { passwordForms } from '../prepare-password.ts';
import type { RememberedVerifications } from '../remembered-verifications.ts';
import { findRemotePassword, type RemoteGuess, type RemotePasswords } from '../remote/remote-passwords.ts';
import type { Usable } from './usable-credentials.ts';

/** Longer passwords are refused unheard: nobody has one, and hashing it costs the attacker nothing. */
export const MAX_PASSWORD_BYTES = 1024;

export interface FindFittingDeps {
  readonly hasher: PasswordHasher;
  readonly remembered: RememberedVerifications;
  readonly remotePasswords: RemotePasswords;
  /** Replaces a hash that was made elsewhere, behind the back of the sign-in. */
  readonly rehash: (used: Credential, password: string) => void;
}

/**
 * The credential that the password fits; null after as long as it takes for somebody who does not exist.
 *
 * @param guess its `admit` is asked once more where it fits: whoever tries many at once learns nothing from those above the
 * limit, and its failure is thrown.
 */
export type FindFitting = (
  user: User | null,
  password: string,
  usable: Usable,
  guess: RemoteGuess,
) => Promise<Credential | null>;

export function createFindFitting({ hasher, remembered, remotePasswords, rehash }: FindFittingDeps): FindFitting {
  return async (user, password, { credentials: all, isRemote }, guess) => {
    const { admit } = guess;
    const forms = Buffer.byteLength(password) > MAX_PASSWORD_BYTES ? [] : passwordForms(password);
    if (forms.length === 0) return null;
    const credentials = all.filter(({ kind }) => kind !== 'remote-password');
    const quickFirst = credentials.toSorted(
      (a, b) => Number(hasher.isSlow(a.verifier)) - Number(hasher.isSlow(b.verifier)),
    );
    const tries = quickFirst.flatMap((credential) => forms.map((form) => ({ credential, form })));
    for (const { credential, form } of tries) {
      if (remembered.has(credential, form)) return credential;
    }
    const takesItsTime = tries.some(({ credential }) => hasher.isSlow(credential.verifier));
    const waste = async () => {
      for (const form of forms) await hasher.waste(form);
    };
    // A hash from elsewhere takes more or less time than ours: the two run beside each other, so that neither is told.
    const beside =
      !takesItsTime && tries.some(({ credential }) => hasher.isImported(credential.verifier)) ? waste() : null;
    beside?.catch(() => {});
    for (const { credential, form } of tries) {
      if (!(await hasher.verify(credential.verifier, form))) continue;
      admit();
      rehash(credential, form);
      remembered.add(credential, form);
      return credential;
    }
    if (isRemote && user !== null) {
      const credential = await remotePasswords.fitting(user, findRemotePassword(all), password, forms, guess);
      admit();
      return credential;
    }
    if (!takesItsTime) await (beside ?? waste());
    return null;
  };
}
