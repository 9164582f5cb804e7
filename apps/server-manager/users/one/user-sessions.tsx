/** Where a user is signed in, and programs that act for him; each can be ended. DI9 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { SessionView } from '../../../../src/wire/admin/endpoints/session.ts';
import { useChange, useRead } from '../../../shared/api/use-api.ts';
import { Confirm } from '../../../shared/feedback/confirm.tsx';
import { Loaded } from '../../../shared/feedback/loaded.tsx';
import { FailureNotice } from '../../../shared/feedback/notice.tsx';
import { useDone } from '../../../shared/feedback/use-done.ts';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { Section } from '../../../shared/layout/page.tsx';
import { useSession } from '../../../shared/session/session.tsx';
import { SimpleTable } from '../../../shared/table/simple-table.tsx';
import type { UserTabProps } from './one-user.tsx';

export function UserSessions({ user: { userId } }: UserTabProps) {
  const { t, formats } = useI18n();
  const { may } = useSession();
  const done = useDone();
  const sessions = useRead('user.sessions', { path: { userId } });
  const endOne = useChange('user.end-session', ['audit']);
  const endAll = useChange('user.end-sessions', ['audit']);
  const [isAsking, setAsking] = useState(false);
  const end = async (id: number) => {
    if ((await endOne.run({ path: { userId, id } })) !== null)
      await done(t('server.users.sessions.ended', { count: 1 }));
  };
  const run = async () => {
    const answer = await endAll.run({ path: { userId }, body: {} });
    if (answer === null) return;
    setAsking(false);
    await done(t('server.users.sessions.ended', { count: answer.ended }));
  };
  return (
    <Section
      title={t('server.users.sessions')}
      lead={t('server.users.sessions.lead')}
      actions={
        (sessions.data?.sessions.length ?? 0) > 0 &&
        may('user.end-sessions') && (
          <Button variant="default" onClick={() => setAsking(true)}>
            {t('server.users.sessions.end-all')}
          </Button>
        )
      }
    >
      <Loaded of={sessions}>
        {(data) => (
          <SimpleTable
            label={t('server.users.sessions')}
            columns={[
              { key: 'client', header: t('server.users.sessions.client'), render: ({ client }: SessionView) => client },
              {
                key: 'kind',
                header: t('server.users.sessions.kind'),
                render: ({ kind, services }: SessionView) =>
                  [t(`server.users.sessions.kind.${kind}`), ...(services ?? [])].join(', '),
              },
              {
                key: 'address',
                header: t('server.users.sessions.address'),
                render: ({ address }: SessionView) => address,
              },
              {
                key: 'used',
                header: t('server.users.last-used'),
                render: ({ lastUsedAt }: SessionView) => formats.ago(lastUsedAt),
              },
              {
                key: 'end',
                header: '',
                align: 'end',
                render: ({ id, client }: SessionView) =>
                  may('user.end-session') && (
                    <Button
                      size="compact-sm"
                      variant="subtle"
                      aria-label={`${t('server.users.sessions.end')}: ${client}`}
                      onClick={() => void end(id)}
                    >
                      {t('server.users.sessions.end')}
                    </Button>
                  ),
              },
            ]}
            rows={data.sessions}
            idOf={({ id }) => id}
            empty={t('server.users.sessions.none')}
          />
        )}
      </Loaded>
      <FailureNotice failure={endOne.failure} />
      {isAsking && (
        <Confirm
          title={t('server.users.sessions.end-all.title', { name: userId })}
          action={t('server.users.sessions.end-all')}
          isRunning={endAll.isRunning}
          failure={endAll.failure}
          onConfirm={() => void run()}
          onCancel={() => setAsking(false)}
        >
          <p>{t('server.users.sessions.end-all.text')}</p>
        </Confirm>
      )}
    </Section>
  );
}
