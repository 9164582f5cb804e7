/** Gives other sessions their turn during long work, and between commands that come without end. */
import type { Clock } from '../../base/clock.ts';
import type { Turns } from './turns.ts';

/** How long one session may keep the event loop to itself. */
const SLICE_MS = 8;

export class Pace {
  readonly #clock: Clock;
  readonly #turns: Turns;
  #turn = -1;
  #sliceEndsMs = 0;

  constructor(clock: Clock, turns: Turns) {
    this.#clock = clock;
    this.#turns = turns;
  }

  /** The time in the present turn is used up, counted from the first time that this was asked in it. */
  get isOver(): boolean {
    const nowMs = this.#clock.monotonicMs();
    // Waiting for input alone begins no other turn: what is buffered comes within the present one.
    if (this.#turns.number !== this.#turn) {
      this.#turn = this.#turns.number;
      this.#sliceEndsMs = nowMs + SLICE_MS;
    }
    return nowMs >= this.#sliceEndsMs;
  }

  /** Lets everybody else go first. */
  rest(): Promise<void> {
    return this.#turns.next();
  }
}
