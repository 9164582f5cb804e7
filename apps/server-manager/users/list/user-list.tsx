/** All users: searched, filtered and sorted by the server; several are changed together. SM3 */
import { Button } from '@mantine/core';
import { Link, useLocation } from 'wouter';
import type { Answer } from '../../../shared/api/call.ts';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { Page } from '../../../shared/layout/page.tsx';
import { toSegment } from '../../../shared/layout/path-segment.ts';
import { useSession } from '../../../shared/session/session.tsx';
import { DataTable } from '../../../shared/table/data-table.tsx';
import { useDomainView } from '../../../shared/table/use-domain-view.ts';
import { usePages } from '../../../shared/table/use-pages.ts';
import { useSelection } from '../../../shared/table/use-selection.ts';
import { BulkBar } from '../bulk/bulk-bar.tsx';
import { ExportButton } from '../import/export-button.tsx';
import { type UserRow, useUserColumns } from './user-columns.tsx';
import { USER_FILTERS, UserFilters } from './user-filters.tsx';

const HELP = {
  texts: ['server.users.help.1', 'server.users.help.2', 'server.users.help.3'],
  guide: 'administrator/users',
} as const;
const COMMANDS = ['mailroom user list --query TEXT', 'mailroom user show USER', 'mailroom user bulk disable USER…'];
const FIRST_SORT = { by: 'userId', direction: 'ascending' } as const;

export function UserList() {
  const { t } = useI18n();
  const { may } = useSession();
  const [, navigate] = useLocation();
  const view = useDomainView(FIRST_SORT, USER_FILTERS);
  const selection = useSelection();
  const pages = usePages<UserRow>('user.list', view.query, ({ users }: Answer<'user.list'>) => users);
  const columns = useUserColumns();
  return (
    <Page
      title={t('server.users')}
      help={HELP}
      commands={COMMANDS}
      actions={
        <>
          {may('user.export') && <ExportButton domain={view.filters.domain} />}
          {may('user.import') && (
            <Button component={Link} href="/-import" variant="default">
              {t('server.users.import')}
            </Button>
          )}
          {may('user.create') && (
            <Button component={Link} href="/-new">
              {t('server.users.new')}
            </Button>
          )}
        </>
      }
    >
      <UserFilters view={view} />
      <BulkBar selection={selection} />
      <DataTable
        label={t('server.users')}
        columns={columns}
        pages={pages}
        idOf={({ userId }) => userId}
        sort={view.sort}
        onSort={view.setSort}
        {...(may('user.bulk') && { selection })}
        onOpen={({ userId }) => navigate(`/${toSegment(userId)}`)}
        empty={<p>{t(view.isNarrowed ? 'web.table.nothing-found' : 'server.users.none')}</p>}
      />
    </Page>
  );
}
