import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AddressEntry } from './address-entry.ts';
import { AddressIndex } from './address-index.ts';

export interface KindSource<Id, T> {
  read(id: Id): Promise<T | null>;
  list(page: { readonly limit: number; readonly after?: string }): Promise<readonly T[]>;
  /** Behind which the next page begins. */
  keyOf(item: T): string;
  idOf(item: T): Id;
  /** Null for what nobody is to find. */
  entryOf(item: T): AddressEntry | null;
}

/** Entries that are read, or put into the index, between two breaks that let others have their turn. */
const SLICE = 250;

/** Users, aliases or groups in the address list, and which of them have changed. */
export class FollowedKind<Id extends number, T> {
  readonly #source: KindSource<Id, T>;
  #index = new AddressIndex<Id>();
  #changed = new Set<Id>();

  constructor(source: KindSource<Id, T>) {
    this.#source = source;
  }

  get index(): Pick<AddressIndex<Id>, 'scan'> {
    return this.#index;
  }

  get isCurrent(): boolean {
    return this.#changed.size === 0;
  }

  note(id: Id): void {
    this.#changed.add(id);
  }

  forget(): void {
    this.#index = new AddressIndex();
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
      this.#index.put(id, item === null ? null : this.#source.entryOf(item));
    }
    if (ids.length === SLICE) await nextTurn();
  }

  async #readAll(): Promise<ReadonlyMap<Id, AddressEntry>> {
    const { list, keyOf, idOf, entryOf } = this.#source;
    const entries = new Map<Id, AddressEntry>();
    for (let after: string | undefined; ; ) {
      const page = await list({ limit: SLICE, ...(after === undefined ? {} : { after }) });
      for (const item of page) {
        const entry = entryOf(item);
        if (entry !== null) entries.set(idOf(item), entry);
      }
      const last = page.at(-1);
      if (page.length < SLICE || last === undefined) return entries;
      after = keyOf(last);
      await nextTurn();
    }
  }
}
