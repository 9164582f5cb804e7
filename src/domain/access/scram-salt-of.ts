/**
 * The salt that the SCRAM keys of one account share. A client is shown one salt before it says which of the account's
 * passwords it has: where each had its own, only the first of them would ever fit. RFC 5802 section 5
 */
import type { SecretBox } from '../../base/secret-box.ts';
import type { AccountId } from '../ports/ids.ts';
import type { Store } from '../ports/store.ts';
import type { PasswordHasher } from './password-hash.ts';
import { deferredSalt, openScramKeys, SCRAM_ITERATIONS } from './scram-keys.ts';

export interface ScramSaltDeps {
  readonly store: Pick<Store, 'reader'>;
  readonly hasher: Pick<PasswordHasher, 'isDeferred'>;
  readonly box: SecretBox;
}

/** Undefined where there are no keys yet: whoever makes the first ones takes a new salt. */
export async function scramSaltOf(
  { store, hasher, box }: ScramSaltDeps,
  account: AccountId,
): Promise<Uint8Array | undefined> {
  for (const { scram, verifier } of await store.reader().directory.credentials(account)) {
    if (hasher.isDeferred(verifier)) return deferredSalt(box, verifier);
    const keys = scram === null ? null : openScramKeys(box, scram);
    if (keys?.iterations === SCRAM_ITERATIONS) return keys.salt;
  }
  return undefined;
}
