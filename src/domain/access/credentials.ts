/** Making credentials: the password rules, one-time passwords, and the hashing of imported ones in the background. */
import { randomInt } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { isFailure } from '../../base/failure.ts';
import type { Logger } from '../../base/log.ts';
import type { SecretBox } from '../../base/secret-box.ts';
import type { NewCredential } from '../ports/directory-operations.ts';
import type { AccountId } from '../ports/ids.ts';
import type { Store } from '../ports/store.ts';
import { applyOne } from '../ports/store.ts';
import type { Settings } from '../settings/settings.ts';
import type { PasswordHasher } from './password-hash.ts';
import { checkPassword } from './password-rules/check-password.ts';
import { preparePassword } from './prepare-password.ts';
import { deferredSalt, sealScramKeys } from './scram-keys.ts';
import { scramSaltOf } from './scram-salt-of.ts';

/** Without the letters and digits that are taken for one another when read aloud or copied by hand. */
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789';
const ONE_TIME_LENGTH = 20;

export interface CredentialOptions {
  readonly mustChange?: boolean;
  /** Leaves the costly hashing to `hashDeferred`: for imports of thousands. */
  readonly defer?: boolean;
  /** Whose it becomes, where there is one already: its other passwords go on to work with SCRAM. */
  readonly account?: AccountId;
}

export interface Credentials {
  /** A checked credential for a chosen password. Throws Failure `invalid` when the rules refuse the password. */
  forPassword(password: string, about: readonly string[], options?: CredentialOptions): Promise<NewCredential>;
  /** Hashes what an import deferred, one after the other. Returns how many were done. */
  hashDeferred(accounts: Iterable<AccountId>, signal: AbortSignal): Promise<number>;
}

export interface CredentialDependencies {
  readonly store: Store;
  readonly settings: Settings;
  readonly hasher: PasswordHasher;
  readonly box: SecretBox;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createCredentials(dependencies: CredentialDependencies): Credentials {
  const { store, settings, hasher, box, clock, log } = dependencies;
  const hashed = async (password: string, salt?: Uint8Array) => ({
    verifier: await hasher.hash(password),
    scram: sealScramKeys(box, await hasher.scramKeys(password, salt)),
  });

  return {
    async forPassword(typed, about, options = {}) {
      const password = preparePassword(typed);
      for (const form of new Set([typed, password])) checkPassword(form, about, settings.get('minPasswordLength'));
      const { defer = false, account } = options;
      const salt = account === undefined ? undefined : await scramSaltOf({ store, hasher, box }, account);
      const verifier = defer ? { verifier: hasher.defer(password), scram: null } : await hashed(password, salt);
      return {
        kind: 'password',
        label: '',
        ...verifier,
        mustChange: options.mustChange ?? false,
        services: null,
        createdAtMs: clock.nowMs(),
        expiresAtMs: null,
      };
    },

    async hashDeferred(accounts, signal) {
      let done = 0;
      for (const account of accounts) {
        for (const credential of await store.reader().directory.credentials(account)) {
          if (signal.aborted) return done;
          if (!hasher.isDeferred(credential.verifier)) continue;
          const { id, account: _account, ...rest } = credential;
          const password = preparePassword(hasher.deferred(credential.verifier));
          const salt = deferredSalt(box, credential.verifier);
          const next = { ...rest, ...(await hashed(password, salt)) };
          try {
            await applyOne(store, { kind: 'set-credential', account, credential: next, rehashOf: id });
            done += 1;
          } catch (error) {
            // Changed meanwhile: the old password must not come back.
            if (!isFailure(error, 'conflict')) throw error;
          }
        }
      }
      if (done > 0) log.info({ count: done }, 'hashed imported passwords');
      return done;
    },
  };
}

/** A random password of about 99 bits that can be read out and typed: five groups of four. */
export function oneTimePassword(): string {
  let password = '';
  for (let i = 0; i < ONE_TIME_LENGTH; i += 1) {
    if (i > 0 && i % 4 === 0) password += '-';
    password += READABLE[randomInt(READABLE.length)];
  }
  return password;
}
