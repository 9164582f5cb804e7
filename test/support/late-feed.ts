/** A store whose change feed tells of commits only when the test says so: readers see them before. */
import type { ChangeBatch } from '../../src/domain/ports/changes.ts';
import type { Store } from '../../src/domain/ports/store.ts';

export interface LateFeed {
  readonly store: Store;
  /** From now on changes wait. */
  hold(): void;
  /** Tells of the first batch that waits. */
  releaseOne(): void;
  /** Tells of what has waited, one batch after the other. */
  release(): void;
}

export function withLateFeed(inner: Store): LateFeed {
  const listeners = new Set<(batch: ChangeBatch) => void>();
  let held: ChangeBatch[] | null = null;
  let { position } = inner.feed;
  const tell = (batch: ChangeBatch) => {
    position = batch.position;
    for (const listener of listeners) listener(batch);
  };
  inner.feed.subscribe((batch) => {
    if (held === null) tell(batch);
    else held.push(batch);
  });
  const store: Store = {
    apply: (operations) => inner.apply(operations),
    reader: (atLeast) => inner.reader(atLeast),
    contents: inner.contents,
    feed: {
      get position() {
        return position;
      },
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    maintenance: inner.maintenance,
    [Symbol.asyncDispose]: () => inner[Symbol.asyncDispose](),
  };
  return {
    store,
    hold: () => {
      held ??= [];
    },
    releaseOne: () => {
      const first = held?.shift();
      if (first !== undefined) tell(first);
    },
    release: () => {
      const waiting = held ?? [];
      held = null;
      for (const batch of waiting) tell(batch);
    },
  };
}
