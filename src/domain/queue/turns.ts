/**
 * Shares out turns of the event loop: reading the queue is quick for one destination, and there may be thousands that
 * are due at the same moment.
 */
import type { Schedule } from './scheduler.ts';

/** Messages that are read in one turn: about 10 ms. */
const MESSAGES_IN_TURN = 400;

interface Waiting {
  readonly messages: number;
  readonly resume: () => void;
}

export class Turns {
  readonly #schedule: Schedule;
  readonly #waiting: Waiting[] = [];
  #left = MESSAGES_IN_TURN;
  #isScheduled = false;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  /** To be awaited before so many messages are read; at once where this turn has room for them. */
  take(messages: number): Promise<void> | undefined {
    this.#scheduleNext();
    if (this.#waiting.length === 0 && this.#left > 0) {
      this.#left -= messages;
      return undefined;
    }
    return new Promise((resume) => this.#waiting.push({ messages, resume }));
  }

  #scheduleNext(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#schedule(0, () => this.#begin());
  }

  #begin(): void {
    this.#isScheduled = false;
    this.#left = MESSAGES_IN_TURN;
    while (this.#left > 0) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#left -= next.messages;
      next.resume();
    }
    this.#scheduleNext();
  }
}
