/** Tries to sign in: whose they are, how many there may be, and what is told of those that fail. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../../base/clock.ts';
import { Failure, isFailure } from '../../../base/failure.ts';
import type { Logger } from '../../../base/log.ts';
import type { Store } from '../../ports/store.ts';
import type { Settings } from '../../settings/settings.ts';
import { type Guess, GuessLimits } from '../guess-limits.ts';
import { identifyLogin, type LoginIdentity } from '../identify-login.ts';
import type { LoginAttempt } from '../principal.ts';
import type { RemoteSignIn } from '../remote/remote-sign-in.ts';

export interface IdentifiedAttempt extends LoginAttempt, LoginIdentity {
  /** By the monotonic clock. */
  readonly startedAtMs: number;
}

export interface Attempts {
  /** Throws Failure `too-many` (`detail.retryAfterSeconds`): an address that is refused costs no look-up. */
  begin(request: LoginAttempt): Promise<IdentifiedAttempt>;
  /** Throws Failure `too-many`: also before each answer, since others may have failed while this one was looked at. */
  admit(attempt: LoginAttempt & Guess): void;
  /** Counts a failure, waits, and throws Failure `authentication-failed`. @param told what the log says of it. */
  refuse(attempt: IdentifiedAttempt, told?: string): Promise<never>;
  /** The same for the right password of an account that is switched off: throws Failure `disabled`. */
  refuseDisabled(attempt: IdentifiedAttempt): Promise<never>;
  /**
   * The same for a wrong password. While the remote directory is away nobody is told whether it is that, or the password:
   * also not who is not kept there.
   */
  refusePassword(attempt: IdentifiedAttempt, told?: string): Promise<never>;
  /** Its address is no stranger to its account from now on. */
  succeeded(attempt: Guess): void;
}

export interface AttemptsDeps {
  readonly store: Pick<Store, 'reader'>;
  readonly settings: Pick<Settings, 'get'>;
  readonly remote: RemoteSignIn;
  readonly clock: Clock;
  readonly log: Logger;
  /**
   * Waits before the reply to a failure until the attempt is so many milliseconds old; tests pass one that does not.
   *
   * @param sinceMs when it began, by the monotonic clock.
   */
  readonly delay?: (ms: number, sinceMs: number) => Promise<unknown>;
}

export function createAttempts(deps: AttemptsDeps): Attempts {
  const { store, settings, remote, clock, log } = deps;
  // What was computed is part of the time: how long it took is told to nobody, as long as it is less.
  const delay = deps.delay ?? ((ms: number, sinceMs: number) => sleep(Math.max(0, sinceMs + ms - clock.monotonicMs())));
  const limits = new GuessLimits(clock, () => ({
    authFailuresPerAddressMinute: settings.get('authFailuresPerAddressMinute'),
    authFailuresPerAddressDay: settings.get('authFailuresPerAddressDay'),
    authFailuresPerAccount: settings.get('authFailuresPerAccount'),
    authFailureDelayMs: settings.get('authFailureDelayMs'),
  }));

  const refuseUnheard = (attempt: LoginAttempt, name: string): never => {
    log.warn(describeAttempt(attempt), 'sign-in refused: too many failures');
    const retryAfterSeconds = Math.ceil(limits.waitMs({ ...attempt, name }) / 1000);
    throw new Failure('too-many', 'too many failed sign-ins', { detail: { retryAfterSeconds } });
  };
  // Asked again before any answer: whoever guesses many passwords at once is told nothing of those above the limit, right
  // or wrong.
  const admit: Attempts['admit'] = (attempt) => {
    if (limits.isRefused(attempt)) refuseUnheard(attempt, attempt.name);
  };
  const refuse: Attempts['refuse'] = async (attempt, told = 'sign-in failed') => {
    admit(attempt);
    log.warn(describeAttempt(attempt), told);
    await delay(limits.failed(attempt), attempt.startedAtMs);
    throw new Failure('authentication-failed', 'wrong login or password');
  };

  return {
    async begin(request) {
      const startedAtMs = clock.monotonicMs();
      if (limits.isPeerRefused(request)) return refuseUnheard(request, '');
      const first = await identifyLogin(store.reader(), request.login);
      const isNew = first.user === null && (await remote.findNewcomer(request.login));
      const identity = isNew ? await identifyLogin(store.reader(), request.login) : first;
      const identified = { ...request, startedAtMs, ...identity };
      admit(identified);
      return identified;
    },
    admit,
    refuse,
    refuseDisabled: async (attempt) =>
      refuse(attempt, 'sign-in failed: the account is switched off').catch((error: unknown) => {
        if (!isFailure(error, 'authentication-failed')) throw error;
        throw new Failure('disabled', 'the account is switched off');
      }),
    refusePassword: async (attempt, told) =>
      refuse(attempt, told).catch((error: unknown) => {
        if (remote.state !== 'away' || !isFailure(error, 'authentication-failed')) throw error;
        throw new Failure('unavailable', 'the remote directory does not answer', { detail: { reason: 'remote-away' } });
      }),
    succeeded: (attempt) => limits.succeeded(attempt),
  };
}

/** For the log. */
export function describeAttempt({ connection, login, peerAddress, service }: LoginAttempt) {
  return { connection, login: login.slice(0, 320), peer: peerAddress, service };
}
