/** What keeps a domain from being deleted: people and aliases. Its postmaster and its groups go along with it. DI4 */
import type { DomainRowView } from '../../../src/wire/admin/table-schemas.ts';
import type { Text } from '../../shared/i18n/i18n.tsx';

type Counts = Pick<DomainRowView, 'userCount' | 'archivedCount' | 'aliasCount'>;

/** Empty where nothing does. */
export function whatIsInside(t: Text, { userCount, archivedCount, aliasCount }: Counts): string[] {
  const counts = [
    ['server.domains.inside.users', userCount],
    ['server.domains.inside.archived', archivedCount],
    ['server.domains.inside.aliases', aliasCount - 1],
  ] as const;
  return counts.filter(([, count]) => count > 0).map(([key, count]) => t(key, { count }));
}
