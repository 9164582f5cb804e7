import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { processTree, treeCpuSeconds, treePssBytes, treeRssBytes } from './process-tree.ts';

const STOP_TIMEOUT_MS = 15_000;
const LOG_TAIL_CHARS = 2_000;

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly logFile: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** How many processes lie between, each the parent of the next: the signal to end is for the one after them. */
  readonly wrappers?: number;
}

/** A server in the foreground, with everything it starts. Its output goes to a file. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #command: ServerCommand;
  readonly #exited: Promise<unknown>;
  /** The last reading, for figures asked for after the end. */
  #cpuSeconds = 0;

  constructor(command: ServerCommand) {
    this.#command = command;
    const log = openSync(command.logFile, 'a');
    // Not in the terminal's process group: Ctrl-C reaches the rig alone, which then stops the servers in order.
    this.#child = spawn(command.command, command.args, {
      stdio: ['ignore', log, log],
      detached: true,
      env: { ...process.env, ...command.env },
      ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
    });
    closeSync(log);
    this.#exited = once(this.#child, 'exit').catch(() => undefined);
  }

  /** The server's own first process: the spawned one, or the one that it wraps. */
  get mainPid(): number {
    return processTree(this.#pid)[this.#command.wrappers ?? 0] ?? this.#pid;
  }

  get isRunning(): boolean {
    return this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The end of its output, for an error message. */
  logTail(): string {
    return readFileSync(this.#command.logFile, 'utf8').slice(-LOG_TAIL_CHARS);
  }

  cpuSeconds(): number {
    if (this.isRunning) this.#cpuSeconds = Math.max(this.#cpuSeconds, treeCpuSeconds(this.#pid));
    return this.#cpuSeconds;
  }

  rssBytes(): number {
    return this.isRunning ? treeRssBytes(this.#pid) : 0;
  }

  pssBytes(): number {
    return this.isRunning ? treePssBytes(this.#pid) : 0;
  }

  /** Asks it to end, and after a while ends every process of its tree by its id. */
  async stop(): Promise<void> {
    if (!this.isRunning) return;
    this.cpuSeconds();
    signal(this.mainPid, 'SIGTERM');
    const timeout = new AbortController();
    await Promise.race([this.#exited, sleep(STOP_TIMEOUT_MS, undefined, { signal: timeout.signal })]);
    timeout.abort();
    if (!this.isRunning) return;
    for (const pid of processTree(this.#pid).toReversed()) signal(pid, 'SIGKILL');
    await this.#exited;
  }

  get #pid(): number {
    if (this.#child.pid === undefined) throw new Error(`${this.#command.command} could not be started`);
    return this.#child.pid;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself in the meantime.
  }
}
