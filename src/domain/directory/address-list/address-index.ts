import type { DomainId } from '../../ports/ids.ts';
import type { AddressEntry } from './address-entry.ts';
import { BigramIndex, type ScanLimits } from './bigram-index.ts';

export interface Wanted<Id> {
  /** Null: of all domains. */
  readonly domains: ReadonlySet<DomainId> | null;
  /** Where also those are wanted who are not listed. */
  readonly unlistedOf: ReadonlySet<DomainId>;
  /** Who is wanted in any case. */
  readonly also: Id | null;
}

/** Entries of one kind by their ids, which are counted up from 1 and so serve as numbers of the texts. */
export class AddressIndex<Id extends number> {
  readonly #index = new BigramIndex();
  readonly #domains: DomainId[] = [];
  readonly #isListed: boolean[] = [];

  /** @param entry null: there is none any more. */
  put(id: Id, entry: AddressEntry | null): void {
    if (entry === null) {
      this.#index.remove(id);
      return;
    }
    this.#domains[id] = entry.domain;
    this.#isListed[id] = entry.isListed;
    if (this.#index.textOf(id) === entry.text) return;
    this.#index.remove(id);
    this.#index.add(id, entry.text);
  }

  /** Those in whose texts all parts stand, in the order of their ids. */
  scan(parts: readonly string[], limits: ScanLimits, { domains, unlistedOf, also }: Wanted<Id>) {
    const isWanted = (id: number): boolean => {
      const domain = this.#domains[id];
      if (domain === undefined || (domains !== null && !domains.has(domain))) return false;
      return this.#isListed[id] || unlistedOf.has(domain) || id === also;
    };
    const { numbers, next } = this.#index.scan(parts, limits, isWanted);
    return { ids: numbers as readonly Id[], next };
  }
}
