/**
 * Answers of the store, kept until something tells that they may be others by now. The oldest are given up first.
 *
 * An answer that was asked for before something was forgotten is handed out, as the store would have, and not kept.
 */
export class FollowedMap<K, V> {
  readonly #values = new Map<K, V>();
  readonly #maxEntries: number;
  /** Asked for once, not long ago; null: what is asked for is kept at once. */
  readonly #once: Set<K> | null;
  #generation = 0;

  /**
   * @param keeps `repeated`: what is asked for a second time. Where many more are looked through than there is room for,
   * each would push out another, and the collector would have to follow them all.
   */
  constructor(maxEntries: number, keeps: 'all' | 'repeated' = 'all') {
    this.#maxEntries = maxEntries;
    this.#once = keeps === 'all' ? null : new Set();
  }

  async get(key: K, read: () => Promise<V>): Promise<V> {
    const known = this.#values.get(key);
    // What is not there is null, so that it can be kept, too.
    if (known !== undefined) return known;
    const generation = this.#generation;
    const value = await read();
    if (generation === this.#generation && this.#isWorthKeeping(key)) this.#keep(key, value);
    return value;
  }

  /**
   * Several at once: those that are not known are read together.
   *
   * @param keyOf of an answer. What is not there is in no answer, and is not kept.
   */
  async getAll(
    keys: readonly K[],
    read: (keys: readonly K[]) => Promise<readonly (V & {})[]>,
    keyOf: (value: V & {}) => K,
  ) {
    const known: (V & {})[] = [];
    const unknown: K[] = [];
    for (const key of keys) {
      const value = this.#values.get(key);
      if (value === undefined) unknown.push(key);
      else if (value !== null) known.push(value);
    }
    if (unknown.length === 0) return known;
    const generation = this.#generation;
    const found = await read(unknown);
    for (const value of found) {
      const key = keyOf(value);
      if (generation === this.#generation && this.#isWorthKeeping(key)) this.#keep(key, value);
    }
    return [...known, ...found];
  }

  forget(key: K): void {
    this.#generation += 1;
    this.#values.delete(key);
  }

  clear(): void {
    this.#generation += 1;
    this.#values.clear();
  }

  #isWorthKeeping(key: K): boolean {
    const once = this.#once;
    if (once === null || once.delete(key)) return true;
    dropOldest(once, this.#maxEntries);
    once.add(key);
    return false;
  }

  #keep(key: K, value: V): void {
    dropOldest(this.#values, this.#maxEntries);
    this.#values.set(key, value);
  }
}

/** Makes room for one more. */
function dropOldest<K>(kept: Set<K> | Map<K, unknown>, maxEntries: number): void {
  if (kept.size < maxEntries) return;
  const oldest = kept.keys().next();
  if (!oldest.done) kept.delete(oldest.value);
}
