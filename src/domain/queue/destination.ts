/**
 * How many transmissions a destination gets at once, and whether it gets any: it begins with few, has one more with
 * each success as long as there is a use for it, has half as many when it says that it is busy, and none for a while
 * when it cannot be reached. RFC 5321 section 4.5.4.1
 */
import type { TransmissionReport } from '../ports/mail-sender.ts';
import type { FoundRoute } from './mail-routes.ts';
import { type RetryPlan, retryDelayMs } from './retry-plan.ts';

export const FIRST_LIMIT = 5;

export class Destination<L> {
  readonly key: string;
  found: FoundRoute;
  /** Transmissions at once. */
  limit: number;
  running = 0;
  /** Lanes that have something to send, in the order of their turns. */
  readonly waiting: L[] = [];
  /** It has been spoken to since it was last blocked. */
  isProven = false;
  isListed = false;
  /** Lanes that end here. */
  lanes = 0;
  /** 0 while it is not blocked. */
  blockedUntilMs = 0;
  lastFailure: string | null = null;
  /** Blocked so many times in a row. */
  #blocks = 0;
  /** Share of the limit's worth of transmissions that failed since the last success. */
  #failedShare = 0;
  /** Rises when it is blocked: what was begun before tells nothing new. */
  #epoch = 0;

  constructor(found: FoundRoute, most: number) {
    this.key = found.key;
    this.found = found;
    this.limit = Math.min(FIRST_LIMIT, found.most ?? most);
  }

  get epoch(): number {
    return this.#epoch;
  }

  hasRoom(nowMs: number): boolean {
    return this.running < this.limit && this.blockedUntilMs <= nowMs && this.waiting.length > 0;
  }

  /**
   * Learns from a transmission. Returns true when it has just been blocked.
   *
   * @param epoch when the transmission began.
   * @param attempts that its recipient had before: after a restart they tell how long the destination has been dead.
   */
  learn(
    state: TransmissionReport['destination'],
    epoch: number,
    reason: string,
    most: number,
    attempts: number,
    nowMs: number,
    plan: RetryPlan,
  ): boolean {
    if (epoch !== this.#epoch) return false;
    if (state === 'ok') {
      this.#succeed(most);
      return false;
    }
    this.lastFailure = reason;
    this.#failedShare += 1 / this.limit;
    this.limit = Math.max(1, Math.floor(this.limit / 2));
    const isDead = this.#failedShare >= 1 || (state === 'unreachable' && !this.isProven);
    if (isDead) this.#block(nowMs + retryDelayMs(plan, Math.max(this.#blocks, attempts)));
    return isDead;
  }

  /** Tries again at once: somebody asked for it, or another route leads there. */
  unblock(): void {
    this.blockedUntilMs = 0;
    this.#failedShare = 0;
  }

  #succeed(most: number): void {
    const cap = this.found.most ?? most;
    if (!this.isProven) this.limit = Math.max(this.limit, Math.min(FIRST_LIMIT, cap));
    // A limit that is not reached shows nothing about a higher one.
    else if (this.running >= this.limit) this.limit += 1;
    this.limit = Math.min(this.limit, cap);
    this.isProven = true;
    this.lastFailure = null;
    this.blockedUntilMs = 0;
    this.#failedShare = 0;
    this.#blocks = 0;
  }

  #block(untilMs: number): void {
    this.blockedUntilMs = untilMs;
    this.#blocks += 1;
    this.#epoch += 1;
    this.#failedShare = 0;
    this.isProven = false;
    // One goes ahead to see whether it lives again.
    this.limit = 1;
  }
}
