import type { DomainId } from '../../ports/ids.ts';
import type { Tables } from './table-kinds.ts';

export interface DomainCounts {
  /** Without those that are archived. */
  readonly userCount: number;
  readonly archivedCount: number;
  readonly aliasCount: number;
  readonly groupCount: number;
}

const NOTHING: DomainCounts = { userCount: 0, archivedCount: 0, aliasCount: 0, groupCount: 0 };

/** How much there is in each domain, whoever asks: what lies in a domain is told to those who reach it. */
export async function countByDomain(tables: Tables): Promise<(domain: DomainId) => DomainCounts> {
  const { users, aliases, groups } = await tables.current();
  const counts = new Map<DomainId, Record<keyof DomainCounts, number>>();
  const count = (domain: DomainId, what: keyof DomainCounts) => {
    let ofDomain = counts.get(domain);
    if (ofDomain === undefined) counts.set(domain, (ofDomain = { ...NOTHING }));
    ofDomain[what] += 1;
  };
  for (const { user } of users.index.all)
    count(user.domain, user.archivedAtMs === null ? 'userCount' : 'archivedCount');
  for (const { alias } of aliases.index.all) count(alias.domain, 'aliasCount');
  for (const { group } of groups.index.all) count(group.domain, 'groupCount');
  return (domain) => counts.get(domain) ?? NOTHING;
}
