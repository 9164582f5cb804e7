/** Addresses that did not answer a moment ago: other messages need not wait for them, too. */
import type { Clock } from '../../base/clock.ts';
import { SENDER_LIMITS } from './sender-options.ts';
import type { SmtpProblem } from './smtp-problem.ts';

interface Dead {
  readonly untilMs: number;
  readonly problem: SmtpProblem;
}

export class DeadAddresses {
  readonly #clock: Clock;
  /** In the order in which they died. */
  readonly #dead = new Map<string, Dead>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What was wrong with it, for as long as that counts. */
  find(address: string, port: number): SmtpProblem | null {
    const dead = this.#dead.get(`${address} ${port}`);
    if (dead === undefined) return null;
    if (dead.untilMs > this.#clock.monotonicMs()) return dead.problem;
    this.#dead.delete(`${address} ${port}`);
    return null;
  }

  add(address: string, port: number, problem: SmtpProblem): void {
    const key = `${address} ${port}`;
    this.#dead.delete(key);
    this.#dead.set(key, { untilMs: this.#clock.monotonicMs() + SENDER_LIMITS.deadForMs, problem });
    for (const oldest of this.#dead.keys()) {
      if (this.#dead.size <= SENDER_LIMITS.deadAddresses) return;
      this.#dead.delete(oldest);
    }
  }

  remove(address: string, port: number): void {
    this.#dead.delete(`${address} ${port}`);
  }
}
