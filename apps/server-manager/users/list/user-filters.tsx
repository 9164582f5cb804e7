/** Which users are shown. */
import { Select } from '@mantine/core';
import { useRead } from '../../../shared/api/use-api.ts';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { SearchField } from '../../../shared/table/search-field.tsx';
import { TableBar } from '../../../shared/table/table-bar.tsx';
import type { TableView } from '../../../shared/table/use-table-view.ts';
import { DomainSelect } from '../../domain-select.tsx';
import { ROLES } from '../roles.ts';

/** Besides the domain. */
export const USER_FILTERS = ['state', 'role', 'group'] as const;

const STATES = ['enabled', 'disabled', 'archived', 'all'] as const;

export function UserFilters({ view }: { readonly view: TableView<(typeof USER_FILTERS)[number] | 'domain'> }) {
  const { t } = useI18n();
  const { filters, setFilter } = view;
  const groups = useRead('group.list', { query: { limit: 500 } });
  return (
    <TableBar>
      <SearchField hint={t('server.users.search')} value={view.typed} onType={view.type} />
      <DomainSelect value={filters.domain} onChange={(value) => setFilter('domain', value)} />
      <Select
        aria-label={t('server.users.state')}
        data={[
          { value: '', label: t('server.users.state.in-use') },
          ...STATES.map((value) => ({ value, label: t(`server.users.filter.${value}`) })),
        ]}
        value={filters.state}
        onChange={(value) => setFilter('state', value ?? '')}
        allowDeselect={false}
      />
      <Select
        aria-label={t('server.users.role')}
        data={[
          { value: '', label: t('server.users.role.all') },
          ...ROLES.map((value) => ({ value, label: t(`server.role.${value}`) })),
        ]}
        value={filters.role}
        onChange={(value) => setFilter('role', value ?? '')}
        allowDeselect={false}
      />
      {(groups.data?.total ?? 0) > 0 && (
        <Select
          aria-label={t('server.users.group')}
          data={[
            { value: '', label: t('server.users.group.all') },
            ...(groups.data?.groups ?? []).map(({ name }) => ({ value: name, label: name })),
          ]}
          value={filters.group}
          onChange={(value) => setFilter('group', value ?? '')}
          allowDeselect={false}
          searchable
        />
      )}
    </TableBar>
  );
}
