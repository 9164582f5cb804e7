/**
 * Makes one system call of a thread fail, from outside, with strace: the product knows nothing of it.
 * strace counts the calls of each name by themselves. strace(1), "Tampering"
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Effect = 'error=EIO' | 'error=ENOSPC' | 'error=EMFILE' | 'signal=SIGKILL';

export interface Fault {
  readonly call: string;
  /** Which of these calls, from 1, after the fault was set up. */
  readonly number: number;
  readonly effect: Effect;
}

export class Tracer implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #exited: Promise<unknown>;

  private constructor(process: ChildProcess, folder: string) {
    this.#process = process;
    this.#folder = folder;
    this.#exited = once(process, 'exit');
  }

  /** Resolves when the thread is being watched. */
  static async attach(strace: string, thread: number, calls: readonly string[], fault?: Fault): Promise<Tracer> {
    const folder = await mkdtemp(join(tmpdir(), 'mailroom-strace-'));
    const args = ['-p', String(thread), '-o', join(folder, 'log'), '-e', `trace=${calls.join(',')}`];
    if (fault !== undefined) args.push('-e', `inject=${fault.call}:${fault.effect}:when=${fault.number}`);
    const process = spawn(strace, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const tracer = new Tracer(process, folder);
    let said = '';
    process.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const hasEnded = tracer.#exited.then(() => true);
    while (!said.includes('attached')) {
      const heard = once(process.stderr as NodeJS.ReadableStream, 'data').then(() => false);
      if (!(await Promise.race([heard, hasEnded]))) continue;
      await tracer[Symbol.asyncDispose]();
      throw new Error(`strace: ${said}`);
    }
    return tracer;
  }

  /** Ends the watching. Returns the calls that were seen, with their results. */
  async detach(): Promise<readonly string[]> {
    this.#process.kill('SIGINT');
    return this.ended();
  }

  /** Like `detach`, when the watched thread has come to its end. */
  async ended(): Promise<readonly string[]> {
    await this.#exited;
    return (await readFile(join(this.#folder, 'log'), 'utf8')).split('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill('SIGINT');
    await this.#exited;
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Whether the fault happened: the thread may have made fewer calls than that. */
export function hasHappened(log: readonly string[]): boolean {
  return wasKilled(log) || log.some((line) => line.includes('(INJECTED)'));
}

export function countCalls(log: readonly string[], call: string): number {
  return log.filter((line) => line.startsWith(`${call}(`)).length;
}

/** Whether a process that strace follows was killed by it. */
export function wasKilled(log: readonly string[]): boolean {
  return log.some((line) => line.includes('+++ killed by SIGKILL'));
}
