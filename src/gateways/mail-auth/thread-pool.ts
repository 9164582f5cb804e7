/** The threads that verify and sign: at most two, started when they are needed, replaced when they break. */
import { createGate } from '../../base/gate.ts';
import type { Logger } from '../../base/log.ts';
import { type AskTexts, AuthThread } from './auth-thread.ts';
import type { Task, TaskResults } from './thread/protocol.ts';

const POOL_LIMITS = {
  threads: 2,
  /** Tasks of the busiest thread from which on another one is started. */
  busyFrom: 4,
  tasksAtOnce: 64,
  waitingTasks: 2000,
} as const;

export interface ThreadPool extends AsyncDisposable {
  /** Rejects as `AuthThread.run` does, and with Failure `unavailable` when too many tasks wait. */
  run<T extends Task>(
    task: T,
    message: () => AsyncIterable<Uint8Array>,
    ask: AskTexts,
    signal: AbortSignal,
  ): Promise<TaskResults[T['kind']]>;
}

export function createThreadPool(log: Logger): ThreadPool {
  const gate = createGate(POOL_LIMITS.tasksAtOnce, POOL_LIMITS.waitingTasks);
  let threads: AuthThread[] = [];

  const choose = (): AuthThread => {
    threads = threads.filter(({ isGone }) => !isGone);
    const idlest = threads.toSorted((a, b) => a.load - b.load)[0];
    const isEnough = threads.length === POOL_LIMITS.threads || (idlest?.load ?? 0) < POOL_LIMITS.busyFrom;
    if (idlest !== undefined && isEnough) return idlest;
    const thread = new AuthThread(log);
    threads.push(thread);
    return thread;
  };

  return {
    run: (task, message, ask, signal) => gate.run(() => choose().run(task, message(), ask, signal), signal),
    async [Symbol.asyncDispose]() {
      await Promise.all(threads.map((thread) => thread.end()));
    },
  };
}
