/**
 * One coarse timer for all connections: a look over every deadline once in a tick is far cheaper than a timer for each
 * wait, and a timeout of minutes needs no better precision than the tick.
 */
import type { Clock } from '../../base/clock.ts';

export interface Expiring {
  /** On the monotonic clock; Infinity while nothing is waited for. Read at each tick. */
  readonly deadlineMs: number;
  /** Called when the deadline has passed; must move it, or be told of again at the next tick. */
  expire(): void;
}

/** How late a deadline may be noticed. */
const TICK_MS = 500;

export class Deadlines {
  readonly #watched = new Set<Expiring>();
  readonly #clock: Clock;
  readonly #tickMs: number;
  #timer: NodeJS.Timeout | null = null;

  constructor(clock: Clock, tickMs = TICK_MS) {
    this.#clock = clock;
    this.#tickMs = tickMs;
  }

  watch(item: Expiring): void {
    this.#watched.add(item);
    this.#timer ??= setInterval(() => this.#tick(), this.#tickMs).unref();
  }

  forget(item: Expiring): void {
    this.#watched.delete(item);
    if (this.#watched.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  #tick(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const item of this.#watched) if (item.deadlineMs <= nowMs) item.expire();
  }
}
