/** What SCRAM shows a client, and what it is compared with. RFC 5802 section 3 */
import type { SecretBox } from '../../../base/secret-box.ts';
import type { Credential } from '../../ports/directory.ts';
import type { Store } from '../../ports/store.ts';
import type { LoginIdentity } from '../identify-login.ts';
import type { PasswordHasher } from '../password-hash.ts';
import type { ScramKeys } from '../principal.ts';
import { decoyScramKeys, deferredSalt, openScramKeys, SCRAM_ITERATIONS } from '../scram-keys.ts';

export interface ScramOffers {
  /**
   * The keys of credentials, those first that are shown; of the others only those that are shown the same.
   * Throws Failure `unavailable` (too many keys are being computed).
   */
  of(credentials: readonly Credential[]): Promise<ReadonlyMap<ScramKeys, Credential>>;
  /** Keys that fit nothing: what is shown is the same each time, and that of the account where there is one. */
  decoy(identity: Pick<LoginIdentity, 'owner' | 'name'>): Promise<ScramKeys>;
}

export interface ScramOffersDeps {
  readonly store: Pick<Store, 'reader'>;
  readonly hasher: PasswordHasher;
  readonly box: SecretBox;
}

type Shown = Pick<ScramKeys, 'salt' | 'iterations'>;

export function createScramOffers({ store, hasher, box }: ScramOffersDeps): ScramOffers {
  const keysOf = async ({ scram, verifier }: Credential): Promise<ScramKeys | null> => {
    if (scram !== null) return openScramKeys(box, scram);
    if (!hasher.isDeferred(verifier)) return null;
    // Between an import and the hashing in the background the keys are made on the fly.
    return hasher.scramKeys(hasher.deferred(verifier), deferredSalt(box, verifier));
  };
  /** Also of an account that is switched off, and under a login that it only almost has. */
  const shownOf = async ({ owner }: Pick<LoginIdentity, 'owner'>): Promise<Shown | null> => {
    if (owner === null) return null;
    for (const { scram, verifier } of await store.reader().directory.credentials(owner.account)) {
      if (scram !== null) return openScramKeys(box, scram);
      if (hasher.isDeferred(verifier)) return { salt: deferredSalt(box, verifier), iterations: SCRAM_ITERATIONS };
    }
    return null;
  };

  return {
    async of(credentials) {
      const known = new Map<ScramKeys, Credential>();
      for (const credential of credentials) {
        const keys = await keysOf(credential);
        const [shown = keys] = known.keys();
        if (keys !== null && shown !== null && isShownAs(keys, shown)) known.set(keys, credential);
      }
      return known;
    },

    decoy: async (identity) => decoyScramKeys(box, identity.name, await shownOf(identity)),
  };
}

/** Whether a client that is shown the one finds out about the other. */
function isShownAs(one: Shown, other: Shown): boolean {
  return one.iterations === other.iterations && Buffer.from(one.salt).equals(other.salt);
}
