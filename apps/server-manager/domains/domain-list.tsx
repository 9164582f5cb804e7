/** All domains, with how much there is in each. SM2 */
import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { DomainRowView } from '../../../src/wire/admin/table-schemas.ts';
import { useRead } from '../../shared/api/use-api.ts';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { StateMark } from '../../shared/feedback/state-mark.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page } from '../../shared/layout/page.tsx';
import { toSegment } from '../../shared/layout/path-segment.ts';
import { useSession } from '../../shared/session/session.tsx';
import { type Column, DataTable } from '../../shared/table/data-table.tsx';
import { localPages } from '../../shared/table/local-pages.ts';
import { SearchField } from '../../shared/table/search-field.tsx';
import { TableBar } from '../../shared/table/table-bar.tsx';
import { useSelection } from '../../shared/table/use-selection.ts';
import { DeleteDomains } from './delete-domains.tsx';
import { DOMAIN_HELP } from './help.ts';

const COMMANDS = ['mailroom domain list', 'mailroom domain create DOMAIN --description TEXT'];

export function DomainList() {
  const { t } = useI18n();
  const { may } = useSession();
  const domains = useRead('domain.list');
  return (
    <Page
      title={t('server.domains')}
      lead={t('server.domains.lead')}
      help={DOMAIN_HELP}
      commands={COMMANDS}
      actions={
        may('domain.create') && (
          <Button component={Link} href="/-new">
            {t('server.domains.new')}
          </Button>
        )
      }
    >
      <Loaded of={domains}>{(data) => <DomainTable domains={data.domains} />}</Loaded>
    </Page>
  );
}

function DomainTable({ domains }: { readonly domains: readonly DomainRowView[] }) {
  const { t } = useI18n();
  const { may } = useSession();
  const [, navigate] = useLocation();
  const selection = useSelection();
  const [typed, type] = useState('');
  const [isDeleting, setDeleting] = useState(false);
  const columns = useDomainColumns();
  const found = useMemo(
    () => domains.filter((domain) => textOf(domain).includes(typed.trim().toLowerCase())),
    [domains, typed],
  );
  const chosen = domains.filter(({ name }) => selection.has(name));
  const mayDelete = may('domain.delete');
  return (
    <>
      <TableBar>
        <SearchField hint={t('server.domains.search')} value={typed} onType={type} />
        {mayDelete && (
          <Button variant="default" disabled={chosen.length === 0} onClick={() => setDeleting(true)}>
            {t('server.delete')}
          </Button>
        )}
      </TableBar>
      <DataTable
        label={t('server.domains')}
        columns={columns}
        pages={localPages(found)}
        idOf={({ name }) => name}
        {...(mayDelete && { selection })}
        onOpen={({ name }) => navigate(`/${toSegment(name)}`)}
        empty={<p>{t(typed === '' ? 'server.domains.none' : 'web.table.nothing-found')}</p>}
      />
      {isDeleting && (
        <DeleteDomains
          domains={chosen}
          onClose={(isDone) => {
            setDeleting(false);
            if (isDone) selection.clear();
          }}
        />
      )}
    </>
  );
}

function textOf({ name, description, synonyms }: DomainRowView): string {
  return [name, description, ...synonyms].join(' ').toLowerCase();
}

function useDomainColumns(): readonly Column<DomainRowView>[] {
  const { t, formats } = useI18n();
  return useMemo(
    () => [
      {
        key: 'name',
        header: t('server.domains.name'),
        grow: 2,
        render: ({ name, isPrimary }) => (
          <>
            {name} {isPrimary && <StateMark kind="quiet">{t('server.domains.primary')}</StateMark>}
          </>
        ),
      },
      {
        key: 'description',
        header: t('server.description'),
        grow: 1.5,
        isExtra: true,
        render: ({ description }) => description,
      },
      {
        key: 'synonyms',
        header: t('server.domains.synonyms'),
        grow: 1.5,
        isExtra: true,
        render: ({ synonyms }) => synonyms.join(', '),
      },
      {
        key: 'users',
        header: t('server.domains.users'),
        align: 'end',
        grow: 0.7,
        render: ({ userCount }) => formats.number(userCount),
      },
      {
        key: 'aliases',
        header: t('server.aliases'),
        align: 'end',
        grow: 0.7,
        isExtra: true,
        render: ({ aliasCount }) => formats.number(aliasCount),
      },
      {
        key: 'groups',
        header: t('server.groups'),
        align: 'end',
        grow: 0.7,
        isExtra: true,
        render: ({ groupCount }) => formats.number(groupCount),
      },
    ],
    [t, formats],
  );
}
