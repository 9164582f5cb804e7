/** Who is in a group: found, added, taken out. DI1 */
import { Button, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import type { GroupView } from '../../../src/wire/admin/directory-schemas.ts';
import type { UserRowView } from '../../../src/wire/admin/table-schemas.ts';
import type { Answer } from '../../shared/api/call.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { FailureNotice } from '../../shared/feedback/notice.tsx';
import { useDone } from '../../shared/feedback/use-done.ts';
import { InlineForm } from '../../shared/form/inline-form.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Section } from '../../shared/layout/page.tsx';
import { toSegment } from '../../shared/layout/path-segment.ts';
import { useSession } from '../../shared/session/session.tsx';
import { type Column, DataTable, type Sort } from '../../shared/table/data-table.tsx';
import { TableBar } from '../../shared/table/table-bar.tsx';
import { usePages } from '../../shared/table/use-pages.ts';
import { useSearchText } from '../../shared/table/use-search-text.ts';
import { useSelection } from '../../shared/table/use-selection.ts';
import { UserPicker } from '../users/user-picker.tsx';
import { UserState } from '../users/user-state.tsx';

interface Props {
  readonly group: GroupView;
}

const ALSO_STALE = ['user', 'policy', 'quota', 'audit'];

export function GroupMembers({ group: { name } }: Props) {
  const { t } = useI18n();
  const { may } = useSession();
  const [, navigate] = useLocation();
  const done = useDone();
  const change = useChange('group.update', ALSO_STALE);
  const search = useSearchText();
  const selection = useSelection();
  const [sort, setSort] = useState<Sort>({ by: 'userId', direction: 'ascending' });
  const query = { group: name, state: 'all', query: search.asked, sort: sort.by, direction: sort.direction };
  const pages = usePages<UserRowView>('user.list', query, ({ users }: Answer<'user.list'>) => users);
  const columns = useMemberColumns();
  const mayChange = may('group.update');
  const remove = async () => {
    const removeMembers = [...selection.ids];
    if ((await change.run({ path: { name }, body: { removeMembers } })) === null) return;
    selection.clear();
    await done(t('server.groups.removed', { count: removeMembers.length }), { kind: 'group', name });
  };
  return (
    <Section title={t('server.groups.members')} lead={t('server.groups.members.lead', { count: pages.total ?? 0 })}>
      {mayChange && <AddMember name={name} />}
      <TableBar>
        <TextInput
          type="search"
          aria-label={t('server.groups.members.search')}
          placeholder={t('server.users.search')}
          value={search.typed}
          onChange={(event) => search.type(event.currentTarget.value)}
        />
        {mayChange && (
          <Button
            variant="default"
            disabled={selection.count === 0}
            loading={change.isRunning}
            onClick={() => void remove()}
          >
            {t('server.groups.remove')}
          </Button>
        )}
      </TableBar>
      <FailureNotice failure={change.failure} />
      <DataTable
        label={t('server.groups.members')}
        columns={columns}
        pages={pages}
        idOf={({ userId }) => userId}
        sort={sort}
        onSort={setSort}
        {...(mayChange && { selection })}
        onOpen={({ userId }) => navigate(`~/msg/server/users/${toSegment(userId)}`)}
        empty={<p>{t(search.asked === '' ? 'server.groups.members.none' : 'web.table.nothing-found')}</p>}
      />
    </Section>
  );
}

function AddMember({ name }: { readonly name: string }) {
  const { t } = useI18n();
  const done = useDone();
  const change = useChange('group.update', ALSO_STALE);
  const [userId, setUserId] = useState('');
  const add = async () => {
    if ((await change.run({ path: { name }, body: { addMembers: [userId] } })) === null) return;
    setUserId('');
    await done(t('server.groups.added', { name: userId }), { kind: 'group', name });
  };
  return (
    <InlineForm
      action={t('server.groups.add')}
      failure={change.failure}
      isRunning={change.isRunning}
      isBlocked={userId === ''}
      onSubmit={() => void add()}
    >
      <UserPicker label={t('server.groups.add.label')} value={userId} onChange={setUserId} />
    </InlineForm>
  );
}

function useMemberColumns(): readonly Column<UserRowView>[] {
  const { t } = useI18n();
  return useMemo(
    () => [
      { key: 'userId', header: t('server.users.user-id'), sort: 'userId', render: ({ userId }) => userId },
      {
        key: 'name',
        header: t('server.users.name'),
        sort: 'name',
        grow: 1.3,
        render: ({ firstName, lastName }) => `${firstName} ${lastName}`.trim(),
      },
      { key: 'mail', header: t('server.users.mail'), sort: 'mail', grow: 2, isExtra: true, render: ({ mail }) => mail },
      {
        key: 'state',
        header: t('server.users.state'),
        isExtra: true,
        render: ({ state }) => <UserState state={state} />,
      },
    ],
    [t],
  );
}
