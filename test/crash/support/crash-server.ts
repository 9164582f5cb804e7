/** The program as a user starts it, and ways of ending it that it does not survive. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { socketPath } from '../../../src/config/data-directory.ts';
import { type AdminClient, createAdminClient } from '../../../src/gateways/admin-client/admin-client.ts';
import { ENDPOINTS } from '../../../src/wire/admin/endpoints.ts';
import { type Ports, portsAt, ROOT, TEST_DOMAIN, TEST_HOSTNAME, TEST_PASSWORD } from '../../support/server.ts';
import { childrenOf, isRunning, kill, membersOf, until } from './processes.ts';

export interface CrashServerOptions {
  readonly dataDir: string;
  /** `freeOffset()` */
  readonly portOffset: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** What to run instead of the usual command, which is `bin/mailroom serve …`. */
  readonly command?: (given: { readonly usual: readonly string[]; readonly readyFile: string }) => readonly string[];
}

export class CrashServer implements AsyncDisposable {
  readonly ports: Ports;
  readonly lmtpSocket: string;
  readonly admin: AdminClient;
  readonly #options: CrashServerOptions;
  readonly #readyFile: string;
  /** It runs the supervisor itself, since it has the right Node. */
  #launcher: ChildProcess | null = null;
  #output = '';
  /** The one that is ready, or was killed last. */
  #serverPid = 0;

  private constructor(options: CrashServerOptions) {
    const { dataDir, portOffset } = options;
    this.#options = options;
    this.#readyFile = join(dataDir, 'ready.json');
    this.lmtpSocket = socketPath(dataDir, 'lmtp');
    this.admin = createAdminClient(socketPath(dataDir, 'admin'));
    this.ports = portsAt(portOffset);
  }

  /** Does not wait until it is ready. */
  static begin(options: CrashServerOptions): CrashServer {
    const server = new CrashServer(options);
    server.#spawn();
    return server;
  }

  static async start(options: CrashServerOptions): Promise<CrashServer> {
    await using undo = new AsyncDisposableStack();
    const server = undo.use(new CrashServer(options));
    await server.startAgain();
    undo.move();
    return server;
  }

  get serverPid(): number {
    return this.#serverPid;
  }

  get isReady(): boolean {
    return this.#readyPid() !== undefined;
  }

  /** What all its processes wrote so far. */
  get output(): string {
    return this.#output;
  }

  /** Makes users of example.test with TEST_PASSWORD, who may sign in without TLS. To be called once. */
  async prepare(users: readonly string[]): Promise<void> {
    const name = 'cleartextAuthFrom';
    await this.admin.call(ENDPOINTS['settings.set'], { path: { name }, body: { value: '127.0.0.0/8' } });
    const rows = users.map((user) => `${user},${user}@${TEST_DOMAIN},${TEST_PASSWORD}`);
    const csv = ['userId,mail,password', ...rows].join('\n');
    const { refused } = await this.admin.call(ENDPOINTS['user.import'], { body: { csv } });
    if (refused.length > 0) throw new Error(JSON.stringify(refused));
  }

  /** The server process alone: its supervisor starts it again. */
  killServer(): void {
    kill(this.#serverPid);
  }

  /** After `killServer`: the next server process, when it has had some time to start. */
  async killSuccessor(afterMs: number): Promise<void> {
    const supervisor = this.#launcher?.pid as number;
    const successor = await until(
      () => `the supervisor starts a server:\n${this.#output}`,
      () => childrenOf(supervisor).find((pid) => pid !== this.#serverPid),
    );
    await sleep(afterMs);
    kill(successor);
    this.#serverPid = successor;
  }

  /** Server and supervisor at once. Resolves when nothing of them is left. */
  async killAll(): Promise<void> {
    const group = this.#launcher?.pid;
    if (group === undefined) return;
    kill(-group);
    await until(
      () => `all processes of ${group} are gone`,
      () => membersOf(group).length === 0 || undefined,
    );
  }

  /** After `killServer`, or when the server ended by itself. */
  async untilReady(): Promise<void> {
    const before = this.#serverPid;
    this.#serverPid = await until(
      () => `the server is ready:\n${this.#output}`,
      () => {
        if (this.#launcher?.exitCode != null) throw new Error(`the server gave up:\n${this.#output}`);
        const pid = this.#readyPid();
        return pid !== undefined && pid !== before && isRunning(pid) ? pid : undefined;
      },
    );
  }

  /** After `killAll`. */
  async startAgain(): Promise<void> {
    await rm(this.#readyFile, { force: true });
    this.#spawn();
    await this.untilReady();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.killAll();
  }

  #spawn(): void {
    const [command = '', ...args] = this.#command();
    const environment = { ...process.env, ...this.#options.environment };
    // A group of its own, so that all that belongs to it can be killed at once.
    this.#launcher = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: environment, detached: true });
    for (const stream of [this.#launcher.stdout, this.#launcher.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    }
  }

  #command(): readonly string[] {
    const { dataDir, portOffset, command } = this.#options;
    const readyFile = this.#readyFile;
    const names = ['--hostname', TEST_HOSTNAME, '--domain', TEST_DOMAIN, '--ready-file', readyFile];
    const places = ['--data-dir', dataDir, '--port-offset', String(portOffset)];
    const usual = [process.execPath, join(ROOT, 'bin/mailroom'), 'serve', ...places, ...names];
    return command === undefined ? usual : command({ usual, readyFile });
  }

  #readyPid(): number | undefined {
    try {
      return (JSON.parse(readFileSync(this.#readyFile, 'utf8')) as { pid: number }).pid;
    } catch (error) {
      // The supervisor takes the file away as soon as the server has ended.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }
}
