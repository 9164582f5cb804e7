/**
 * Answers of the store, kept until something tells that they may be others by now. The oldest are given up first.
 *
 * An answer that was asked for before something was forgotten is handed out, as the store would have, and not kept.
 */
export class FollowedMap<K, V> {
  readonly #values = new Map<K, V>();
  readonly #maxEntries: number;
  #generation = 0;

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  async get(key: K, read: () => Promise<V>): Promise<V> {
    const known = this.#values.get(key);
    // What is not there is null, so that it can be kept, too.
    if (known !== undefined) return known;
    const generation = this.#generation;
    const value = await read();
    if (generation === this.#generation) this.#keep(key, value);
    return value;
  }

  forget(key: K): void {
    this.#generation += 1;
    this.#values.delete(key);
  }

  clear(): void {
    this.#generation += 1;
    this.#values.clear();
  }

  #keep(key: K, value: V): void {
    if (this.#values.size >= this.#maxEntries) {
      const oldest = this.#values.keys().next();
      if (!oldest.done) this.#values.delete(oldest.value);
    }
    this.#values.set(key, value);
  }
}
