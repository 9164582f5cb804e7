import { setImmediate as nextTurn } from 'node:timers/promises';
import type { KindSource } from './kind-source.ts';

/** What is made of the items of one kind. */
export interface FollowedIndex<Id, Entry> {
  /** @param entry null: there is none any more. */
  put(id: Id, entry: Entry | null): void;
}

export interface FollowedView<T, Entry, Index> {
  createIndex(): Index;
  /** Null for what nobody is to find. */
  entryOf(item: T): Entry | null;
}

/** Entries that are read, or put into the index, between two breaks that let others have their turn. */
const SLICE = 250;

/** Users, aliases or groups in an index, and which of them have changed. */
export class FollowedKind<Id extends number, T, Entry, Index extends FollowedIndex<Id, Entry>> {
  readonly #source: KindSource<Id, T>;
  readonly #view: FollowedView<T, Entry, Index>;
  #index: Index;
  #changed = new Set<Id>();
  #revision = 0;

  constructor(source: KindSource<Id, T>, view: FollowedView<T, Entry, Index>) {
    this.#source = source;
    this.#view = view;
    this.#index = view.createIndex();
  }

  get index(): Index {
    return this.#index;
  }

  get isCurrent(): boolean {
    return this.#changed.size === 0;
  }

  /** Rises with every change. */
  get revision(): number {
    return this.#revision;
  }

  note(id: Id): void {
    this.#revision += 1;
    this.#changed.add(id);
  }

  forget(): void {
    this.#revision += 1;
    this.#index = this.#view.createIndex();
    this.#changed = new Set();
  }

  /** Reads all of them, in the order of their ids at the end: a list that only grows is made in no time. */
  async build(): Promise<void> {
    const entries = await this.#readAll();
    const ids = Float64Array.from(entries.keys()).sort();
    for (let start = 0; start < ids.length; start += SLICE) {
      for (const id of ids.subarray(start, start + SLICE)) this.#index.put(id as Id, entries.get(id as Id) ?? null);
      await nextTurn();
    }
  }

  /** Reads a slice of those that have changed. */
  async catchUp(): Promise<void> {
    const ids = [...this.#changed].slice(0, SLICE);
    // Before they are read: what changes meanwhile is noted again.
    for (const id of ids) this.#changed.delete(id);
    for (const id of ids) {
      const item = await this.#source.read(id);
      this.#index.put(id, item === null ? null : this.#view.entryOf(item));
    }
    if (ids.length === SLICE) await nextTurn();
  }

  async #readAll(): Promise<ReadonlyMap<Id, Entry>> {
    const { list, keyOf, idOf } = this.#source;
    const entries = new Map<Id, Entry>();
    for (let after: string | undefined; ; ) {
      const page = await list({ limit: SLICE, ...(after === undefined ? {} : { after }) });
      for (const item of page) {
        const entry = this.#view.entryOf(item);
        if (entry !== null) entries.set(idOf(item), entry);
      }
      const last = page.at(-1);
      if (page.length < SLICE || last === undefined) return entries;
      after = keyOf(last);
      await nextTurn();
    }
  }
}
