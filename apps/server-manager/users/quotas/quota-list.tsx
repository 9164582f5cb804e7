/** How much everybody has used of what he may keep, the fullest first. SM3, ST6 */
import { useMemo } from 'react';
import { useLocation } from 'wouter';
import type { QuotaRowView } from '../../../../src/wire/admin/table-schemas.ts';
import type { Answer } from '../../../shared/api/call.ts';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { Page } from '../../../shared/layout/page.tsx';
import { toSegment } from '../../../shared/layout/path-segment.ts';
import { type Column, DataTable } from '../../../shared/table/data-table.tsx';
import { SearchField } from '../../../shared/table/search-field.tsx';
import { TableBar } from '../../../shared/table/table-bar.tsx';
import { useDomainView } from '../../../shared/table/use-domain-view.ts';
import { usePages } from '../../../shared/table/use-pages.ts';
import { DomainSelect } from '../../domain-select.tsx';
import { UsageBar } from './usage-bar.tsx';

const HELP = {
  texts: ['server.quotas.help.1', 'server.quotas.help.2'],
  guide: 'administrator/quotas',
} as const;
const COMMANDS = ['mailroom quota list --sort share --descending', 'mailroom quota set USER --storage 2G'];
const FIRST_SORT = { by: 'share', direction: 'descending' } as const;

export function QuotaList() {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  const view = useDomainView(FIRST_SORT);
  const pages = usePages<QuotaRowView>('quota.list', view.query, ({ quotas }: Answer<'quota.list'>) => quotas);
  const columns = useQuotaColumns();
  return (
    <Page title={t('server.quotas')} lead={t('server.quotas.lead')} help={HELP} commands={COMMANDS}>
      <TableBar>
        <SearchField hint={t('server.users.search')} value={view.typed} onType={view.type} />
        <DomainSelect value={view.filters.domain} onChange={(value) => view.setFilter('domain', value)} />
      </TableBar>
      <DataTable
        label={t('server.quotas')}
        columns={columns}
        pages={pages}
        idOf={({ userId }) => userId}
        sort={view.sort}
        onSort={view.setSort}
        onOpen={({ userId }) => navigate(`~/msg/server/users/${toSegment(userId)}?tab=limits`)}
        empty={<p>{t(view.isNarrowed ? 'web.table.nothing-found' : 'server.users.none')}</p>}
      />
    </Page>
  );
}

function useQuotaColumns(): readonly Column<QuotaRowView>[] {
  const { t, formats } = useI18n();
  return useMemo(
    () => [
      { key: 'userId', header: t('server.users.user-id'), sort: 'userId', render: ({ userId }) => userId },
      {
        key: 'name',
        header: t('server.users.name'),
        sort: 'name',
        grow: 1.3,
        isExtra: true,
        render: ({ firstName, lastName }) => `${firstName} ${lastName}`.trim(),
      },
      {
        key: 'share',
        header: t('server.quotas.share'),
        sort: 'share',
        grow: 1.5,
        render: ({ storageBytes, storageLimitBytes }) => <UsageBar used={storageBytes} limit={storageLimitBytes} />,
      },
      {
        key: 'storage',
        header: t('server.users.used'),
        sort: 'storageBytes',
        align: 'end',
        isExtra: true,
        render: ({ storageBytes }) => formats.size(storageBytes),
      },
      {
        key: 'messages',
        header: t('server.quota.messages'),
        sort: 'messageCount',
        align: 'end',
        isExtra: true,
        render: ({ messageCount, messageLimit }) =>
          messageLimit === null
            ? formats.number(messageCount)
            : t('server.quota.of', { used: formats.number(messageCount), limit: formats.number(messageLimit) }),
      },
      {
        key: 'set',
        header: t('server.quotas.set'),
        isExtra: true,
        render: ({ storageQuota }) =>
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
