/** Replaces a hash that was made elsewhere by our own, once somebody has signed in with its password. LI7 */
import { isFailure } from '../../base/failure.ts';
import type { Logger } from '../../base/log.ts';
import type { SecretBox } from '../../base/secret-box.ts';
import type { Credential } from '../ports/directory.ts';
import type { CredentialId } from '../ports/ids.ts';
import { applyOne, type Store } from '../ports/store.ts';
import type { PasswordHasher } from './password-hash.ts';
import { sealScramKeys } from './scram-keys.ts';
import { scramSaltOf } from './scram-salt-of.ts';

export interface RehashDeps {
  readonly store: Store;
  readonly hasher: PasswordHasher;
  readonly box: SecretBox;
  readonly log: Logger;
}

/**
 * @returns what is called after each sign-in by password, in the form that fitted. Nobody waits for it, and nobody fails
 * for it: it is tried again at the next sign-in.
 */
export function rehashImported({ store, hasher, box, log }: RehashDeps): (used: Credential, password: string) => void {
  /** Under way: many sessions of one client begin at the same moment. */
  const pending = new Set<CredentialId>();
  const rehash = async (used: Credential, password: string) => {
    const { id, account, lastUsedAtMs: _at, lastUsedFrom: _from, ...rest } = used;
    const verifier = await hasher.hash(password);
    const salt = await scramSaltOf({ store, hasher, box }, account);
    const scram = sealScramKeys(box, await hasher.scramKeys(password, salt));
    await applyOne(store, { kind: 'set-credential', account, credential: { ...rest, verifier, scram }, rehashOf: id });
  };
  return (used, password) => {
    if (!hasher.isImported(used.verifier) || pending.has(used.id)) return;
    pending.add(used.id);
    rehash(used, password)
      .catch((error: unknown) => {
        // Changed meanwhile: the old password must not come back.
        if (!isFailure(error, 'conflict')) log.warn({ err: error }, 'an imported password was not hashed anew');
      })
      .finally(() => pending.delete(used.id));
  };
}
