/** Signing in: finds the account behind a login, checks what is shown, and keeps guessing slow. */
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import type { Logger } from '../../base/log.ts';
import type { SecretBox } from '../../base/secret-box.ts';
import type { Credential, User } from '../ports/directory.ts';
import type { Store } from '../ports/store.ts';
import type { Settings } from '../settings/settings.ts';
import {
  type AttemptsDeps,
  createAttempts,
  describeAttempt,
  type IdentifiedAttempt,
} from './authentication/attempts.ts';
import { createFindFitting } from './authentication/find-fitting.ts';
import { createScramOffers } from './authentication/scram-offers.ts';
import { createUsableCredentials, type Usable } from './authentication/usable-credentials.ts';
import { certificateHolder } from './certificate-holder.ts';
import { identifyLogin } from './identify-login.ts';
import { isActive } from './is-active.ts';
import { findUserByLogin, foldLogin } from './login.ts';
import { noteUses } from './note-uses.ts';
import type { PasswordHasher } from './password-hash.ts';
import type { Authenticator, Principal } from './principal.ts';
import { rehashImported } from './rehash-imported.ts';
import { RememberedVerifications } from './remembered-verifications.ts';
import { createRemotePasswords } from './remote/remote-passwords.ts';
import { NO_REMOTE_SIGN_IN, type RemoteSignIn } from './remote/remote-sign-in.ts';
import type { Sessions } from './sessions/sessions.ts';

export interface AuthenticatorDependencies extends Pick<AttemptsDeps, 'delay'> {
  readonly store: Store;
  /** The same without a memory of what was read: nobody is told when a credential is used. Absent: `store` has none. */
  readonly uncached?: Store;
  readonly settings: Settings;
  readonly hasher: PasswordHasher;
  readonly sessions: Pick<Sessions, 'verify'>;
  /** Absent: there is no remote directory. */
  readonly remote?: RemoteSignIn;
  readonly box: SecretBox;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What a sign-in has shown, and whether it would do now. */
interface Shown {
  readonly user: User;
  readonly credential: Credential;
  /** Of the user as he is when it is asked. */
  usableBy(user: User | null): Promise<Usable>;
}

export function createAuthenticator(dependencies: AuthenticatorDependencies): Authenticator {
  const { store, uncached = store, settings, hasher, sessions, box, clock, log } = dependencies;
  const remote = dependencies.remote ?? NO_REMOTE_SIGN_IN;
  const attempts = createAttempts({ ...dependencies, remote });
  const usable = createUsableCredentials(dependencies);
  const findFitting = createFindFitting({
    hasher,
    remembered: new RememberedVerifications(clock),
    remotePasswords: createRemotePasswords({ store: uncached, settings, hasher, remote, clock }),
    rehash: rehashImported({ store, hasher, box, log }),
  });
  const scramOffers = createScramOffers({ store, hasher, box });
  const noteUse = noteUses({ store, clock, log });
  const { admit } = attempts;

  const guessOf = (attempt: IdentifiedAttempt) => ({ peer: attempt, admit: () => admit(attempt) });
  /** Where the client had a turn in between: its time is not ours. */
  const begunNow = (attempt: IdentifiedAttempt) => ({ ...attempt, startedAtMs: clock.monotonicMs() });
  /**
   * The last word. It looks again: while a password was verified, and much more while a client took its time, its owner may
   * have been switched off, or have got another password or a second factor.
   */
  const welcome = async (attempt: IdentifiedAttempt, { user, credential, usableBy }: Shown): Promise<Principal> => {
    const present = await store.reader().directory.user(user.account);
    const { credentials, told } = await usableBy(present);
    if (present === null || !credentials.some(({ id }) => id === credential.id)) {
      return attempts.refuse(begunNow(attempt), told ?? 'sign-in failed: what was shown is good no longer');
    }
    admit(attempt);
    attempts.succeeded(attempt);
    // Of a password that is kept elsewhere the note says when it was last taken there.
    if (credential.kind !== 'remote-password' || remote.state === 'answers') noteUse(credential, attempt.peerAddress);
    log.info({ ...describeAttempt(attempt), userId: present.userId }, 'signed in');
    return principalOf(present, credential);
  };

  return {
    async verifyPassword(request, password) {
      const attempt = await attempts.begin(request);
      const { user } = attempt;
      const usableBy = (whom: User | null) => usable.at(whom, attempt.service);
      const found = await usableBy(user);
      const credential = await findFitting(user, password, found, guessOf(attempt));
      if (user === null || credential === null) return attempts.refusePassword(attempt, found.told);
      return welcome(attempt, { user, credential, usableBy });
    },

    async provePassword(request, password) {
      const attempt = await attempts.begin(request);
      const { user } = attempt;
      const known = await usable.passwordsOfAnybody(user);
      const credential = await findFitting(user, password, known, guessOf(attempt));
      if (user === null || credential === null) return attempts.refusePassword(attempt);
      if (!isActive(user)) return attempts.refuseDisabled(attempt);
      admit(attempt);
      return {
        account: user.account,
        succeed: () => welcome(attempt, { user, credential, usableBy: usable.passwords }),
        fail: () => attempts.refuse(begunNow(attempt), 'sign-in failed at the second factor'),
      };
    },

    async verifyToken(request, token) {
      const attempt = await attempts.begin(request);
      const principal = await sessions.verify(token, { services: [attempt.service], address: attempt.peerAddress });
      const isOwner = request.login === '' || attempt.user?.account === principal?.account;
      if (principal === null || !isOwner) return attempts.refuse(attempt);
      admit(attempt);
      attempts.succeeded({ ...attempt, name: foldLogin(principal.userId) });
      log.info(
        { ...describeAttempt(attempt), userId: principal.userId, session: principal.session },
        'signed in with a token',
      );
      return principal;
    },

    async verifyPasskey(request, verify) {
      const attempt = await attempts.begin(request);
      const principal = await verify();
      if (principal === null) return attempts.refuse(attempt, 'sign-in with a passkey failed');
      admit(attempt);
      attempts.succeeded({ ...attempt, name: foldLogin(principal.userId) });
      log.info({ ...describeAttempt(attempt), userId: principal.userId }, 'signed in with a passkey');
      return principal;
    },

    async verifyCertificate(request, mailAddresses) {
      const startedAtMs = clock.monotonicMs();
      const user = await certificateHolder(store.reader(), mailAddresses);
      const attempt = { ...request, startedAtMs, ...(await identifyLogin(store.reader(), request.login)) };
      if (user === null || !isActive(user)) return attempts.refuse(attempt);
      // Nobody guesses a certificate: what others tried as passwords keeps its holder out as little as himself.
      log.info({ ...describeAttempt(attempt), userId: user.userId }, 'signed in with a certificate');
      return principalOf(user, null);
    },

    async beginScram(request) {
      const attempt = await attempts.begin(request);
      const { user } = attempt;
      const usableBy = (whom: User | null) => usable.at(whom, attempt.service);
      const { credentials, told } = await usableBy(user);
      const offered = await scramOffers.of(credentials);
      const fail = () => attempts.refuse(begunNow(attempt), told);
      const [keys, ...alternatives] = offered.keys();
      if (user === null || keys === undefined) return { keys: await scramOffers.decoy(attempt), fail, succeed: fail };
      const succeed = async (fitting = keys) => {
        const credential = offered.get(fitting);
        return credential === undefined ? fail() : welcome(attempt, { user, credential, usableBy });
      };
      return { keys, alternatives, fail, succeed };
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
    isProgram: credential?.kind === 'app-password',
  };
}
