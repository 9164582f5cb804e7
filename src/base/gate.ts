/** Lets a few of a costly kind of work run at once; the rest waits in a queue of bounded length. */
import { Failure } from './failure.ts';

export interface Gate {
  /** Runs the work when its turn comes. Throws Failure `unavailable` when the queue is full. */
  run<T>(work: () => Promise<T>): Promise<T>;
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
    async run(work) {
      if (running >= atOnce) {
        if (waiting.length >= maxWaiting) throw new Failure('unavailable', 'too much work of this kind waits already');
        // Whoever leaves hands its place over, so `running` does not change here.
        await new Promise<void>((resolve) => waiting.push(resolve));
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
