/** Ids in their order, a slice at a time, so that nothing is looked for that nobody waits for any more. */
import type { DomainId } from '../../../domain/ports/ids.ts';

export interface IdStream<Id extends number> {
  /**
   * The first above `after` (0: at all); fewer than `limit` mean that there are no more. Some may be of other domains, or of
   * nothing that is there any more.
   */
  read(domain: DomainId, after: number, limit: number): Promise<readonly Id[]>;
}

export function idsOf<Id extends number>(ids: Iterable<Id>): IdStream<Id> {
  const sorted = [...new Set(ids)].sort((a, b) => a - b);
  return {
    async read(_domain, after, limit) {
      return sorted.filter((id) => id > after).slice(0, limit);
    },
  };
}

/** Each id once. */
export function unionOf<Id extends number>(streams: readonly IdStream<Id>[]): IdStream<Id> {
  const [only] = streams;
  if (streams.length === 1 && only !== undefined) return only;
  return {
    async read(domain, after, limit) {
      const slices: (readonly Id[])[] = [];
      for (const stream of streams) slices.push(await stream.read(domain, after, limit));
      const filled = slices.filter(({ length }) => length > 0);
      if (filled.length <= 1) return filled[0] ?? [];
      // What a stream has behind its slice is behind the first `limit` of all.
      return [...new Set(filled.flat())].sort((a, b) => a - b).slice(0, limit);
    },
  };
}
