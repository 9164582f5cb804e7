/**
 * Limits on guessing: how often an address or an account may fail before it is refused unheard, and how long the reply
 * to a failure waits. Kept in memory, in maps of bounded size: the oldest entries are forgotten first.
 */
import type { Clock } from '../../base/clock.ts';
import type { SettingValues } from '../settings/catalogue.ts';
import { foldLogin } from './login.ts';
import { networkOf } from './network-of.ts';
import type { LoginAttempt } from './principal.ts';
import { forgetOldest, RecentCounts } from './recent-counts.ts';

const MAX_DELAY_MS = 15_000;

type Limits = Pick<
  SettingValues,
  'authFailuresPerAddressMinute' | 'authFailuresPerAddressDay' | 'authFailuresPerAccount' | 'authFailureDelayMs'
>;

export class GuessLimits {
  readonly #limits: () => Limits;
  readonly #byAddress: RecentCounts;
  readonly #byAccount: RecentCounts;
  /** Addresses from which an account signed in: they are not strange to it. */
  readonly #knownPairs = new Map<string, true>();

  /** @param limits called at each decision, so that a changed setting counts at once. */
  constructor(clock: Clock, limits: () => Limits) {
    this.#byAddress = new RecentCounts(clock);
    this.#byAccount = new RecentCounts(clock);
    this.#limits = limits;
  }

  /** Whether this attempt is refused without looking at its password. */
  isRefused(attempt: LoginAttempt): boolean {
    const limits = this.#limits();
    if (!attempt.isTrustedPeer && attempt.peerAddress !== '') {
      const address = this.#byAddress.get(networkOf(attempt.peerAddress));
      if (address.minute >= limits.authFailuresPerAddressMinute) return true;
      if (address.day >= limits.authFailuresPerAddressDay) return true;
    }
    const account = this.#byAccount.get(accountKey(attempt));
    return account.day >= limits.authFailuresPerAccount && !this.#knownPairs.has(pairKey(attempt));
  }

  /** Records a failure. Returns how long its reply has to wait, in milliseconds. */
  failed(attempt: LoginAttempt): number {
    const { minute } = this.#byAddress.add(attempt.isTrustedPeer ? pairKey(attempt) : networkOf(attempt.peerAddress));
    this.#byAccount.add(accountKey(attempt));
    const base = this.#limits().authFailureDelayMs;
    return Math.min(base * 2 ** Math.min(minute - 1, 10), Math.max(base, MAX_DELAY_MS));
  }

  succeeded(attempt: LoginAttempt): void {
    const key = pairKey(attempt);
    this.#knownPairs.delete(key);
    this.#knownPairs.set(key, true);
    forgetOldest(this.#knownPairs);
    if (attempt.isTrustedPeer) this.#byAddress.forget(key);
  }
}

function accountKey(attempt: LoginAttempt): string {
  return foldLogin(attempt.login);
}

function pairKey(attempt: LoginAttempt): string {
  return `${networkOf(attempt.peerAddress)} ${accountKey(attempt)}`;
}
