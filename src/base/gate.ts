/** Lets a few of a costly kind of work run at once; the rest waits in a queue of bounded length. */
import { Failure } from './failure.ts';

export interface Gate {
  /**
   * Runs the work when its turn comes. Throws Failure `unavailable` when the queue is full, and the reason of the signal
   * where that is aborted before its turn.
   */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Works that wait. */
  readonly waiting: number;
}

export function createGate(atOnce: number, maxWaiting: number): Gate {
  let running = 0;
  const waiting: (() => void)[] = [];
  return {
    get waiting() {
      return waiting.length;
    },
    async run(work, signal) {
      signal?.throwIfAborted();
      if (running >= atOnce) {
        if (waiting.length >= maxWaiting) throw new Failure('unavailable', 'too much work of this kind waits already');
        // Whoever leaves hands its place over, so `running` does not change here.
        await turnIn(waiting, signal);
      } else {
        running += 1;
      }
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
  };
}

function turnIn(waiting: (() => void)[], signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const enter = () => {
      signal?.removeEventListener('abort', leave);
      resolve();
    };
    const leave = () => {
      waiting.splice(waiting.indexOf(enter), 1);
      reject(signal?.reason);
    };
    waiting.push(enter);
    signal?.addEventListener('abort', leave, { once: true });
  });
}
