/**
 * Limits on guessing: how often an address or an account may fail before it is refused unheard, and how long the reply
 * to a failure waits. Kept in memory, in maps of bounded size: what was counted longest ago is forgotten first.
 */
import type { Clock } from '../../base/clock.ts';
import type { SettingValues } from '../settings/catalogue.ts';
import { networkOf } from './network-of.ts';
import type { LoginAttempt } from './principal.ts';
import { putLast, RecentCounts } from './recent-counts.ts';

const MAX_DELAY_MS = 15_000;

type Limits = Pick<
  SettingValues,
  'authFailuresPerAddressMinute' | 'authFailuresPerAddressDay' | 'authFailuresPerAccount' | 'authFailureDelayMs'
>;

export type GuessingPeer = Pick<LoginAttempt, 'peerAddress' | 'isTrustedPeer'>;

/** One try to sign in, as far as it is counted. */
export interface Guess extends GuessingPeer {
  /** Whose login it is: the same for all logins of one account. Empty where nobody is named, and only the address counts. */
  readonly name: string;
}

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

  /** Whether nobody signs in from there for the time being, whoever it is. */
  isPeerRefused({ peerAddress, isTrustedPeer }: GuessingPeer): boolean {
    if (isTrustedPeer || peerAddress === '') return false;
    const limits = this.#limits();
    const { minute, day } = this.#byAddress.get(networkOf(peerAddress));
    return minute >= limits.authFailuresPerAddressMinute || day >= limits.authFailuresPerAddressDay;
  }

  /** Whether this guess is refused without looking at its password. */
  isRefused(guess: Guess): boolean {
    if (this.isPeerRefused(guess)) return true;
    if (guess.name === '') return false;
    const { day } = this.#byAccount.get(guess.name);
    return day >= this.#limits().authFailuresPerAccount && !this.#knownPairs.has(pairKey(guess));
  }

  /** Records a failure. Returns how long its reply has to wait, in milliseconds. */
  failed(guess: Guess): number {
    const { minute } = this.#byAddress.add(guess.isTrustedPeer ? pairKey(guess) : networkOf(guess.peerAddress));
    this.#byAccount.add(guess.name);
    const base = this.#limits().authFailureDelayMs;
    return Math.min(base * 2 ** Math.min(minute - 1, 10), Math.max(base, MAX_DELAY_MS));
  }

  succeeded(guess: Guess): void {
    const key = pairKey(guess);
    putLast(this.#knownPairs, key, true);
    if (guess.isTrustedPeer) this.#byAddress.forget(key);
  }
}

function pairKey({ peerAddress, name }: Guess): string {
  return `${networkOf(peerAddress)} ${name}`;
}
