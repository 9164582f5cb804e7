import type { Logger } from '../../base/log.ts';
import type { ChangeBatch, ChangeFeed } from '../../domain/ports/changes.ts';
import type { Position } from '../../domain/ports/ids.ts';

type Listener = (batch: ChangeBatch) => void;

/** Tells the listeners of each commit, in order. */
export class Feed implements ChangeFeed {
  readonly #listeners = new Set<Listener>();
  readonly #log: Logger;
  #position: Position;

  constructor(position: Position, log: Logger) {
    this.#position = position;
    this.#log = log;
  }

  get position(): Position {
    return this.#position;
  }

  subscribe(listener: Listener): () => void {
    // One function may be subscribed twice: each subscription is its own.
    const own: Listener = (batch) => listener(batch);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  publish(batch: ChangeBatch): void {
    this.#position = batch.position;
    for (const listener of this.#listeners) {
      try {
        listener(batch);
      } catch (error) {
        // The commit happened: neither its callers nor the other listeners may miss it.
        this.#log.error({ err: error, position: batch.position }, 'a listener of the change feed failed');
      }
    }
  }
}
