/** All aliases: searched, filtered and sorted by the server; several are changed together. SM4 */
import { Button } from '@mantine/core';
import { Link, useLocation } from 'wouter';
import type { AliasRowView } from '../../../src/wire/admin/table-schemas.ts';
import type { Answer } from '../../shared/api/call.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page } from '../../shared/layout/page.tsx';
import { toSegment } from '../../shared/layout/path-segment.ts';
import { useSession } from '../../shared/session/session.tsx';
import { DataTable } from '../../shared/table/data-table.tsx';
import { SearchField } from '../../shared/table/search-field.tsx';
import { TableBar } from '../../shared/table/table-bar.tsx';
import { useDomainView } from '../../shared/table/use-domain-view.ts';
import { usePages } from '../../shared/table/use-pages.ts';
import { useSelection } from '../../shared/table/use-selection.ts';
import { DomainSelect } from '../domain-select.tsx';
import { AliasBulk } from './alias-bulk.tsx';
import { useAliasColumns } from './alias-columns.tsx';
import { ALIAS_HELP } from './help.ts';
import { OwnerFilter } from './owner-filter.tsx';

const COMMANDS = ['mailroom alias list --query TEXT', 'mailroom alias bulk add-members ALIAS… --member NAME'];
const FIRST_SORT = { by: 'mail', direction: 'ascending' } as const;
const FILTERS = ['owner'] as const;

export function AliasList() {
  const { t } = useI18n();
  const { may } = useSession();
  const [, navigate] = useLocation();
  const view = useDomainView(FIRST_SORT, FILTERS);
  const selection = useSelection();
  const pages = usePages<AliasRowView>('alias.list', view.query, ({ aliases }: Answer<'alias.list'>) => aliases);
  const columns = useAliasColumns();
  return (
    <Page
      title={t('server.aliases')}
      lead={t('server.aliases.lead')}
      help={ALIAS_HELP}
      commands={COMMANDS}
      actions={
        may('alias.create') && (
          <Button component={Link} href="/-new">
            {t('server.aliases.new')}
          </Button>
        )
      }
    >
      <TableBar>
        <SearchField hint={t('server.aliases.search')} value={view.typed} onType={view.type} />
        <DomainSelect value={view.filters.domain} onChange={(value) => view.setFilter('domain', value)} />
        <OwnerFilter value={view.filters.owner} onChange={(value) => view.setFilter('owner', value)} />
      </TableBar>
      <AliasBulk selection={selection} />
      <DataTable
        label={t('server.aliases')}
        columns={columns}
        pages={pages}
        idOf={({ mail }) => mail}
        sort={view.sort}
        onSort={view.setSort}
        {...(may('alias.bulk') && { selection })}
        onOpen={({ mail }) => navigate(`/${toSegment(mail)}`)}
        empty={<p>{t(view.isNarrowed ? 'web.table.nothing-found' : 'server.aliases.none')}</p>}
      />
    </Page>
  );
}
