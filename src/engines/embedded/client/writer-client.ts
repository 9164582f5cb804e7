/**
 * The main side of the writer. Operations of one turn travel as one batch; answers come in the order of the operations,
 * so that nothing needs a number to find its caller.
 */
import { Failure } from '../../../base/failure.ts';
import type { Logger } from '../../../base/log.ts';
import type { Position } from '../../../domain/ports/ids.ts';
import type { Operation } from '../../../domain/ports/operations.ts';
import type { Outcome } from '../../../domain/ports/store.ts';
import type { Feed } from '../feed.ts';
import type { CommitAnswer, FromWriter, Task, WireOutcome } from '../protocol.ts';
import { fromWireFailure } from '../writer/errors.ts';
import { BatchEncoder } from './batch-encoder.ts';
import type { WriterLink } from './writer-link.ts';

/** Bytes of contents in one message to the writer; a turn that brings more sends several. */
const MAX_BATCH_BYTES = 8 * 1024 * 1024;

type AnyOutcome = Outcome<Operation>;

/** One call of `apply`, answered when all its outcomes are here. */
interface Call {
  readonly count: number;
  readonly outcomes: AnyOutcome[];
  readonly resolve: (outcomes: readonly AnyOutcome[]) => void;
  readonly reject: (failure: Failure) => void;
}

interface RunningTask {
  readonly resolve: (value: unknown) => void;
  readonly reject: (failure: Failure) => void;
}

export interface WriterClientOptions {
  readonly nowMs: () => number;
  readonly log: Logger;
  /** The writer broke: the process should end and start again from what is on disk. */
  readonly onFatal: (failure: Failure) => void;
}

export class WriterClient {
  readonly #options: WriterClientOptions;
  readonly #link: WriterLink;
  readonly #ready = Promise.withResolvers<Position>();
  readonly #closed = Promise.withResolvers<void>();
  readonly #calls: Call[] = [];
  readonly #tasks = new Map<number, RunningTask>();
  #feed: Feed | null = null;
  #encoder: BatchEncoder | null = null;
  #nextTask = 1;
  #broken: Failure | null = null;

  constructor(options: WriterClientOptions, open: (listener: (message: FromWriter) => void) => WriterLink) {
    this.#options = options;
    this.#link = open((message) => this.#receive(message));
    this.#ready.promise.catch(() => {});
    this.#closed.promise.catch(() => {});
  }

  /** The position of the last commit before this start. Rejects when the store cannot be opened. */
  get ready(): Promise<Position> {
    return this.#ready.promise;
  }

  /** Changes are published here before their callers are answered. */
  publishTo(feed: Feed): void {
    this.#feed = feed;
  }

  apply(operations: readonly Operation[]): Promise<readonly AnyOutcome[]> {
    if (this.#broken !== null) return Promise.reject(this.#broken);
    if (operations.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      const encoder = this.#openBatch();
      for (const operation of operations) encoder.add(operation);
      this.#calls.push({ count: operations.length, outcomes: [], resolve, reject });
      if (encoder.sizeBytes > MAX_BATCH_BYTES) this.#postBatch();
    });
  }

  run(task: Task): Promise<unknown> {
    if (this.#broken !== null) return Promise.reject(this.#broken);
    this.#postBatch();
    const id = this.#nextTask++;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#tasks.set(id, { resolve, reject });
    this.#link.post({ kind: 'task', nowMs: this.#options.nowMs(), id, task });
    return promise;
  }

  /** Lets the writer finish what it was given, then ends it. */
  async close(): Promise<void> {
    if (this.#broken === null) {
      this.#postBatch();
      this.#link.post({ kind: 'close' });
      await this.#closed.promise;
      this.#broken = new Failure('unavailable', 'the store is closed');
    }
    await this.#link.ended;
  }

  #openBatch(): BatchEncoder {
    if (this.#encoder === null) {
      this.#encoder = new BatchEncoder();
      setImmediate(() => this.#postBatch());
    }
    return this.#encoder;
  }

  #postBatch(): void {
    if (this.#encoder === null || this.#broken !== null) return;
    const { json, bytes } = this.#encoder.finish();
    this.#encoder = null;
    const message = { kind: 'batch', nowMs: this.#options.nowMs(), json, bytes } as const;
    this.#link.post(message, bytes === null ? [] : [bytes]);
  }

  #receive(message: FromWriter): void {
    switch (message.kind) {
      case 'ready':
        this.#ready.resolve(message.position);
        return;
      case 'refused':
        this.#break(fromWireFailure(message.failure), 'refused');
        return;
      case 'commit':
        this.#deliver(JSON.parse(message.json) as CommitAnswer);
        return;
      case 'bug':
        this.#options.log.error({ operation: message.operation, error: message.error }, 'an operation failed');
        return;
      case 'task-done':
        this.#publish(message);
        this.#takeTask(message.id)?.resolve(message.value);
        return;
      case 'task-failed':
        this.#takeTask(message.id)?.reject(fromWireFailure(message.failure));
        return;
      case 'closed':
        this.#closed.resolve();
        return;
      case 'fatal':
        this.#break(new Failure('unavailable', 'the writer broke', { cause: message.message }), 'fatal');
    }
  }

  /** The feed is told first, then the callers. */
  #deliver(answer: CommitAnswer): void {
    this.#publish(answer);
    for (const outcome of answer.outcomes) {
      const call = this.#calls[0];
      if (call === undefined) throw new Error('an answer without a question');
      call.outcomes.push(toOutcome(outcome));
      if (call.outcomes.length < call.count) continue;
      this.#calls.shift();
      call.resolve(call.outcomes);
    }
  }

  #publish({ position, changes }: Pick<CommitAnswer, 'position' | 'changes'>): void {
    if (position !== null) this.#feed?.publish({ position, changes });
  }

  #takeTask(id: number): RunningTask | undefined {
    const task = this.#tasks.get(id);
    this.#tasks.delete(id);
    return task;
  }

  /** Nobody who still waits was promised anything. */
  #break(failure: Failure, reason: 'refused' | 'fatal'): void {
    if (this.#broken !== null) return;
    this.#broken = failure;
    this.#ready.reject(failure);
    this.#closed.resolve();
    for (const call of this.#calls.splice(0)) call.reject(failure);
    for (const task of this.#tasks.values()) task.reject(failure);
    this.#tasks.clear();
    if (reason === 'refused') return;
    this.#options.log.error({ err: failure }, 'the writer broke: the process must be started again');
    this.#options.onFatal(failure);
  }
}

function toOutcome(outcome: WireOutcome): AnyOutcome {
  return outcome.ok ? outcome : { ok: false, failure: fromWireFailure(outcome.failure) };
}
