import type { Gate } from '../../../base/gate.ts';
import type { SortKey } from '../../../wire/ldap/controls.ts';
import type { ResultName } from '../../../wire/ldap/result-code.ts';
import type { Entry } from '../entries/entry.ts';
import type { EntrySource } from './entry-source.ts';
import { planSort } from './sort-entries.ts';
import { BEGINNING, countValues, walk } from './walk.ts';

/** Entries that are held in memory to be sorted. */
const MAX_SORTED = 10_000;
const MAX_SORTED_VALUES = 500_000;

export interface Sorted {
  readonly sources: readonly EntrySource[];
  /** What the client is told of the sorting; null where it did not ask for any. */
  readonly sortResult: { readonly code: ResultName; readonly attribute: string | null } | null;
}

export interface Sorting {
  readonly keys: readonly SortKey[] | null;
  readonly isWanted: (entry: Entry) => boolean;
  /** Between two slices. */
  readonly pause: () => Promise<void>;
  /** How many are sorted at once: each holds its entries in memory. */
  readonly gate: Gate;
}

/** The entries that are wanted in the order asked for; as they come where that cannot be. RFC 2891 section 2 */
export async function sorted(
  sources: readonly EntrySource[],
  { keys, isWanted, pause, gate }: Sorting,
): Promise<Sorted> {
  if (keys === null) return { sources, sortResult: null };
  const plan = planSort(keys);
  if (!plan.isPossible) return { sources, sortResult: plan };
  return gate.run(async () => {
    const entries: Entry[] = [];
    let values = 0;
    let isTooMuch = false;
    await walk(sources, BEGINNING, pause, (entry) => {
      if (!isWanted(entry)) return true;
      values += countValues(entry);
      isTooMuch = entries.length === MAX_SORTED || values > MAX_SORTED_VALUES;
      if (!isTooMuch) entries.push(entry);
      return !isTooMuch;
    });
    if (isTooMuch) return { sources, sortResult: { code: 'adminLimitExceeded', attribute: null } };
    return { sources: [inMemory(plan.sort(entries))], sortResult: { code: 'success', attribute: null } };
  });
}

/** Keys are indexes. */
function inMemory(entries: readonly Entry[]): EntrySource {
  return {
    async read(after, limit) {
      const start = after === '' ? 0 : Number(after) + 1;
      return entries
        .slice(start, start + limit)
        .map((entry, index) => ({ key: String(start + index), makeEntry: () => entry }));
    },
  };
}
