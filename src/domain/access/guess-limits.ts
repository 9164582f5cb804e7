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
/** Where the address has no limit of its own, and is no stranger to an account: so much more often than from elsewhere. */
const KNOWN_EXEMPT_FACTOR = 10;

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
  /** Addresses without a limit of their own, with each account. Signing in does not wipe it out: many share such an address. */
  readonly #byExemptPair: RecentCounts;
  /** Addresses from which an account signed in: they are not strange to it. */
  readonly #knownPairs = new Map<string, true>();

  /** @param limits called at each decision, so that a changed setting counts at once. */
  constructor(clock: Clock, limits: () => Limits) {
    this.#byAddress = new RecentCounts(clock);
    this.#byAccount = new RecentCounts(clock);
    this.#byExemptPair = new RecentCounts(clock);
    this.#limits = limits;
  }

  /** Whether nobody signs in from there for the time being, whoever it is. */
  isPeerRefused(peer: GuessingPeer): boolean {
    return this.#peerWaitMs(peer) > 0;
  }

  /** Whether this guess is refused without looking at its password. */
  isRefused(guess: Guess): boolean {
    return this.waitMs(guess) > 0;
  }

  /** How long guesses like this one are refused from now on, in milliseconds; 0: they are looked at. */
  waitMs(guess: Guess): number {
    return Math.max(this.#peerWaitMs(guess), this.#accountWaitMs(guess));
  }

  #peerWaitMs(peer: GuessingPeer): number {
    if (isExempt(peer)) return 0;
    const limits = this.#limits();
    const key = networkOf(peer.peerAddress);
    const { minute, day } = this.#byAddress.get(key);
    const remaining = this.#byAddress.remainingMs(key);
    if (day >= limits.authFailuresPerAddressDay) return remaining.day;
    return minute >= limits.authFailuresPerAddressMinute ? remaining.minute : 0;
  }

  #accountWaitMs(guess: Guess): number {
    if (guess.name === '') return 0;
    const { authFailuresPerAccount: limit } = this.#limits();
    if (this.#byAccount.get(guess.name).day < limit) return 0;
    const key = pairKey(guess);
    if (!this.#knownPairs.has(key)) return this.#byAccount.remainingMs(guess.name).day;
    const isTooMany = isExempt(guess) && this.#byExemptPair.get(key).day >= limit * KNOWN_EXEMPT_FACTOR;
    return isTooMany ? this.#byExemptPair.remainingMs(key).day : 0;
  }

  /** Records a failure. Returns how long its reply has to wait, in milliseconds. */
  failed(guess: Guess): number {
    const key = guess.isTrustedPeer ? pairKey(guess) : networkOf(guess.peerAddress);
    const { minute } = this.#byAddress.add(key);
    if (isExempt(guess)) this.#byExemptPair.add(pairKey(guess));
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

/** In a trusted network many share an address, and a socket has none. */
function isExempt({ peerAddress, isTrustedPeer }: GuessingPeer): boolean {
  return isTrustedPeer || peerAddress === '';
}

function pairKey({ peerAddress, name }: Guess): string {
  return `${networkOf(peerAddress)} ${name}`;
}
