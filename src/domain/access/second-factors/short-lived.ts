/**
 * What waits for its second half: a sign-in for its code, a new passkey for the answer of the authenticator. In memory,
 * for some minutes, under a name that nobody guesses and that is good once.
 */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../base/clock.ts';
import type { AccountId } from '../../ports/ids.ts';

const LIFETIME_MS = 5 * 60_000;
/** What was begun longest ago is forgotten first, of an account before others. */
const MAX_ENTRIES = 10_000;
const MAX_OF_ACCOUNT = 10;
/** Also the challenge of WebAuthn, which wants 16 at least: Level 3, section 13.4.3. */
const NAME_BYTES = 32;

export interface Waiting<T> {
  readonly account: AccountId;
  readonly value: T;
  /** By the monotonic clock. */
  readonly untilMs: number;
}

export class ShortLived<T> {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Waiting<T>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Returns the name: 256 bits in base64url. */
  add(account: AccountId, value: T): string {
    const name = randomBytes(NAME_BYTES).toString('base64url');
    const own = [...this.#entries].filter(([, entry]) => entry.account === account);
    if (own.length >= MAX_OF_ACCOUNT) this.#forgetFirst(own);
    if (this.#entries.size >= MAX_ENTRIES) this.#forgetFirst(this.#entries);
    this.#entries.set(name, { account, value, untilMs: this.#clock.monotonicMs() + LIFETIME_MS });
    return name;
  }

  /** Null for what is not there, is over, or was taken already: of two who come with the same name one gets it. */
  take(name: string): Waiting<T> | null {
    const entry = this.#entries.get(name);
    this.#entries.delete(name);
    return entry === undefined || entry.untilMs <= this.#clock.monotonicMs() ? null : entry;
  }

  /** For another try; it ends when it would have. */
  putBack(name: string, entry: Waiting<T>): void {
    this.#entries.set(name, entry);
  }

  #forgetFirst(entries: Iterable<[string, Waiting<T>]>): void {
    for (const [name] of entries) {
      this.#entries.delete(name);
      return;
    }
  }
}
