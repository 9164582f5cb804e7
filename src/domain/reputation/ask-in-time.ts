/** A question to DNS that is answered in bounded time, whatever happens. */
import type { DnsAnswer } from '../ports/name-service.ts';

/** Never rejects: without answer in time, or after the caller's signal, it has failed. */
export async function askInTime<T>(
  ask: (signal: AbortSignal) => Promise<DnsAnswer<T>>,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<DnsAnswer<T>> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const limit = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  try {
    return await ask(limit);
  } catch (error) {
    if (!limit.aborted) throw error;
    return { kind: 'failed', reason: timeout.aborted ? 'no answer in time' : 'not needed any more' };
  }
}
