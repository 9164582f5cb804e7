/** Deletes a user: what depends on him, who takes over, and his name typed, since nobody gets the mail back. DI5 */
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useChange } from '../../../shared/api/use-api.ts';
import { Confirm } from '../../../shared/feedback/confirm.tsx';
import { Notice } from '../../../shared/feedback/notice.tsx';
import { useDone } from '../../../shared/feedback/use-done.ts';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { UserPicker } from '../user-picker.tsx';
import { Dependents } from './dependents.tsx';
import { dependentsText } from './dependents-text.ts';
import type { UserTabProps } from './one-user.tsx';

interface Props extends UserTabProps {
  onCancel(): void;
}

const ALSO_STALE = ['alias', 'group', 'domain', 'quota', 'audit', 'search'];

export function DeleteUser({ user: { userId, isMirrored }, onCancel }: Props) {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  const done = useDone();
  const remove = useChange('user.delete', ALSO_STALE);
  const [heir, setHeir] = useState('');
  const why = remove.failure === null ? null : dependentsText(t, remove.failure);
  const run = async () => {
    const query = heir === '' ? {} : { handOverTo: heir };
    if ((await remove.run({ path: { userId }, query })) === null) return;
    navigate('/');
    await done(t('server.users.deleted', { name: userId }));
  };
  return (
    <Confirm
      title={t('server.users.delete.title', { name: userId })}
      action={t('server.users.delete.action')}
      typed={userId}
      isRunning={remove.isRunning}
      failure={why === null ? remove.failure : null}
      onConfirm={() => void run()}
      onCancel={onCancel}
    >
      <p>{t('server.users.delete.text')}</p>
      {isMirrored && <p>{t('server.users.delete.mirrored')}</p>}
      <Dependents userIds={[userId]} />
      <UserPicker
        label={t('server.users.delete.hand-over')}
        description={t('server.users.delete.hand-over.hint')}
        value={heir}
        except={[userId]}
        onChange={setHeir}
      />
      {why !== null && <Notice kind="bad">{why}</Notice>}
    </Confirm>
  );
}
