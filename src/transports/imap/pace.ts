/** Gives other sessions their turn during long work. */
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../base/clock.ts';

/** How long one session may keep the event loop to itself. */
const TURN_MS = 8;

export class Pace {
  readonly #clock: Clock;
  #turnEndsMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.begin();
  }

  begin(): void {
    this.#turnEndsMs = this.#clock.monotonicMs() + TURN_MS;
  }

  get isOver(): boolean {
    return this.#clock.monotonicMs() >= this.#turnEndsMs;
  }

  /** Lets everybody else go first. */
  async rest(): Promise<void> {
    await setImmediate();
    this.begin();
  }
}
