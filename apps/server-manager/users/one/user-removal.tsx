/** Setting a user aside, bringing him back, deleting him for good. DI5 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../../shared/api/use-api.ts';
import { Confirm } from '../../../shared/feedback/confirm.tsx';
import { FailureNotice } from '../../../shared/feedback/notice.tsx';
import { useDone } from '../../../shared/feedback/use-done.ts';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { Section } from '../../../shared/layout/page.tsx';
import { useSession } from '../../../shared/session/session.tsx';
import { DeleteUser } from './delete-user.tsx';
import type { UserTabProps } from './one-user.tsx';
import { Tab } from './tab.tsx';

export function UserRemoval({ user }: UserTabProps) {
  const { t } = useI18n();
  const { may } = useSession();
  const [isAsking, setAsking] = useState(false);
  return (
    <Tab>
      {user.archivedAt === null ? <Archive user={user} /> : <Restore user={user} />}
      {may('user.delete') && (
        <Section
          title={t('server.users.delete')}
          lead={t('server.users.delete.lead')}
          actions={
            <Button variant="default" c="var(--bad)" onClick={() => setAsking(true)}>
              {t('server.users.delete.action')}
            </Button>
          }
        >
          {isAsking && <DeleteUser user={user} onCancel={() => setAsking(false)} />}
        </Section>
      )}
    </Tab>
  );
}

function Archive({ user: { userId } }: UserTabProps) {
  const { t } = useI18n();
  const done = useDone();
  const archive = useChange('user.archive', ['audit', 'domain']);
  const [isAsking, setAsking] = useState(false);
  const run = async () => {
    if ((await archive.run({ path: { userId }, body: {} })) === null) return;
    setAsking(false);
    await done(t('server.users.archive.done', { name: userId }), { kind: 'user', name: userId });
  };
  return (
    <Section
      title={t('server.users.archive')}
      lead={t('server.users.archive.lead')}
      actions={
        <Button variant="default" onClick={() => setAsking(true)}>
          {t('server.users.archive.action')}
        </Button>
      }
    >
      {isAsking && (
        <Confirm
          title={t('server.users.archive.title', { name: userId })}
          action={t('server.users.archive.action')}
          isRunning={archive.isRunning}
          failure={archive.failure}
          onConfirm={() => void run()}
          onCancel={() => setAsking(false)}
        >
          <p>{t('server.users.archive.text')}</p>
        </Confirm>
      )}
    </Section>
  );
}

function Restore({ user: { userId } }: UserTabProps) {
  const { t } = useI18n();
  const { may } = useSession();
  const done = useDone();
  const restore = useChange('user.restore', ['audit', 'domain']);
  const run = async () => {
    if ((await restore.run({ path: { userId }, body: {} })) === null) return;
    await done(t('server.users.restore.done', { name: userId }), { kind: 'user', name: userId });
  };
  return (
    <Section
      title={t('server.users.restore')}
      lead={t('server.users.restore.lead')}
      actions={
        may('user.restore') && (
          <Button variant="default" loading={restore.isRunning} onClick={() => void run()}>
            {t('server.users.restore.action')}
          </Button>
        )
      }
    >
      <FailureNotice failure={restore.failure} />
    </Section>
  );
}
