/**
 * A store whose directory is kept in memory as far as it was read: for those who ask the same thousands of times a second,
 * such as whoever signs in and whoever searches an address book.
 *
 * It follows the change feed, which tells of a commit before those who wait for it learn that it is done. So nobody is
 * answered from before something that was acknowledged. K10
 */
import type { Change } from '../../ports/changes.ts';
import type { Position } from '../../ports/ids.ts';
import type { Operation } from '../../ports/operations.ts';
import type { Reader } from '../../ports/reader.ts';
import type { Outcome, Store } from '../../ports/store.ts';
import { CachedDirectory } from './cached-directory.ts';

/** Does not own the store below: disposing ends only the following. */
export class CachedStore implements Store {
  readonly contents: Store['contents'];
  readonly feed: Store['feed'];
  readonly maintenance: Store['maintenance'];
  readonly #store: Store;
  readonly #directory: CachedDirectory;
  readonly #endSubscription: () => void;

  constructor(store: Store) {
    this.#store = store;
    this.contents = store.contents;
    this.feed = store.feed;
    this.maintenance = store.maintenance;
    const directory = new CachedDirectory(() => store.reader().directory);
    this.#directory = directory;
    this.#endSubscription = store.feed.subscribe(({ changes }) =>
      changes.forEach((change: Change) => directory.follow(change)),
    );
  }

  apply<const O extends readonly Operation[]>(operations: O): Promise<{ readonly [K in keyof O]: Outcome<O[K]> }> {
    return this.#store.apply(operations);
  }

  /** What was not heard of yet cannot be followed: whoever has to see that reads from the store itself. */
  reader(atLeast?: Position): Reader {
    const reader = this.#store.reader(atLeast);
    const isAhead = atLeast !== undefined && atLeast > this.#store.feed.position;
    return isAhead ? reader : { ...reader, directory: this.#directory };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#endSubscription();
  }
}
