/** Signing in: finds the account behind a login, checks the password, and keeps guessing slow. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../base/clock.ts';
import { Failure, isFailure } from '../../base/failure.ts';
import type { Logger } from '../../base/log.ts';
import type { SecretBox } from '../../base/secret-box.ts';
import type { Credential, User } from '../ports/directory.ts';
import type { ServiceName } from '../ports/sessions.ts';
import type { Store } from '../ports/store.ts';
import type { Settings } from '../settings/settings.ts';
import { certificateHolder } from './certificate-holder.ts';
import { type Guess, GuessLimits } from './guess-limits.ts';
import { identifyLogin, type LoginIdentity } from './identify-login.ts';
import { isActive } from './is-active.ts';
import { findUserByLogin, foldLogin } from './login.ts';
import { noteUses } from './note-uses.ts';
import type { PasswordHasher } from './password-hash.ts';
import { passwordForms } from './prepare-password.ts';
import type { Authenticator, LoginAttempt, Principal, ScramKeys } from './principal.ts';
import { rehashImported } from './rehash-imported.ts';
import { RememberedVerifications } from './remembered-verifications.ts';
import { createRemotePasswords, findRemotePassword } from './remote/remote-passwords.ts';
import { NO_REMOTE_SIGN_IN, type RemoteSignIn } from './remote/remote-sign-in.ts';
import { decoyScramKeys, deferredSalt, openScramKeys, SCRAM_ITERATIONS } from './scram-keys.ts';
import { needsSecondFactor } from './second-factors/needs-second-factor.ts';
import type { Sessions } from './sessions/sessions.ts';

/** Longer passwords are refused unheard: nobody has one, and hashing it costs the attacker nothing. */
export const MAX_PASSWORD_BYTES = 1024;

export interface AuthenticatorDependencies {
  readonly store: Store;
  readonly settings: Settings;
  readonly hasher: PasswordHasher;
  readonly sessions: Pick<Sessions, 'verify'>;
  /** Absent: there is no remote directory. */
  readonly remote?: RemoteSignIn;
  readonly box: SecretBox;
  readonly clock: Clock;
  readonly log: Logger;
  /**
   * Waits before the reply to a failure until the attempt is so many milliseconds old; tests pass one that does not.
   *
   * @param sinceMs when it began, by the monotonic clock.
   */
  readonly delay?: (ms: number, sinceMs: number) => Promise<unknown>;
}

