import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { jobs } from '../load/jobs.ts';

export type Jobs = typeof jobs;
export type JobName = keyof Jobs;

/** Messages between the rig and a load process. */
export interface JobRequest {
  readonly name: JobName;
  readonly args: unknown;
}
export type JobReply = { readonly result: unknown; readonly cpuSeconds: number } | { readonly error: string };

/**
 * A load generator in a process of its own: its work is not done at the expense of the measuring process, its share
 * of the CPU is known, and each starts equally cold. Calls run one after the other.
 */
export class LoadProcess {
  readonly #child: ChildProcess = fork(join(import.meta.dirname, '../load/main.ts'), { serialization: 'advanced' });
  #cpuSeconds = 0;

  async call<Name extends JobName>(
    name: Name,
    args: Parameters<Jobs[Name]>[0],
  ): Promise<Awaited<ReturnType<Jobs[Name]>>> {
    this.#child.send({ name, args } satisfies JobRequest);
    const abort = new AbortController();
    const [reply] = (await Promise.race([
      once(this.#child, 'message', { signal: abort.signal }),
      once(this.#child, 'exit', { signal: abort.signal }).then(() => [{ error: 'the load process ended' }]),
    ])) as [JobReply];
    abort.abort();
    if ('error' in reply) throw new Error(`${name}: ${reply.error}`);
    this.#cpuSeconds += reply.cpuSeconds;
    return reply.result as Awaited<ReturnType<Jobs[Name]>>;
  }

  /** CPU time of the jobs that have ended, in seconds. */
  cpuSeconds(): number {
    return this.#cpuSeconds;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }
}
