/** The server, its domains and groups, with what each says of privileges, as far as the caller may see them. */
import { useMemo } from 'react';
import type { PrivilegeName } from '../../../src/wire/admin/privilege-schemas.ts';
import type { ApiFailure } from '../../shared/api/failure.ts';
import { useRead } from '../../shared/api/use-api.ts';
import { useSession } from '../../shared/session/session.tsx';
import { privilegeValues } from '../policy/privileges.ts';
import { type AccessLevel, serverLevel } from './access-level.ts';

const MAX_GROUPS = 500;

interface Levels {
  readonly levels: readonly AccessLevel[];
  readonly isLoading: boolean;
  readonly failure: ApiFailure | null;
}

export function useLevels(): Levels {
  const { may } = useSession();
  const server = useRead('settings.get', { path: { name: 'withheldPrivileges' } }, { isWanted: may('settings.get') });
  const domains = useRead('domain.list');
  const groups = useRead('group.list', { query: { limit: MAX_GROUPS } });
  const levels = useMemo<readonly AccessLevel[]>(
    () => [
      ...(server.data === undefined ? [] : [serverLevel(server.data.value as PrivilegeName[])]),
      ...(domains.data?.domains ?? []).map(({ name, accountPolicy }) => {
        return { kind: 'domain', name, values: privilegeValues(accountPolicy.privileges) } as const;
      }),
      ...(groups.data?.groups ?? []).map(({ name, accountPolicy }) => {
        return { kind: 'group', name, values: privilegeValues(accountPolicy.privileges) } as const;
      }),
    ],
    [server.data, domains.data, groups.data],
  );
  const all = [server, domains, groups];
  return {
    levels,
    isLoading: all.some(({ isLoading }) => isLoading),
    failure: all.find(({ error }) => error !== null)?.error ?? null,
  };
}
