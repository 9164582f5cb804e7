/**
 * Verifications that succeeded, remembered for a while so that a client which signs in every minute does not cost an
 * argon2id each time. What is kept is a keyed hash under a key that lives only in this process, bound to the account, the
 * credential and its verifier: a changed password is a different key. Failures are never remembered.
 */
import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import type { Credential } from '../ports/directory.ts';

const LIFETIME_MS = 60 * 60_000;
const MAX_ENTRIES = 20_000;

export class RememberedVerifications {
  readonly #clock: Clock;
  readonly #lifetimeMs: number;
  /** As an object it is prepared once: a quarter of the time. */
  readonly #key = createSecretKey(randomBytes(32));
  readonly #until = new Map<string, number>();

  constructor(clock: Clock, lifetimeMs = LIFETIME_MS) {
    this.#clock = clock;
    this.#lifetimeMs = lifetimeMs;
  }

  has(credential: Credential, password: string): boolean {
    const until = this.#until.get(this.#mark(credential, password));
    return until !== undefined && until > this.#clock.monotonicMs();
  }

  add(credential: Credential, password: string): void {
    const mark = this.#mark(credential, password);
    this.#until.delete(mark);
    this.#until.set(mark, this.#clock.monotonicMs() + this.#lifetimeMs);
    if (this.#until.size <= MAX_ENTRIES) return;
    const oldest = this.#until.keys().next();
    if (!oldest.done) this.#until.delete(oldest.value);
  }

  #mark(credential: Credential, password: string): string {
    return createHmac('sha256', this.#key)
      .update(`${credential.account}\0${credential.id}\0${credential.verifier}\0${password}`)
      .digest('base64');
  }
}
