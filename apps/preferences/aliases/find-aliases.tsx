/** All aliases of the organisation. PM3 */
import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Answer } from '../../shared/api/call.ts';
import { FailureNotice } from '../../shared/feedback/notice.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { toSegment } from '../../shared/layout/path-segment.ts';
import { type Column, DataTable, type Sort } from '../../shared/table/data-table.tsx';
import { usePages } from '../../shared/table/use-pages.ts';
import { useSearchText } from '../../shared/table/use-search-text.ts';
import { type Membership, useMembership } from './use-membership.ts';

type Row = Answer<'me.find-aliases'>['aliases'][number];

export function FindAliases() {
  const { t, formats } = useI18n();
  const [, navigate] = useLocation();
  const search = useSearchText();
  const [sort, setSort] = useState<Sort>({ by: 'mail', direction: 'ascending' });
  const query = { query: search.asked, sort: sort.by, direction: sort.direction };
  const pages = usePages<Row>('me.find-aliases', query, ({ aliases }: Answer<'me.find-aliases'>) => aliases);
  const membership = useMembership();
  const columns: readonly Column<Row>[] = [
    { key: 'mail', header: t('my.alias.mail'), sort: 'mail', grow: 2, render: ({ mail }) => mail },
    {
      key: 'description',
      header: t('my.alias.description'),
      sort: 'description',
      grow: 2,
      isExtra: true,
      render: ({ description }) => description,
    },
    {
      key: 'members',
      header: t('my.alias.members'),
      align: 'end',
      isExtra: true,
      render: ({ memberCount }) => formats.number(memberCount),
    },
    {
      key: 'membership',
      header: t('my.alias.membership'),
      grow: 1.5,
      isExtra: true,
      render: ({ membership }) => t(`my.alias.membership.${membership}`),
    },
    { key: 'act', header: '', align: 'end', render: (row) => <JoinOrLeave row={row} membership={membership} /> },
  ];
  return (
    <>
      <TextInput
        type="search"
        label={t('my.alias.find')}
        value={search.typed}
        onChange={(event) => search.type(event.currentTarget.value)}
      />
      <FailureNotice failure={membership.failure} />
      <DataTable
        label={t('my.alias.all')}
        columns={columns}
        pages={pages}
        idOf={({ mail }) => mail}
        sort={sort}
        onSort={setSort}
        onOpen={({ mail }) => navigate(`/of/${toSegment(mail)}`)}
        empty={<p>{t(search.asked === '' ? 'my.alias.none-here' : 'web.table.nothing-found')}</p>}
      />
    </>
  );
}

function JoinOrLeave({ row, membership }: { readonly row: Row; readonly membership: Membership }) {
  const { t } = useI18n();
  const { mail, mayJoin, mayLeave } = row;
  if (!mayJoin && !mayLeave) return null;
  return (
    <Button
      size="compact-sm"
      variant={mayJoin ? 'light' : 'default'}
      disabled={membership.isRunning}
      aria-label={t(mayJoin ? 'my.alias.join-named' : 'my.alias.leave-named', { name: mail })}
      onClick={(event) => {
        // The row itself opens the alias.
        event.stopPropagation();
        void (mayJoin ? membership.join(mail) : membership.leave(mail));
      }}
    >
      {t(mayJoin ? 'my.alias.join' : 'my.alias.leave')}
    </Button>
  );
}
