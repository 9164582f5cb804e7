/** Takes a factor away: with the last one the password is enough again. */
import { useChange } from '../../shared/api/use-api.ts';
import { Confirm } from '../../shared/feedback/confirm.tsx';
import { useToast } from '../../shared/feedback/toasts.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { OwnPassword } from '../own-password.tsx';
import type { Factor } from './second-factor.tsx';

interface Props {
  readonly factor: Factor;
  readonly isLast: boolean;
  onClose(): void;
}

export function RemoveFactor({ factor: { id, label, kind }, isLast, onClose }: Props) {
  const { t } = useI18n();
  const toast = useToast();
  const remove = useChange('me.delete-factor');
  const form = useForm({ password: '' }, remove.failure);
  const submit = async () => {
    if ((await remove.run({ path: { id }, body: form.values })) === null) return;
    toast({ text: t('my.factor.removed') });
    onClose();
  };
  return (
    <Confirm
      title={t('my.remove-named', { name: label })}
      action={t('my.remove')}
      isRunning={remove.isRunning}
      isBlocked={form.values.password === ''}
      failure={form.otherFailure}
      onConfirm={() => void submit()}
      onCancel={onClose}
    >
      {kind === 'passkey' && <p>{t('my.factor.remove.passkey')}</p>}
      <p>{t(isLast ? 'my.factor.remove.last' : 'my.factor.remove.others')}</p>
      <OwnPassword {...form.text('password')} />
    </Confirm>
  );
}
