import { type ChildProcess, spawn } from 'node:child_process';
import {
  type HandedListener,
  type ReadyInfo,
  SUPERVISOR_VARIABLE,
  type ToServer,
  type ToSupervisor,
} from './protocol.ts';

export interface ServerChildOptions {
  /** The module that the process runs: a file. */
  readonly entry: string;
  readonly args: readonly string[];
  /** File descriptors of this process. */
  readonly listeners: readonly HandedListener[];
  readonly onReady: (info: ReadyInfo) => void;
  /** Lets go of a socket; returns whether nobody else has it. */
  readonly onRelease: (name: string) => boolean;
}

export interface ServerExit {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly wasReady: boolean;
}

/** Standard streams, then the IPC channel; the sockets follow. */
const FIRST_LISTENER_FD = 4;

/**
 * glibc gives each thread an arena of its own, and keeps what was freed in it: after one argon2, which takes 19 MB, up
 * to 38 MB in each. With these, 14,000 messages of 64 KiB end at 234 MB instead of 398 MB, and a server that has just
 * started needs 150 MB instead of 248 MB. mallopt(3); other allocators do not know them.
 */
const ALLOCATOR = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/**
 * In MiB; the young generation of V8 is up to three times as large. After the first look at a queue of 100,000 messages
 * the default of 16 left 11 MiB more than this, measured once; delivery and relaying were not seen to be slower with 8.
 */
const MAX_SEMI_SPACE = '--max-semi-space-size=8';

/** One run of the server process. */
export class ServerChild {
  readonly exited: Promise<ServerExit>;
  readonly #child: ChildProcess;
  #killTimer: NodeJS.Timeout | undefined;
  #hasEnded = false;

  constructor({ entry, args, listeners, onReady, onRelease }: ServerChildOptions) {
    this.#child = spawn(process.execPath, [MAX_SEMI_SPACE, ...process.execArgv, entry, ...args], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc', ...listeners.map(({ fd }) => fd)],
      env: { ...ALLOCATOR, ...process.env, [SUPERVISOR_VARIABLE]: String(process.pid) },
    });
    let wasReady = false;
    this.#child.on('message', (message: ToSupervisor) => {
      if (message.kind === 'release') {
        this.#send({ kind: 'released', name: message.name, isFree: onRelease(message.name) });
        return;
      }
      wasReady = true;
      onReady(message.info);
    });
    this.exited = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('exit', (code, signal) => {
        this.#hasEnded = true;
        clearTimeout(this.#killTimer);
        resolve({ code, signal, wasReady });
      });
    });
    this.#send({
      kind: 'listeners',
      listeners: listeners.map((listener, index) => ({ ...listener, fd: FIRST_LISTENER_FD + index })),
    });
  }

  reload(): void {
    this.#send({ kind: 'reload' });
  }

  /** Asks the process to end, and kills it when it has not done so in time. */
  stop(timeoutMs: number, onKill: () => void): void {
    if (this.#hasEnded) return;
    if (!this.#send({ kind: 'stop' })) this.#child.kill('SIGTERM');
    this.#killTimer ??= setTimeout(() => {
      onKill();
      this.#child.kill('SIGKILL');
    }, timeoutMs);
  }

  /** A process that ends just now cannot be told anything, and need not be: its end is seen elsewhere. */
  #send(message: ToServer): boolean {
    return this.#child.connected && this.#child.send(message, () => {});
  }
}
