/** The names of domains, as people know them; those that are gone meanwhile are left out. */
import type { DomainId } from '../ports/ids.ts';
import type { DirectoryReader } from '../ports/reader.ts';

export async function domainNames(
  directory: Pick<DirectoryReader, 'domain'>,
  ids: readonly DomainId[],
): Promise<string[]> {
  const domains = await Promise.all(ids.map((id) => directory.domain(id)));
  return domains.flatMap((domain) => (domain === null ? [] : [domain.name]));
}