export function createAuthenticator(dependencies: AuthenticatorDependencies): Authenticator {
  const { store, settings, hasher, sessions, box, clock, log } = dependencies;
  // What was computed is part of the time: how long it took is told to nobody, as long as it is less.
  const delay =
    dependencies.delay ?? ((ms: number, sinceMs: number) => sleep(Math.max(0, sinceMs + ms - clock.monotonicMs())));
  const remembered = new RememberedVerifications(clock);
  const remote = dependencies.remote ?? NO_REMOTE_SIGN_IN;
  const remotePasswords = createRemotePasswords({ store, settings, hasher, remote, clock });
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
    const startedAtMs = clock.monotonicMs();
    if (limits.isPeerRefused(attempt)) return refuseUnheard(attempt);
    const first = await identifyLogin(store.reader(), attempt.login);
    const isNew = first.user === null && (await remote.findNewcomer(attempt.login));
    const identified = {
      ...attempt,
      startedAtMs,
      ...(isNew ? await identifyLogin(store.reader(), attempt.login) : first),
    };
    admit(identified);
    return identified;
  };
  const admit = (attempt: LoginAttempt & Guess) => {
    if (limits.isRefused(attempt)) refuseUnheard(attempt);
  };
  // Both ask once more: others may have failed while this one was looked at, and whoever guesses many passwords at once
  // is told nothing of those above the limit, right or wrong.
  const refuse = async (attempt: IdentifiedAttempt, told = 'sign-in failed'): Promise<never> => {
    admit(attempt);
    log.warn(describe(attempt), told);
    await delay(limits.failed(attempt), attempt.startedAtMs);
    throw new Failure('authentication-failed', 'wrong login or password');
  };
  /** While the remote directory is away nobody is told whether it is that, or the password: also not who is not kept there. */
  const refusePassword = async (attempt: IdentifiedAttempt, told?: string): Promise<never> =>
    refuse(attempt, told).catch((error: unknown) => {
      if (remote.state !== 'away' || !isFailure(error, 'authentication-failed')) throw error;
      throw new Failure('unavailable', 'the remote directory does not answer', { detail: { reason: 'remote-away' } });
    });
  /** Where the client had a turn in between: its time is not ours. */
  const begunNow = (attempt: IdentifiedAttempt) => ({ ...attempt, startedAtMs: clock.monotonicMs() });
  const welcome = (attempt: LoginAttempt & Guess, user: User, credential: Credential): Principal => {
    admit(attempt);
    limits.succeeded(attempt);
    // Of a password that is kept elsewhere the note says when it was last taken there.
    if (credential.kind !== 'remote-password' || remote.state === 'answers') noteUse(credential, attempt.peerAddress);
    log.info({ ...describe(attempt), userId: user.userId }, 'signed in');
    return principalOf(user, credential);
  };
  const credentialsOf = async (user: User | null): Promise<readonly Credential[]> => {
    if (user === null || !isActive(user)) return [];
    const now = clock.nowMs();
    const all = await store.reader().directory.credentials(user.account);
    // The password here counts again when the remote directory is no longer in use.
    const other = user.remoteId === null ? 'remote-password' : 'password';
    return all.filter(({ kind, expiresAtMs }) => kind !== other && (expiresAtMs === null || expiresAtMs > now));
  };
  /** What does without a second factor: passwords only where there is none, app passwords in any case. */
  const usable = async (user: User | null, service: ServiceName): Promise<Usable> => {
    const here = (await credentialsOf(user)).filter(({ services }) => services === null || services.includes(service));
    const isRemote = user !== null && isKeptElsewhere(user);
    if (user === null || (here.length === 0 && !isRemote)) return { credentials: [], isRemote };
    if (!needsSecondFactor(await store.reader().directory.secondFactors(user.account))) {
      return { credentials: here, isRemote };
    }
    return { credentials: here.filter(({ kind }) => kind === 'app-password'), isRemote: false, told: FACTOR_TOLD };
  };
  /** Which of them the password fits; null after as long as it takes for somebody who does not exist. */
  const fitting = async (attempt: IdentifiedAttempt, password: string, { credentials: all, isRemote }: Usable) => {
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
      admit(attempt);
      rehash(credential, form);
      remembered.add(credential, form);
      return credential;
    }
    if (isRemote && attempt.user !== null) {
      const credential = await remotePasswords.fitting(attempt.user, findRemotePassword(all), password, forms);
      admit(attempt);
      return credential;
    }
    if (!takesItsTime) await (beside ?? waste());
    return null;
  };

  return {
    async verifyPassword(request, password) {
      const attempt = await identify(request);
      const { user } = attempt;
      const found = await usable(user, attempt.service);
      const credential = await fitting(attempt, password, found);
      if (user === null || credential === null) return refusePassword(attempt, found.told);
      return welcome(attempt, user, credential);
    },

    async provePassword(request, password) {
      const attempt = await identify(request);
      const { user } = attempt;
      const passwords = (await credentialsOf(user)).filter(({ kind }) => kind !== 'app-password');
      const isRemote = user !== null && isKeptElsewhere(user);
      const credential = await fitting(attempt, password, { credentials: passwords, isRemote });
      if (user === null || credential === null) return refusePassword(attempt);
      admit(attempt);
      return {
        account: user.account,
        succeed: () => welcome(attempt, user, credential),
        fail: () => refuse(begunNow(attempt), 'sign-in failed at the second factor'),
      };
    },

    async verifyToken(request, token) {
      const attempt = await identify(request);
      const principal = await sessions.verify(token, { services: [attempt.service], address: attempt.peerAddress });
      const isOwner = request.login === '' || attempt.user?.account === principal?.account;
      if (principal === null || !isOwner) return refuse(attempt);
      admit(attempt);
      limits.succeeded({ ...attempt, name: foldLogin(principal.userId) });
      log.info(
        { ...describe(attempt), userId: principal.userId, session: principal.session },
        'signed in with a token',
      );
      return principal;
    },

    async verifyCertificate(request, mailAddresses) {
      const startedAtMs = clock.monotonicMs();
      const user = await certificateHolder(store.reader(), mailAddresses);
      const attempt = { ...request, startedAtMs, ...(await identifyLogin(store.reader(), request.login)) };
      if (user === null || !isActive(user)) return refuse(attempt);
      // Nobody guesses a certificate: what others tried as passwords keeps its holder out as little as himself.
      log.info({ ...describe(attempt), userId: user.userId }, 'signed in with a certificate');
      return principalOf(user, null);
    },

    async beginScram(request) {
      const attempt = await identify(request);
      const { user, owner, name } = attempt;
      const { credentials, told } = await usable(user, attempt.service);
      const fail = () => refuse(begunNow(attempt), told);
      const known = new Map<ScramKeys, Credential>();
      for (const credential of credentials) {
        const keys = await scramKeysOf(credential);
        const [shown = keys] = known.keys();
        if (keys !== null && shown !== null && isShownAs(keys, shown)) known.set(keys, credential);
      }
      const [keys, ...alternatives] = known.keys();
      if (user !== null && keys !== undefined) {
        const succeed = async (fitting = keys) => {
          const credential = known.get(fitting);
          return credential === undefined ? fail() : welcome(attempt, user, credential);
        };
        return { keys, alternatives, fail, succeed };
      }
      return { keys: decoyScramKeys(box, name, await shownKeys(owner)), fail, succeed: fail };
    },

    get offersScram() {
      return remote.state === 'none';
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

/** @param credential null for a certificate. */
function principalOf(user: User, credential: Credential | null): Principal {
  return {
    account: user.account,
    userId: user.userId,
    role: user.role,
    roleDomains: user.roleDomains,
    language: user.language,
    credential: credential?.id ?? null,
    mustChangePassword: credential?.mustChange ?? false,
  };
}

interface IdentifiedAttempt extends LoginAttempt, LoginIdentity {
  /** By the monotonic clock. */
  readonly startedAtMs: number;
}

interface Usable {
  readonly credentials: readonly Credential[];
  /** The password is one that the remote directory judges. */
  readonly isRemote: boolean;
  /** What the log says of a refusal, and nobody else is told. */
  readonly told?: string;
}

const FACTOR_TOLD = 'sign-in failed: the account has a second factor, so only app passwords and tokens do here';

/** Whether a client that is shown the one finds out about the other. */
function isShownAs(one: ScramKeys, other: ScramKeys): boolean {
  return one.iterations === other.iterations && Buffer.from(one.salt).equals(other.salt);
}

function isKeptElsewhere(user: User): boolean {
  return user.remoteId !== null && isActive(user);
}

function describe({ connection, login, peerAddress, service }: LoginAttempt) {
  return { connection, login: login.slice(0, 320), peer: peerAddress, service };
}
