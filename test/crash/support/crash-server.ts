/** The program as a user starts it, and ways of ending it that it does not survive. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type SpawnedServer, type SpawnOptions, spawnServer } from '../../support/server.ts';
import { childrenOf, isRunning, kill, parentOf, until } from './processes.ts';

export interface CrashServerOptions extends Omit<SpawnOptions, 'readyTimeoutMs'> {
  readonly dataDir: string;
}

const READY_TIMEOUT_MS = 60_000;

export class CrashServer implements AsyncDisposable {
  readonly #options: CrashServerOptions;
  #spawned: SpawnedServer;
  /** The one that is ready, or was killed last. */
  #serverPid: number;
  #supervisorPid: number;

  private constructor(options: CrashServerOptions, spawned: SpawnedServer) {
    this.#options = options;
    this.#spawned = spawned;
    this.#serverPid = spawned.serverPid;
    this.#supervisorPid = supervisorOf(spawned);
  }

  static async start(options: CrashServerOptions): Promise<CrashServer> {
    return new CrashServer(options, await spawnServer({ ...options, readyTimeoutMs: READY_TIMEOUT_MS }));
  }

  get ports() {
    return this.#spawned.ports;
  }

  get lmtpSocket() {
    return this.#spawned.lmtpSocket;
  }

  get admin() {
    return this.#spawned.admin;
  }

  get serverPid() {
    return this.#serverPid;
  }

  output(): string {
    return this.#spawned.output();
  }

  /** The server process alone: its supervisor starts it again. */
  killServer(): void {
    kill(this.#serverPid);
  }

  /** After `killServer`: the next server process, when it has had some time to start. */
  async killSuccessor(afterMs: number): Promise<void> {
    const successor = await until(
      () => `the supervisor starts a server:\n${this.output()}`,
      () => childrenOf(this.#supervisorPid).find((pid) => pid !== this.#serverPid),
    );
    await sleep(afterMs);
    kill(successor);
    this.#serverPid = successor;
  }

  /** Server, supervisor and launcher at once. Resolves when nothing of them is left. */
  async killAll(): Promise<void> {
    // The supervisor first, so that it cannot start another.
    const pids = [this.#supervisorPid, this.#spawned.process.pid as number, this.#serverPid];
    pids.push(...childrenOf(this.#supervisorPid));
    for (const pid of pids) kill(pid);
    await until(
      () => `processes ${pids.join(', ')} are gone`,
      () => pids.every((pid) => !isRunning(pid)) || undefined,
    );
  }

  /** After `killServer`, or when the server ended by itself. */
  async untilReady(): Promise<void> {
    const before = this.#serverPid;
    this.#serverPid = await until(
      () => `the server is ready again:\n${this.output()}`,
      () => {
        const pid = this.#readyPid();
        return pid !== undefined && pid !== before && isRunning(pid) ? pid : undefined;
      },
    );
  }

  /** After `killAll`. */
  async startAgain(): Promise<void> {
    const { users: _, ...options } = this.#options;
    this.#spawned = await spawnServer({ ...options, readyTimeoutMs: READY_TIMEOUT_MS });
    this.#serverPid = this.#spawned.serverPid;
    this.#supervisorPid = supervisorOf(this.#spawned);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.killAll();
  }

  #readyPid(): number | undefined {
    const file = join(this.#options.dataDir, 'ready.json');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid : undefined;
  }
}

/** The launcher itself, or its child when it had to find another Node. */
function supervisorOf({ serverPid, process }: SpawnedServer): number {
  return parentOf(serverPid) ?? (process.pid as number);
}
