/** A page of what a caller reaches, where the store lists one domain or all. */
import { type Caller, reachesDomain } from '../access/caller.ts';
import type { PageRequest } from '../ports/directory.ts';
import type { DomainId } from '../ports/ids.ts';

/**
 * @param domain null: all that he reaches.
 * @param read a page of one domain, or of all, in the order of the keys.
 * @param keyOf as the store compares it: folded, by its octets.
 */
export async function listInReach<T>(
  { reach, ...by }: Caller,
  domain: DomainId | null,
  page: PageRequest,
  read: (domain: DomainId | null) => Promise<readonly T[]>,
  keyOf: (item: T) => string,
): Promise<readonly T[]> {
  if (domain !== null) return reachesDomain({ reach, ...by }, domain) ? read(domain) : [];
  if (reach.domains === 'all') return read(null);
  const pages = await Promise.all([...reach.domains].map((each) => read(each)));
  const found = pages.flat().map((item) => ({ item, key: Buffer.from(keyOf(item)) }));
  return found
    .sort((a, b) => Buffer.compare(a.key, b.key))
    .slice(0, page.limit)
    .map(({ item }) => item);
}
