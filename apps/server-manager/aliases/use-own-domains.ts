/** Names of the domains of this server, as far as the caller sees them. */
import { useMemo } from 'react';
import { useRead } from '../../shared/api/use-api.ts';

export function useOwnDomains(): ReadonlySet<string> {
  const { data } = useRead('domain.list');
  return useMemo(() => new Set(data?.domains.flatMap(({ name, synonyms }) => [name, ...synonyms])), [data]);
}
