/** Groups that a user is in. DI1 */
import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { GroupRowView } from '../../../../src/wire/admin/table-schemas.ts';
import { useChange, useRead } from '../../../shared/api/use-api.ts';
import { FailureNotice } from '../../../shared/feedback/notice.tsx';
import { useDone } from '../../../shared/feedback/use-done.ts';
import { InlineForm } from '../../../shared/form/inline-form.tsx';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { Section } from '../../../shared/layout/page.tsx';
import { toSegment } from '../../../shared/layout/path-segment.ts';
import { useSession } from '../../../shared/session/session.tsx';
import { SimpleTable } from '../../../shared/table/simple-table.tsx';
import type { UserTabProps } from './one-user.tsx';
import { Tab } from './tab.tsx';

const MAX_SHOWN = 500;
const ALSO_STALE = ['user', 'policy', 'quota', 'audit'];

export function UserGroups({ user: { userId } }: UserTabProps) {
  const { t, formats } = useI18n();
  const { may } = useSession();
  const done = useDone();
  const change = useChange('group.update', ALSO_STALE);
  const groups = useRead('group.list', { query: { member: userId, sort: 'rank', limit: MAX_SHOWN } });
  const mayChange = may('group.update');
  const leave = async (name: string) => {
    if ((await change.run({ path: { name }, body: { removeMembers: [userId] } })) === null) return;
    await done(t('server.users.groups.left', { name }), { kind: 'group', name });
  };
  return (
    <Tab>
      <Section title={t('server.users.tab.groups')} lead={t('server.users.groups.lead')}>
        <SimpleTable
          label={t('server.users.tab.groups')}
          columns={[
            {
              key: 'name',
              header: t('server.groups.name'),
              render: ({ name }: GroupRowView) => <Link href={`~/msg/server/groups/${toSegment(name)}`}>{name}</Link>,
            },
            {
              key: 'description',
              header: t('server.description'),
              render: ({ description }: GroupRowView) => description,
            },
            {
              key: 'rank',
              header: t('server.groups.rank'),
              align: 'end',
              render: ({ rank }: GroupRowView) => formats.number(rank),
            },
            {
              key: 'leave',
              header: '',
              align: 'end',
              render: ({ name }: GroupRowView) =>
                mayChange && (
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    aria-label={`${t('server.users.groups.leave')}: ${name}`}
                    onClick={() => void leave(name)}
                  >
                    {t('server.users.groups.leave')}
                  </Button>
                ),
            },
          ]}
          rows={groups.data?.groups ?? []}
          idOf={({ name }) => name}
          empty={t('server.users.groups.none')}
        />
        <FailureNotice failure={change.failure} />
        {mayChange && <Join userId={userId} except={(groups.data?.groups ?? []).map(({ name }) => name)} />}
      </Section>
    </Tab>
  );
}

function Join({ userId, except }: { readonly userId: string; readonly except: readonly string[] }) {
  const { t } = useI18n();
  const done = useDone();
  const change = useChange('group.update', ALSO_STALE);
  const [name, setName] = useState<string | null>(null);
  const all = useRead('group.list', { query: { limit: MAX_SHOWN } });
  const offered = (all.data?.groups ?? []).map((group) => group.name).filter((each) => !except.includes(each));
  if (offered.length === 0) return null;
  const join = async () => {
    if (name === null) return;
    if ((await change.run({ path: { name }, body: { addMembers: [userId] } })) === null) return;
    setName(null);
    await done(t('server.users.groups.joined', { name }), { kind: 'group', name });
  };
  return (
    <InlineForm
      action={t('server.users.groups.join')}
      failure={change.failure}
      isRunning={change.isRunning}
      isBlocked={name === null}
      onSubmit={() => void join()}
    >
      <Select
        label={t('server.users.groups.join.label')}
        data={offered}
        value={name}
        onChange={setName}
        searchable
        nothingFoundMessage={t('web.table.nothing-found')}
      />
    </InlineForm>
  );
}
