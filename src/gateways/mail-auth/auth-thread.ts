/** The main thread's end of one thread that verifies and signs. */
import { Worker } from 'node:worker_threads';
import { Failure } from '../../base/failure.ts';
import type { Logger } from '../../base/log.ts';
import type { DnsAnswer } from '../../domain/ports/name-service.ts';
import type { FromThread, Task, TaskResults, ToThread } from './thread/protocol.ts';

/** Octets of a message that may be on their way to the thread. */
const MAX_UNTAKEN_BYTES = 1024 * 1024;
/** After this a thread that does not even confirm that a task is over is taken for one that hangs. */
const CANCEL_GRACE_MS = 2000;
const MAX_HEAP_MB = 256;

/** TXT records of a name; never rejects. */
export type AskTexts = (name: string) => Promise<DnsAnswer<string>>;

interface RunningTask {
  readonly ask: AskTexts;
  readonly settle: (result: TaskResults[keyof TaskResults] | Failure) => void;
  untaken: number;
  /** Resolves the wait for room. */
  onTaken: () => void;
}

/** The thread's file lies in `workers`, with the same ending as this one (`.ts`, or `.js` when compiled). */
const ENTRY = new URL(
  `../../workers/mail-auth${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`,
  import.meta.url,
);

export class AuthThread {
  readonly #worker: Worker;
  readonly #tasks = new Map<number, RunningTask>();
  readonly #exited: Promise<void>;
  #lastId = 0;
  #isGone = false;

  /** @param entry a test may have another. */
  constructor(log: Logger, entry: URL = ENTRY) {
    this.#worker = new Worker(entry, {
      name: 'mail-auth',
      execArgv: ['--disable-warning=ExperimentalWarning'],
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    this.#worker.unref();
    this.#worker.on('message', (message: FromThread) => this.#receive(message));
    this.#worker.on('error', (error) => log.error({ err: error }, 'a thread for signatures broke'));
    this.#exited = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#abandon();
        resolve();
      });
    });
  }

  /** Tasks that run. */
  get load(): number {
    return this.#tasks.size;
  }

  /** It broke or was ended: it takes no more tasks. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** Rejects with Failure `unavailable`, with the reason of the signal, and with what the message's source throws. */
  async run<T extends Task>(
    task: T,
    message: AsyncIterable<Uint8Array>,
    ask: AskTexts,
    signal: AbortSignal,
  ): Promise<TaskResults[T['kind']]> {
    signal.throwIfAborted();
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<TaskResults[keyof TaskResults]>();
    const settle = (result: TaskResults[keyof TaskResults] | Failure) => {
      this.#tasks.delete(id);
      if (this.#tasks.size === 0) this.#worker.unref();
      if (result instanceof Failure) reject(result);
      else resolve(result);
    };
    const running: RunningTask = { ask, settle, untaken: 0, onTaken: () => {} };
    this.#tasks.set(id, running);
    this.#worker.ref();
    const cancel = () => {
      reject(signal.reason);
      running.onTaken();
      this.#cancel(id);
    };
    signal.addEventListener('abort', cancel, { once: true });
    this.#post({ kind: 'begin', id, task });
    const sent = this.#stream(id, running, message).catch((error: unknown) => {
      reject(error);
      this.#cancel(id);
    });
    try {
      return (await promise) as TaskResults[T['kind']];
    } finally {
      signal.removeEventListener('abort', cancel);
      running.onTaken();
      await sent;
    }
  }

  async end(): Promise<void> {
    this.#isGone = true;
    await this.#worker.terminate();
    await this.#exited;
  }

  async #stream(id: number, running: RunningTask, message: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const chunk of message) {
      while (running.untaken >= MAX_UNTAKEN_BYTES && this.#tasks.has(id)) {
        await new Promise<void>((resolve) => {
          running.onTaken = resolve;
        });
      }
      if (!this.#tasks.has(id)) return;
      // A chunk may be a view of memory that is used for other things: its octets are copied and given away.
      const octets = new Uint8Array(chunk);
      running.untaken += octets.length;
      this.#post({ kind: 'chunk', id, octets }, [octets.buffer]);
    }
    if (this.#tasks.has(id)) this.#post({ kind: 'end', id });
  }

  #receive(message: FromThread): void {
    const task = this.#tasks.get(message.id);
    if (task === undefined) return;
    switch (message.kind) {
      case 'taken':
        task.untaken -= message.length;
        return task.onTaken();
      case 'ask':
        void task
          .ask(message.name)
          .then((answer) => this.#post({ kind: 'answer', question: message.question, answer }));
        return;
      case 'done':
        return task.settle(message.result);
      case 'failed':
        return task.settle(new Failure('unavailable', `signatures: ${message.message}`));
      case 'cancelled':
        return task.settle(new Failure('unavailable', 'signatures: given up'));
    }
  }

  /** A thread that stays silent is ended, with whatever else it was doing: it would never answer that either. */
  #cancel(id: number): void {
    if (!this.#tasks.has(id)) return;
    this.#post({ kind: 'cancel', id });
    const timer = setTimeout(() => {
      if (this.#tasks.has(id)) void this.end();
    }, CANCEL_GRACE_MS);
    timer.unref();
  }

  #abandon(): void {
    this.#isGone = true;
    for (const task of [...this.#tasks.values()]) {
      task.settle(new Failure('unavailable', 'signatures: the thread is gone'));
      task.onTaken();
    }
  }

  #post(message: ToThread, transfer: ArrayBuffer[] = []): void {
    if (!this.#isGone) this.#worker.postMessage(message, transfer);
  }
}
