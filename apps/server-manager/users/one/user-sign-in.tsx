/** Keeps a user out for a while, and lets him in again. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../../shared/api/use-api.ts';
import { Confirm } from '../../../shared/feedback/confirm.tsx';
import { FailureNotice } from '../../../shared/feedback/notice.tsx';
import { useDone } from '../../../shared/feedback/use-done.ts';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { Section } from '../../../shared/layout/page.tsx';
import type { UserTabProps } from './one-user.tsx';
import { useKeptFields } from './use-kept-fields.ts';

export function UserSignIn({ user }: UserTabProps) {
  const { t } = useI18n();
  const done = useDone();
  const update = useChange('user.update', ['audit']);
  const [isAsking, setAsking] = useState(false);
  const { userId, isEnabled } = user;
  const isKept = useKeptFields(user).has('isEnabled');
  const set = async (next: boolean) => {
    if ((await update.run({ path: { userId }, body: { isEnabled: next } })) === null) return;
    setAsking(false);
    await done(t(next ? 'server.users.enabled.done' : 'server.users.disabled.done', { name: userId }), {
      kind: 'user',
      name: userId,
    });
  };
  return (
    <Section
      title={t('server.users.sign-in')}
      lead={t(isEnabled ? 'server.users.sign-in.enabled' : 'server.users.sign-in.disabled')}
      actions={
        !isKept && (
          <Button
            variant="default"
            loading={update.isRunning && !isAsking}
            onClick={() => (isEnabled ? setAsking(true) : void set(true))}
          >
            {t(isEnabled ? 'server.users.disable' : 'server.users.enable')}
          </Button>
        )
      }
    >
      {isKept && <p>{t('server.users.mirrored.state')}</p>}
      {!isAsking && <FailureNotice failure={update.failure} />}
      {isAsking && (
        <Confirm
          title={t('server.users.disable.title', { name: userId })}
          action={t('server.users.disable')}
          isRunning={update.isRunning}
          failure={update.failure}
          onConfirm={() => void set(false)}
          onCancel={() => setAsking(false)}
        >
          <p>{t('server.users.disable.text')}</p>
        </Confirm>
      )}
    </Section>
  );
}
