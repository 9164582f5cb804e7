/**
 * Limits on guessing: how often an address or an account may fail before it is refused unheard, and how long the reply
 * to a failure waits. Kept in memory, in maps of bounded size: the oldest entries are forgotten first.
 */
import type { Clock } from '../../base/clock.ts';
import type { SettingValues } from '../settings/catalogue.ts';
import { foldLogin } from './login.ts';
import type { LoginAttempt } from './principal.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MAX_DELAY_MS = 15_000;
/** Peers, accounts and pairs remembered at the most; about 10 MB when all are in use. */
const MAX_ENTRIES = 50_000;

interface Count {
  /** Failures in the minute and in the day that began at these times. */
  minute: number;
  minuteStartMs: number;
  day: number;
  dayStartMs: number;
}

type Limits = Pick<
  SettingValues,
  'authFailuresPerAddressMinute' | 'authFailuresPerAddressDay' | 'authFailuresPerAccount' | 'authFailureDelayMs'
>;

export class GuessLimits {
  readonly #clock: Clock;
  readonly #limits: () => Limits;
  readonly #byAddress = new Map<string, Count>();
  readonly #byAccount = new Map<string, Count>();
  /** Addresses from which an account signed in: they are not strange to it. */
  readonly #knownPairs = new Map<string, true>();

  /** @param limits called at each decision, so that a changed setting counts at once. */
  constructor(clock: Clock, limits: () => Limits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Whether this attempt is refused without looking at its password. */
  isRefused(attempt: LoginAttempt): boolean {
    const limits = this.#limits();
    if (!attempt.isTrustedPeer && attempt.peerAddress !== '') {
      const address = this.#current(this.#byAddress, network(attempt.peerAddress));
      if (address.minute >= limits.authFailuresPerAddressMinute) return true;
      if (address.day >= limits.authFailuresPerAddressDay) return true;
    }
    const account = this.#current(this.#byAccount, accountKey(attempt));
    return account.day >= limits.authFailuresPerAccount && !this.#knownPairs.has(pairKey(attempt));
  }

  /** Records a failure. Returns how long its reply has to wait, in milliseconds. */
  failed(attempt: LoginAttempt): number {
    const byPeer = this.#current(
      this.#byAddress,
      attempt.isTrustedPeer ? pairKey(attempt) : network(attempt.peerAddress),
    );
    const byAccount = this.#current(this.#byAccount, accountKey(attempt));
    for (const count of [byPeer, byAccount]) {
      count.minute += 1;
      count.day += 1;
    }
    const base = this.#limits().authFailureDelayMs;
    return Math.min(base * 2 ** Math.min(byPeer.minute - 1, 10), Math.max(base, MAX_DELAY_MS));
  }

  succeeded(attempt: LoginAttempt): void {
    const key = pairKey(attempt);
    this.#knownPairs.delete(key);
    this.#knownPairs.set(key, true);
    forgetOldest(this.#knownPairs);
    if (attempt.isTrustedPeer) this.#byAddress.delete(key);
  }

  #current(counts: Map<string, Count>, key: string): Count {
    const now = this.#clock.monotonicMs();
    const known = counts.get(key);
    const count = known ?? { minute: 0, minuteStartMs: now, day: 0, dayStartMs: now };
    if (now - count.minuteStartMs >= MINUTE_MS) Object.assign(count, { minute: 0, minuteStartMs: now });
    if (now - count.dayStartMs >= DAY_MS) Object.assign(count, { day: 0, dayStartMs: now });
    if (known === undefined) {
      counts.set(key, count);
      forgetOldest(counts);
    }
    return count;
  }
}

/** An attacker commands a whole /64 of IPv6 addresses: they count as one. */
function network(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail === undefined) return groups.slice(0, 4).join(':');
  const rest = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => '0');
  return [...groups, ...zeros, ...rest].slice(0, 4).join(':');
}

function accountKey(attempt: LoginAttempt): string {
  return foldLogin(attempt.login);
}

function pairKey(attempt: LoginAttempt): string {
  return `${network(attempt.peerAddress)} ${accountKey(attempt)}`;
}

function forgetOldest(map: Map<string, unknown>): void {
  if (map.size <= MAX_ENTRIES) return;
  const oldest = map.keys().next();
  if (!oldest.done) map.delete(oldest.value);
}
