/**
 * How many TLS handshakes may be under way at once. They cost the most of all that a stranger can ask for, and when
 * thousands of clients come back together, each gets its turn instead of all of them timing out.
 */
import { Failure } from '../../../base/failure.ts';

export interface HandshakeLimits {
  readonly maxConcurrent: number;
  readonly maxWaiting: number;
}

export class HandshakeGate {
  readonly #limits: () => HandshakeLimits;
  #active = 0;
  readonly #waiting = new Set<() => void>();

  /** @param limits read at each handshake. */
  constructor(limits: () => HandshakeLimits) {
    this.#limits = limits;
  }

  get active(): number {
    return this.#active;
  }

  /**
   * Does the work when it is its turn; work whose signal is aborted while it waits is never begun. Throws Failure
   * `too-many` when too many wait already, and the signal's reason.
   */
  async pass<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (this.#active < this.#limits().maxConcurrent) this.#active += 1;
    else await this.#waitForTurn(signal);
    try {
      return await work();
    } finally {
      this.#active -= 1;
      this.#admitNext();
    }
  }

  async #waitForTurn(signal: AbortSignal): Promise<void> {
    if (this.#waiting.size >= this.#limits().maxWaiting) {
      throw new Failure('too-many', 'too many TLS handshakes are waiting');
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const admit = () => {
      this.#active += 1;
      resolve();
    };
    const giveUp = () => {
      if (this.#waiting.delete(admit)) reject(signal.reason);
    };
    this.#waiting.add(admit);
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    await promise.finally(() => signal.removeEventListener('abort', giveUp));
  }

  #admitNext(): void {
    const [next] = this.#waiting;
    if (next === undefined) return;
    this.#waiting.delete(next);
    next();
  }
}
