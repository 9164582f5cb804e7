/** The launcher's second half: keeps the sockets open and the server process running. */
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { type BoundListeners, bindListeners, type ListenerSpec } from './bind-listeners.ts';
import { CANNOT_START_EXIT_CODE, type ReadyInfo } from './protocol.ts';
import { removeReadyFile, writeReadyFile } from './ready-file.ts';
import { addCrash, DEFAULT_RESTART_POLICY, NO_CRASHES, type RestartPolicy, restartDelayMs } from './restart-policy.ts';
import { ServerChild, type ServerExit } from './server-child.ts';
import { systemdSockets } from './systemd-sockets.ts';

export interface SuperviseOptions {
  /** The module that the server process runs: a file, such as src/server-process.ts. */
  readonly entry: string;
  readonly args?: readonly string[];
  readonly listeners: readonly ListenerSpec[];
  /** Added to every standard port; see `BindOptions`. */
  readonly portOffset?: number;
  /** Exists while the server is ready. */
  readonly readyFile?: string;
  /** How long the server process may take to end after it was asked to. */
  readonly stopTimeoutMs?: number;
  readonly restartPolicy?: RestartPolicy;
  readonly logger: Logger;
}

const DEFAULT_STOP_TIMEOUT_MS = 30_000;

/**
 * Runs the server process until it is told to stop, and starts it again when it crashes.
 *
 * SIGTERM and SIGINT stop it, SIGHUP makes it reload (or stop, when it means that the terminal was closed).
 *
 * @returns the exit code: 0 after an orderly stop, 1 when the server had to be killed or given up, and
 *   `CANNOT_START_EXIT_CODE` when the server process said that it cannot start.
 *
 * Fails as `bindListeners` and `systemdSockets` do; nothing was started then.
 */
export async function supervise(options: SuperviseOptions): Promise<number> {
  const names = options.listeners.map(({ name }) => name);
  const inherited = systemdSockets(process.env, process.pid, names);
  const { portOffset } = options;
  using bound = await bindListeners(options.listeners, {
    inherited,
    ...(portOffset === undefined ? {} : { portOffset }),
  });
  return await new Supervisor(options, bound).run();
}

class Supervisor {
  readonly #options: SuperviseOptions;
  readonly #bound: BoundListeners;
  readonly #policy: RestartPolicy;
  readonly #stopping = new AbortController();
  #child: ServerChild | undefined;
  /** Writing and removing the ready-file, one after the other. */
  #readyFile: Promise<void> = Promise.resolve();

  constructor(options: SuperviseOptions, bound: BoundListeners) {
    this.#options = options;
    this.#bound = bound;
    this.#policy = options.restartPolicy ?? DEFAULT_RESTART_POLICY;
  }

  async run(): Promise<number> {
    const handlers = {
      SIGTERM: () => this.#stop(),
      SIGINT: () => this.#stop(),
      SIGHUP: () => (process.stdin.isTTY ? this.#stop() : this.#child?.reload()),
    };
    for (const [signal, handler] of Object.entries(handlers)) process.on(signal, handler);
    try {
      return await this.#keepRunning();
    } finally {
      for (const [signal, handler] of Object.entries(handlers)) process.off(signal, handler);
    }
  }

  async #keepRunning(): Promise<number> {
    const { logger } = this.#options;
    let history = NO_CRASHES;
    for (;;) {
      const startedMs = systemClock.monotonicMs();
      const exit = await this.#runOnce();
      // Also when someone told the server process itself, and not us.
      if (isOrderly(exit)) return 0;
      if (this.#stopping.signal.aborted) return 1;
      const run = { durationMs: systemClock.monotonicMs() - startedMs, wasReady: exit.wasReady };
      history = addCrash(history, run, this.#policy);
      if (exit.code === CANNOT_START_EXIT_CODE && !history.wasEverReady) return CANNOT_START_EXIT_CODE;
      const delayMs = restartDelayMs(history, this.#policy);
      if (delayMs === undefined) {
        logger.error(
          { ...exit, crashes: history.crashes },
          'the server process keeps ending before it is ready: giving up',
        );
        return 1;
      }
      logger.error({ ...exit, delayMs }, 'the server process ended unexpectedly and will be started again');
      await sleep(delayMs, undefined, { signal: this.#stopping.signal }).catch(() => {});
      if (this.#stopping.signal.aborted) return 0;
    }
  }

  async #runOnce(): Promise<ServerExit> {
    const { entry, args = [], logger } = this.#options;
    await this.#bound.rebind((listener, error) => logger.warn({ listener, error }, 'a port could not be bound again'));
    const child = new ServerChild({
      entry,
      args,
      listeners: this.#bound.listeners,
      onReady: (info) => this.#changeReadyFile((path) => writeReadyFile(path, info), info),
      onRelease: (name) => this.#bound.release(name),
    });
    this.#child = child;
    const exit = await child.exited;
    this.#changeReadyFile(removeReadyFile);
    await this.#readyFile;
    return exit;
  }

  #changeReadyFile(change: (path: string) => Promise<void>, info?: ReadyInfo): void {
    const { readyFile, logger } = this.#options;
    if (info) logger.info({ ...info }, 'ready');
    if (readyFile === undefined) return;
    this.#readyFile = this.#readyFile
      .then(() => change(readyFile))
      .catch((error: unknown) => logger.error({ error, readyFile }, 'the ready-file could not be written'));
  }

  #stop(): void {
    const { stopTimeoutMs = DEFAULT_STOP_TIMEOUT_MS, logger } = this.#options;
    this.#stopping.abort();
    this.#child?.stop(stopTimeoutMs, () =>
      logger.error({ stopTimeoutMs }, 'the server process does not end: killing it'),
    );
  }
}

/** Before the server process listens to signals, one simply ends it. */
function isOrderly({ code, signal }: ServerExit): boolean {
  return code === 0 || signal === 'SIGTERM' || signal === 'SIGINT';
}
