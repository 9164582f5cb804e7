/** Everybody who is listed: found by any part of User ID, name, address, office or telephone. PM3 */
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Answer } from '../../shared/api/call.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page } from '../../shared/layout/page.tsx';
import { toSegment } from '../../shared/layout/path-segment.ts';
import { type Column, DataTable, type Sort } from '../../shared/table/data-table.tsx';
import { usePages } from '../../shared/table/use-pages.ts';
import { useSearchText } from '../../shared/table/use-search-text.ts';
import { PEOPLE_HELP } from './help.ts';

type Row = Answer<'me.find-users'>['users'][number];

export function PeopleList() {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  const search = useSearchText();
  const [sort, setSort] = useState<Sort>({ by: 'name', direction: 'ascending' });
  const query = { query: search.asked, sort: sort.by, direction: sort.direction };
  const pages = usePages<Row>('me.find-users', query, ({ users }: Answer<'me.find-users'>) => users);
  const columns: readonly Column<Row>[] = [
    {
      key: 'name',
      header: t('my.overview.name'),
      sort: 'name',
      grow: 1.5,
      render: ({ profile, userId }) => `${profile.firstName} ${profile.lastName}`.trim() || userId,
    },
    { key: 'mail', header: t('my.overview.mail'), sort: 'mail', grow: 2, render: ({ mail }) => mail },
    {
      key: 'phone',
      header: t('web.profile.workPhone'),
      isExtra: true,
      render: ({ profile }) => profile.workPhone,
    },
    { key: 'office', header: t('web.profile.office'), isExtra: true, render: ({ profile }) => profile.office },
  ];
  return (
    <Page title={t('my.people')} lead={t('my.people.lead')} help={PEOPLE_HELP} commands={['mailroom user list']}>
      <TextInput
        type="search"
        label={t('my.people.find')}
        value={search.typed}
        onChange={(event) => search.type(event.currentTarget.value)}
      />
      {pages.total !== undefined && <p role="status">{t('my.people.count', { count: pages.total })}</p>}
      <DataTable
        label={t('my.people')}
        columns={columns}
        pages={pages}
        idOf={({ userId }) => userId}
        sort={sort}
        onSort={setSort}
        onOpen={({ mail }) => navigate(`/${toSegment(mail)}`)}
        empty={<p>{t(search.asked === '' ? 'my.people.none' : 'web.table.nothing-found')}</p>}
      />
    </Page>
  );
}
