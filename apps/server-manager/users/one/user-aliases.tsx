/** Aliases that lead to a user, and those that he owns. DI3, SM3 */
import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { AliasRowView } from '../../../../src/wire/admin/table-schemas.ts';
import { useChange, useRead } from '../../../shared/api/use-api.ts';
import { FailureNotice } from '../../../shared/feedback/notice.tsx';
import { useDone } from '../../../shared/feedback/use-done.ts';
import { InlineForm } from '../../../shared/form/inline-form.tsx';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { Section } from '../../../shared/layout/page.tsx';
import { toSegment } from '../../../shared/layout/path-segment.ts';
import { useSession } from '../../../shared/session/session.tsx';
import { SimpleTable } from '../../../shared/table/simple-table.tsx';
import { useSearchText } from '../../../shared/table/use-search-text.ts';
import type { UserTabProps } from './one-user.tsx';

interface Row {
  readonly alias: AliasRowView;
  readonly isMember: boolean;
  readonly isOwner: boolean;
}

const MAX_SHOWN = 500;
const MAX_OFFERED = 20;
const ALSO_STALE = ['user', 'audit'];

export function UserAliases({ user: { userId } }: UserTabProps) {
  const { t } = useI18n();
  const { may } = useSession();
  const done = useDone();
  const change = useChange('alias.update', ALSO_STALE);
  const owned = useRead('alias.list', { query: { owner: userId, limit: MAX_SHOWN } });
  const joined = useRead('alias.list', { query: { member: userId, limit: MAX_SHOWN } });
  const rows = rowsOf(joined.data?.aliases ?? [], owned.data?.aliases ?? []);
  const mayChange = may('alias.update');
  const leave = async (mail: string) => {
    if ((await change.run({ path: { mail }, body: { removeMembers: [userId] } })) === null) return;
    await done(t('server.users.aliases.left', { name: mail }), { kind: 'alias', name: mail });
  };
  return (
    <Section title={t('server.users.aliases')} lead={t('server.users.aliases.lead')}>
      <SimpleTable
        label={t('server.users.aliases')}
        columns={[
          {
            key: 'mail',
            header: t('server.users.aliases.mail'),
            render: ({ alias }) => <Link href={`~/msg/server/aliases/${toSegment(alias.mail)}`}>{alias.mail}</Link>,
          },
          { key: 'description', header: t('server.description'), render: ({ alias }) => alias.description },
          {
            key: 'part',
            header: t('server.users.aliases.part'),
            render: ({ isMember, isOwner }) =>
              [isMember && t('server.users.aliases.member'), isOwner && t('server.users.aliases.owner')]
                .filter((text) => text !== false)
                .join(', '),
          },
          {
            key: 'leave',
            header: '',
            align: 'end',
            render: ({ alias: { mail }, isMember }) =>
              isMember &&
              mayChange && (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  aria-label={`${t('server.users.aliases.leave')}: ${mail}`}
                  onClick={() => void leave(mail)}
                >
                  {t('server.users.aliases.leave')}
                </Button>
              ),
          },
        ]}
        rows={rows}
        idOf={({ alias }) => alias.mail}
        empty={t('server.users.aliases.none')}
      />
      <FailureNotice failure={change.failure} />
      {mayChange && (
        <Join userId={userId} except={rows.filter(({ isMember }) => isMember).map(({ alias }) => alias.mail)} />
      )}
    </Section>
  );
}

function Join({ userId, except }: { readonly userId: string; readonly except: readonly string[] }) {
  const { t } = useI18n();
  const done = useDone();
  const change = useChange('alias.update', ALSO_STALE);
  const { typed, asked, type } = useSearchText();
  const [mail, setMail] = useState<string | null>(null);
  const query = { query: asked === mail ? '' : asked, limit: MAX_OFFERED + except.length };
  const { data } = useRead('alias.list', { query }, { keepsPrevious: true });
  const offered = (data?.aliases ?? []).map((alias) => alias.mail).filter((each) => !except.includes(each));
  const join = async () => {
    if (mail === null) return;
    if ((await change.run({ path: { mail }, body: { addMembers: [userId] } })) === null) return;
    setMail(null);
    type('');
    await done(t('server.users.aliases.joined', { name: mail }), { kind: 'alias', name: mail });
  };
  return (
    <InlineForm
      action={t('server.users.aliases.join')}
      failure={change.failure}
      isRunning={change.isRunning}
      isBlocked={mail === null}
      onSubmit={() => void join()}
    >
      <Select
        label={t('server.users.aliases.join.label')}
        data={mail === null || offered.includes(mail) ? offered : [mail, ...offered]}
        value={mail}
        onChange={setMail}
        searchable
        searchValue={typed}
        onSearchChange={type}
        filter={({ options }) => options}
        limit={MAX_OFFERED}
        nothingFoundMessage={t('web.table.nothing-found')}
      />
    </InlineForm>
  );
}

function rowsOf(joined: readonly AliasRowView[], owned: readonly AliasRowView[]): Row[] {
  const members = new Set(joined.map(({ mail }) => mail));
  const owners = new Set(owned.map(({ mail }) => mail));
  const all = [...joined, ...owned.filter(({ mail }) => !members.has(mail))];
  return all.map((alias) => ({ alias, isMember: members.has(alias.mail), isOwner: owners.has(alias.mail) }));
}
