import { Failure } from '../../base/failure.ts';

/**
 * Runs work that must be over after a time. Throws Failure `unavailable` when it is not, and the reason of the given
 * signal when that was aborted before.
 */
export async function withDeadline<T>(
  timeoutMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    return await work(AbortSignal.any([signal, deadline]));
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (deadline.aborted) throw new Failure('unavailable', `no answer within ${timeoutMs} ms`, { cause: error });
    throw error;
  }
}
