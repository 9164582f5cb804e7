/** Work that the caller may give up, and that has a time. */
import { Failure } from '../../base/failure.ts';

export interface TimeLimit {
  readonly signal: AbortSignal;
  /** Rejects as the work does; with Failure `unavailable` when it was the time that ended it. */
  run<T>(work: Promise<T>): Promise<T>;
}

export function limited(signal: AbortSignal, timeoutMs: number): TimeLimit {
  const timeout = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, timeout]);
  return {
    signal: either,
    async run(work) {
      try {
        return await work;
      } catch (error) {
        signal.throwIfAborted();
        if (timeout.aborted) throw new Failure('unavailable', 'took too long', { cause: error });
        throw error;
      }
    },
  };
}
