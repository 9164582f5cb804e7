/**
 * Whether the remote directory answers. After a few failures in a row nobody waits for it any more: whoever asks is told at
 * once that it is away, until a probe finds it again.
 */
import type { Clock } from '../../../base/clock.ts';
import { Failure, isFailure } from '../../../base/failure.ts';
import type { Logger } from '../../../base/log.ts';

const FAILURES_IN_A_ROW = 3;

export interface Away {
  readonly sinceMs: number;
  /** What the last failure said. */
  readonly said: string;
}

export class Availability {
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #server: string;
  #failures = 0;
  #away: Away | null = null;

  constructor(server: string, clock: Clock, log: Logger) {
    this.#server = server;
    this.#clock = clock;
    this.#log = log;
  }

  /** The last who asked had no answer, whether or not that is enough to call it away. */
  get isDoubtful(): boolean {
    return this.#failures > 0;
  }

  /** Null: it answers. */
  get away(): Away | null {
    return this.#away;
  }

  /**
   * Asks it, for as long as the signal lets.
   *
   * Throws what the work throws, and Failure `unavailable` (`detail.reason`: `remote-…`) at once while it is away, and
   * where the time is over.
   *
   * @param timeoutMs of the whole work.
   */
  async ask<T>(work: (signal: AbortSignal) => Promise<T>, timeoutMs: number): Promise<T> {
    if (this.#away !== null) throw this.#problem(this.#away.said);
    return this.probe(work, timeoutMs);
  }

  /** The same, also while it is away. */
  async probe<T>(work: (signal: AbortSignal) => Promise<T>, timeoutMs: number): Promise<T> {
    const deadline = AbortSignal.timeout(timeoutMs);
    try {
      const value = await work(deadline);
      this.#noteSuccess();
      return value;
    } catch (error) {
      const failure = deadline.aborted && !isFailure(error) ? this.#problem('no answer in time', error) : error;
      if (isRemoteProblem(failure)) this.#noteFailure(failure);
      throw failure;
    }
  }

  #noteSuccess(): void {
    this.#failures = 0;
    if (this.#away === null) return;
    this.#away = null;
    this.#log.info({ server: this.#server }, 'the remote directory is back');
  }

  #noteFailure(failure: Failure): void {
    const said = saidOf(failure);
    this.#failures += 1;
    if (this.#away === null && this.#failures < FAILURES_IN_A_ROW) return;
    const isNew = this.#away === null;
    this.#away = { sinceMs: this.#away?.sinceMs ?? this.#clock.nowMs(), said };
    if (isNew) this.#log.warn({ server: this.#server, said }, 'the remote directory does not answer');
  }

  #problem(said: string, cause?: unknown): Failure {
    return new Failure('unavailable', `the remote directory ${this.#server} does not answer: ${said}`, {
      detail: { reason: 'remote-reach', server: this.#server, said },
      cause,
    });
  }
}

/** Of the server itself, and not of us: that too many wait for it says nothing of it. */
export function isRemoteProblem(error: unknown): error is Failure {
  return isFailure(error, 'unavailable') && String(error.detail['reason']).startsWith('remote-');
}

export function saidOf({ detail, message }: Failure): string {
  return typeof detail['said'] === 'string' ? detail['said'] : message;
}
