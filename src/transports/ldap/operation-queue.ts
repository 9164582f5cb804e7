/** The operations of one session, carried out one after the other in the order in which they came. */

export type OperationEnd = 'completed' | 'stopped';

/** Thrown by `Operation.goOn` where the operation has been abandoned or cancelled: nothing more is to be sent. */
export class OperationStopped extends Error {
  override readonly name = 'OperationStopped';
}

export class Operation {
  readonly messageId: number;
  #isStopped = false;
  #isCancelled = false;

  constructor(messageId: number) {
    this.messageId = messageId;
  }

  /** By Cancel, which wants to be told of; not by Abandon or the end of the session. */
  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** To be called where nothing is lost by stopping. Throws OperationStopped. */
  goOn(): void {
    if (this.#isStopped) throw new OperationStopped('the operation is not wanted any more');
  }

  stop(how: 'abandoned' | 'cancelled'): void {
    this.#isStopped = true;
    this.#isCancelled ||= how === 'cancelled';
  }
}

interface Entry {
  readonly operation: Operation;
  readonly ended: Promise<OperationEnd>;
}

export class OperationQueue {
  readonly #maxWaiting: number;
  readonly #entries = new Map<number, Entry>();
  #tail: Promise<unknown> = Promise.resolve();

  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting;
  }

  has(messageId: number): boolean {
    return this.#entries.has(messageId);
  }

  get isIdle(): boolean {
    return this.#entries.size === 0;
  }

  /**
   * Resolves when there is room for more. The work begins when those before it have ended; what it throws is its own
   * bug, since it has to answer whatever happens, but for OperationStopped.
   */
  async add(messageId: number, work: (operation: Operation) => Promise<void>): Promise<void> {
    const operation = new Operation(messageId);
    const ended = this.#tail.then(() => run(operation, work)).finally(() => this.#entries.delete(messageId));
    this.#tail = ended;
    this.#entries.set(messageId, { operation, ended });
    while (this.#entries.size >= this.#maxWaiting) await this.#oldest();
  }

  abandon(messageId: number): void {
    this.#entries.get(messageId)?.operation.stop('abandoned');
  }

  /** Resolves when the operation has ended. Null: there is none. */
  async cancel(messageId: number): Promise<OperationEnd | null> {
    const entry = this.#entries.get(messageId);
    if (entry === undefined) return null;
    entry.operation.stop('cancelled');
    return entry.ended;
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (!this.isIdle) await this.#oldest();
  }

  abandonAll(): void {
    for (const { operation } of this.#entries.values()) operation.stop('abandoned');
  }

  async #oldest(): Promise<void> {
    for (const { ended } of this.#entries.values()) {
      await ended;
      return;
    }
  }
}

async function run(operation: Operation, work: (operation: Operation) => Promise<void>): Promise<OperationEnd> {
  try {
    await work(operation);
    return 'completed';
  } catch (error) {
    if (error instanceof OperationStopped) return 'stopped';
    throw error;
  }
}
