/** All groups, with how many are in each. DI1 */
import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { Link, useLocation } from 'wouter';
import type { GroupRowView } from '../../../src/wire/admin/table-schemas.ts';
import type { Answer } from '../../shared/api/call.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page } from '../../shared/layout/page.tsx';
import { toSegment } from '../../shared/layout/path-segment.ts';
import { useSession } from '../../shared/session/session.tsx';
import { type Column, DataTable } from '../../shared/table/data-table.tsx';
import { SearchField } from '../../shared/table/search-field.tsx';
import { TableBar } from '../../shared/table/table-bar.tsx';
import { useDomainView } from '../../shared/table/use-domain-view.ts';
import { usePages } from '../../shared/table/use-pages.ts';
import { DomainSelect } from '../domain-select.tsx';

const HELP = {
  texts: ['server.groups.help.1', 'server.groups.help.2', 'server.groups.help.3'],
  guide: 'administrator/groups',
} as const;
const COMMANDS = ['mailroom group list', 'mailroom group create GROUP@DOMAIN --member USER'];
const FIRST_SORT = { by: 'name', direction: 'ascending' } as const;

export function GroupList() {
  const { t } = useI18n();
  const { may } = useSession();
  const [, navigate] = useLocation();
  const view = useDomainView(FIRST_SORT);
  const pages = usePages<GroupRowView>('group.list', view.query, ({ groups }: Answer<'group.list'>) => groups);
  const columns = useGroupColumns();
  return (
    <Page
      title={t('server.groups')}
      lead={t('server.groups.lead')}
      help={HELP}
      commands={COMMANDS}
      actions={
        may('group.create') && (
          <Button component={Link} href="/-new">
            {t('server.groups.new')}
          </Button>
        )
      }
    >
      <TableBar>
        <SearchField hint={t('server.groups.search')} value={view.typed} onType={view.type} />
        <DomainSelect value={view.filters.domain} onChange={(value) => view.setFilter('domain', value)} />
      </TableBar>
      <DataTable
        label={t('server.groups')}
        columns={columns}
        pages={pages}
        idOf={({ name }) => name}
        sort={view.sort}
        onSort={view.setSort}
        onOpen={({ name }) => navigate(`/${toSegment(name)}`)}
        empty={<p>{t(view.isNarrowed ? 'web.table.nothing-found' : 'server.groups.none')}</p>}
      />
    </Page>
  );
}

function useGroupColumns(): readonly Column<GroupRowView>[] {
  const { t, formats } = useI18n();
  return useMemo(
    () => [
      { key: 'name', header: t('server.groups.name'), sort: 'name', grow: 1.5, render: ({ name }) => name },
      {
        key: 'description',
        header: t('server.description'),
        sort: 'description',
        grow: 2,
        isExtra: true,
        render: ({ description }) => description,
      },
      {
        key: 'members',
        header: t('server.groups.members'),
        sort: 'members',
        align: 'end',
        grow: 0.6,
        render: ({ memberCount }) => formats.number(memberCount),
      },
      {
        key: 'rank',
        header: t('server.groups.rank'),
        sort: 'rank',
        align: 'end',
        grow: 0.6,
        isExtra: true,
        render: ({ rank }) => formats.number(rank),
      },
      {
        key: 'quota',
        header: t('server.quota.storage'),
        grow: 1,
        isExtra: true,
        render: ({ accountPolicy: { storageQuota } }) =>
          storageQuota === 'inherit'
            ? '–'
            : storageQuota === 'none'
              ? t('server.quota.none')
              : formats.size(storageQuota),
      },
    ],
    [t, formats],
  );
}
