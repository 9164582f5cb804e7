/** Signing in: finds the account behind a login, checks the password, and keeps guessing slow. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import type { Logger } from '../../base/log.ts';
import type { SecretBox } from '../../base/secret-box.ts';
import type { Credential, User } from '../ports/directory.ts';
import type { ServiceName } from '../ports/sessions.ts';
import type { Store } from '../ports/store.ts';
import type { Settings } from '../settings/settings.ts';
import { type Guess, GuessLimits } from './guess-limits.ts';
import { identifyLogin, type LoginIdentity } from './identify-login.ts';
import { isActive } from './is-active.ts';
import { findUserByLogin } from './login.ts';
import { noteUses } from './note-uses.ts';
import type { PasswordHasher } from './password-hash.ts';
import { passwordForms } from './prepare-password.ts';
import type { Authenticator, LoginAttempt, Principal, ScramKeys } from './principal.ts';
import { rehashImported } from './rehash-imported.ts';
import { RememberedVerifications } from './remembered-verifications.ts';
import { decoyScramKeys, deferredSalt, openScramKeys, SCRAM_ITERATIONS } from './scram-keys.ts';

/** Longer passwords are refused unheard: nobody has one, and hashing it costs the attacker nothing. */
export const MAX_PASSWORD_BYTES = 1024;

export interface AuthenticatorDependencies {
  readonly store: Store;
  readonly settings: Settings;
  readonly hasher: PasswordHasher;
  readonly box: SecretBox;
  readonly clock: Clock;
  readonly log: Logger;
  /** Waits before the reply to a failure; tests pass one that does not. */
  readonly delay?: (ms: number) => Promise<unknown>;
}

export function createAuthenticator(dependencies: AuthenticatorDependencies): Authenticator {
  const { store, settings, hasher, box, clock, log } = dependencies;
  const delay = dependencies.delay ?? ((ms: number) => sleep(ms));
  const remembered = new RememberedVerifications(clock);
  const noteUse = noteUses({ store, clock, log });
  const rehash = rehashImported({ store, hasher, box, log });
  const limits = new GuessLimits(clock, () => ({
    authFailuresPerAddressMinute: settings.get('authFailuresPerAddressMinute'),
    authFailuresPerAddressDay: settings.get('authFailuresPerAddressDay'),
    authFailuresPerAccount: settings.get('authFailuresPerAccount'),
    authFailureDelayMs: settings.get('authFailureDelayMs'),
  }));

  const refuseUnheard = (attempt: LoginAttempt): never => {
    log.warn(describe(attempt), 'sign-in refused: too many failures');
    throw new Failure('too-many', 'too many failed sign-ins');
  };
  // An address that is refused costs no look-up.
  const identify = async (attempt: LoginAttempt): Promise<IdentifiedAttempt> => {
    if (limits.isPeerRefused(attempt)) return refuseUnheard(attempt);
    const identified = { ...attempt, ...(await identifyLogin(store.reader(), attempt.login)) };
    admit(identified);
    return identified;
  };
  const admit = (attempt: LoginAttempt & Guess) => {
    if (limits.isRefused(attempt)) refuseUnheard(attempt);
  };
  // Both ask once more: others may have failed while this one was looked at, and whoever guesses many passwords at once
  // is told nothing of those above the limit, right or wrong.
  const refuse = async (attempt: LoginAttempt & Guess): Promise<never> => {
    admit(attempt);
    log.warn(describe(attempt), 'sign-in failed');
    await delay(limits.failed(attempt));
    throw new Failure('authentication-failed', 'wrong login or password');
  };
  const welcome = (attempt: LoginAttempt & Guess, user: User, credential: Credential): Principal => {
    admit(attempt);
    limits.succeeded(attempt);
    noteUse(credential, attempt.peerAddress);
    log.info({ ...describe(attempt), userId: user.userId }, 'signed in');
    return {
      account: user.account,
      userId: user.userId,
      role: user.role,
      roleDomains: user.roleDomains,
      language: user.language,
      credential: credential.id,
      mustChangePassword: credential.mustChange,
    };
  };
  const usable = async (user: User | null, service: ServiceName): Promise<readonly Credential[]> => {
    if (user === null || !isActive(user)) return [];
    const now = clock.nowMs();
    const all = await store.reader().directory.credentials(user.account);
    return all.filter(
      ({ expiresAtMs, services }) =>
        (expiresAtMs === null || expiresAtMs > now) && (services === null || services.includes(service)),
    );
  };

  return {
    async verifyPassword(request, password) {
      const attempt = await identify(request);
      const { user } = attempt;
      if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES) return refuse(attempt);
      const forms = passwordForms(password);
      if (forms.length === 0) return refuse(attempt);
      const credentials = await usable(user, attempt.service);
      if (user === null || credentials.length === 0) {
        for (const form of forms) await hasher.waste(form);
        return refuse(attempt);
      }
      const tries = credentials.flatMap((credential) => forms.map((form) => ({ credential, form })));
      for (const { credential, form } of tries) {
        if (remembered.has(credential, form)) return welcome(attempt, user, credential);
      }
      for (const { credential, form } of tries) {
        if (!(await hasher.verify(credential.verifier, form))) continue;
        const principal = welcome(attempt, user, credential);
        rehash(credential, form);
        remembered.add(credential, form);
        return principal;
      }
      return refuse(attempt);
    },

    async beginScram(request) {
      const attempt = await identify(request);
      const { user, owner, name } = attempt;
      const fail = () => refuse(attempt);
      for (const credential of await usable(user, attempt.service)) {
        const keys = await scramKeysOf(credential);
        if (keys === null || user === null) continue;
        return { keys, fail, succeed: async () => welcome(attempt, user, credential) };
      }
      return { keys: decoyScramKeys(box, name, await shownKeys(owner)), fail, succeed: fail };
    },

    async authorise(principal, authorisationIdentity) {
      if (authorisationIdentity === '') return principal;
      const user = await findUserByLogin(store.reader(), authorisationIdentity);
      if (user?.account === principal.account) return principal;
      throw new Failure('no-permission', `${principal.userId} may not act as somebody else`);
    },
  };

  async function scramKeysOf({ scram, verifier }: Credential): Promise<ScramKeys | null> {
    if (scram !== null) return openScramKeys(box, scram);
    if (!hasher.isDeferred(verifier)) return null;
    // Between an import and the hashing in the background the keys are made on the fly.
    return hasher.scramKeys(hasher.deferred(verifier), deferredSalt(box, verifier));
  }

  /** What SCRAM shows of an account: also of one that is switched off, and under a login that it only almost has. */
  async function shownKeys(user: User | null): Promise<Pick<ScramKeys, 'salt' | 'iterations'> | null> {
    if (user === null) return null;
    for (const { scram, verifier } of await store.reader().directory.credentials(user.account)) {
      if (scram !== null) return openScramKeys(box, scram);
      if (hasher.isDeferred(verifier)) return { salt: deferredSalt(box, verifier), iterations: SCRAM_ITERATIONS };
    }
    return null;
  }
}

type IdentifiedAttempt = LoginAttempt & LoginIdentity;

function describe({ connection, login, peerAddress, service }: LoginAttempt) {
  return { connection, login: login.slice(0, 320), peer: peerAddress, service };
}
