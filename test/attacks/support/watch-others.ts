import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export interface Watch {
  /** Milliseconds of the longest wait for an answer since the beginning. */
  end(): Promise<number>;
}

/**
 * What somebody else has to endure meanwhile: an IMAP client in a thread of its own, so that the work of the attacker
 * does not count.
 */
export async function watchOthers(imapPort: number): Promise<Watch> {
  const worker = new Worker(new URL('waiting-client.ts', import.meta.url), { workerData: imapPort });
  await once(worker, 'message');
  return {
    async end() {
      worker.postMessage('end');
      const [longestMs] = (await once(worker, 'message')) as [number];
      await worker.terminate();
      return longestMs;
    },
  };
}
