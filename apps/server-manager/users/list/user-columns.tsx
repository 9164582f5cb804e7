/** What the table of users tells of each. */
import { useMemo } from 'react';
import type { Answer } from '../../../shared/api/call.ts';
import { StateMark } from '../../../shared/feedback/state-mark.tsx';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import type { Column } from '../../../shared/table/data-table.tsx';
import { UsageBar } from '../quotas/usage-bar.tsx';
import { UserState } from '../user-state.tsx';

export type UserRow = Answer<'user.list'>['users'][number];

export function useUserColumns(): readonly Column<UserRow>[] {
  const { t, formats } = useI18n();
  return useMemo(
    () => [
      {
        key: 'userId',
        header: t('server.users.user-id'),
        sort: 'userId',
        grow: 1.1,
        render: ({ userId }) => userId,
      },
      {
        key: 'name',
        header: t('server.users.name'),
        sort: 'name',
        grow: 1.3,
        render: (row) => `${row.firstName} ${row.lastName}`.trim(),
      },
      {
        key: 'mail',
        header: t('server.users.mail'),
        sort: 'mail',
        grow: 1.8,
        isExtra: true,
        render: ({ mail }) => mail,
      },
      {
        key: 'state',
        header: t('server.users.state'),
        grow: 1.5,
        isExtra: true,
        render: (row) => (
          <>
            {row.state === 'enabled' && row.role !== 'user' ? (
              <StateMark kind="good">{t(`server.role.${row.role}`)}</StateMark>
            ) : (
              <UserState state={row.state} />
            )}{' '}
            {row.isMirrored && <StateMark kind="quiet">{t('server.users.mirrored')}</StateMark>}
          </>
        ),
      },
      {
        key: 'used',
        header: t('server.users.used'),
        sort: 'storageBytes',
        grow: 1.3,
        isExtra: true,
        render: (row) => <UsageBar used={row.storageBytes} limit={row.storageLimitBytes} />,
      },
      {
        key: 'factor',
        header: t('server.users.second-factor'),
        grow: 0.8,
        isExtra: true,
        render: (row) => t(row.hasSecondFactor ? 'server.users.factor.yes' : 'server.users.factor.no'),
      },
      {
        key: 'lastSignIn',
        header: t('server.users.last-sign-in'),
        sort: 'lastSignInAt',
        grow: 1.2,
        isExtra: true,
        render: ({ lastSignInAt }) =>
          lastSignInAt === null ? (
            t('server.users.never')
          ) : (
            <time dateTime={lastSignInAt} title={formats.time(lastSignInAt)}>
              {formats.ago(lastSignInAt)}
            </time>
          ),
      },
    ],
    [t, formats],
  );
}
