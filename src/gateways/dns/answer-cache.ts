/** Answers for as long as they are valid; a question that is asked while it is on its way is not asked again. */
import type { Clock } from '../../base/clock.ts';

interface Kept<T> {
  readonly answer: Promise<T>;
  /** Monotonic; infinite while the question is on its way. */
  untilMs: number;
  /** Octets of memory, about; 0 while it is on its way. */
  weight: number;
}

/** What is kept at most. */
export interface CacheLimits<T> {
  readonly answers: number;
  readonly bytes: number;
  /** Octets of memory that an answer takes, about. */
  readonly weigh: (answer: T) => number;
}

export class AnswerCache<T> {
  readonly #clock: Clock;
  readonly #limits: CacheLimits<T>;
  /** In the order in which they came. */
  readonly #kept = new Map<string, Kept<T>>();
  #weight = 0;

  constructor(clock: Clock, limits: CacheLimits<T>) {
    this.#clock = clock;
    this.#limits = limits;
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
    const kept: Kept<T> = { answer: ask(), untilMs: Infinity, weight: 0 };
    // At its end, whatever was there: the order is that of the answers' age.
    this.#remove(key);
    this.#kept.set(key, kept);
    this.#makeRoom();
    void this.#settle(key, kept, ttlSeconds);
    return kept.answer;
  }

  async #settle(key: string, kept: Kept<T>, ttlSeconds: (answer: T) => number): Promise<void> {
    try {
      const answer = await kept.answer;
      kept.untilMs = this.#clock.monotonicMs() + ttlSeconds(answer) * 1000;
      if (this.#kept.get(key) !== kept) return;
      kept.weight = this.#limits.weigh(answer);
      this.#weight += kept.weight;
      this.#makeRoom();
    } catch {
      // Whoever asked is told; the next one asks again.
      if (this.#kept.get(key) === kept) this.#remove(key);
    }
  }

  #makeRoom(): void {
    for (const key of this.#kept.keys()) {
      if (this.#kept.size <= this.#limits.answers && this.#weight <= this.#limits.bytes) return;
      this.#remove(key);
    }
  }

  #remove(key: string): void {
    this.#weight -= this.#kept.get(key)?.weight ?? 0;
    this.#kept.delete(key);
  }
}
