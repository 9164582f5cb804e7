/** Answers for as long as they are valid; a question that is asked while it is on its way is not asked again. */
import type { Clock } from '../../base/clock.ts';
import { DNS_LIMITS } from './dns-limits.ts';

interface Kept<T> {
  readonly answer: Promise<T>;
  /** Monotonic; infinite while the question is on its way. */
  untilMs: number;
}

export class AnswerCache<T> {
  readonly #clock: Clock;
  readonly #most: number;
  /** In the order in which they came. */
  readonly #kept = new Map<string, Kept<T>>();

  constructor(clock: Clock, most: number = DNS_LIMITS.cachedAnswers) {
    this.#clock = clock;
    this.#most = most;
  }

  get size(): number {
    return this.#kept.size;
  }

  /**
   * The answer that is kept, or the one that `ask` gives.
   *
   * @param ttlSeconds how long an answer may be kept.
   */
  get(key: string, ask: () => Promise<T>, ttlSeconds: (answer: T) => number): Promise<T> {
    const known = this.#kept.get(key);
    if (known !== undefined && known.untilMs > this.#clock.monotonicMs()) return known.answer;
    const kept: Kept<T> = { answer: ask(), untilMs: Infinity };
    // At its end, whatever was there: the order is that of the answers' age.
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    this.#makeRoom();
    void this.#settle(key, kept, ttlSeconds);
    return kept.answer;
  }

  async #settle(key: string, kept: Kept<T>, ttlSeconds: (answer: T) => number): Promise<void> {
    try {
      const answer = await kept.answer;
      kept.untilMs = this.#clock.monotonicMs() + ttlSeconds(answer) * 1000;
    } catch {
      // Whoever asked is told; the next one asks again.
      if (this.#kept.get(key) === kept) this.#kept.delete(key);
    }
  }

  #makeRoom(): void {
    for (const key of this.#kept.keys()) {
      if (this.#kept.size <= this.#most) return;
      this.#kept.delete(key);
    }
  }
}
