/** New codes to put away, in place of those that there are. */
import { useState } from 'react';
import { useChange } from '../../shared/api/use-api.ts';
import { FormBody } from '../../shared/form/form-body.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Dialog } from '../dialog.tsx';
import { OwnPassword } from '../own-password.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

export function RecoveryDialog({ onClose }: { onClose(): void }) {
  const { t } = useI18n();
  const renew = useChange('me.new-recovery-codes');
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const form = useForm({ password: '' }, renew.failure);
  const submit = async () => {
    const made = await renew.run({ body: form.values });
    if (made !== null) setCodes(made.recoveryCodes);
  };
  return (
    <Dialog title={t('my.recovery')} isKept={codes !== null} onClose={onClose}>
      {codes !== null ? (
        <RecoveryCodes codes={codes} onDone={onClose} />
      ) : (
        <FormBody
          action={t('my.recovery.renew')}
          failure={form.otherFailure}
          isRunning={renew.isRunning}
          isBlocked={form.values.password === ''}
          onSubmit={() => void submit()}
          onCancel={onClose}
        >
          <p>{t('my.recovery.replaces')}</p>
          <OwnPassword {...form.text('password')} />
        </FormBody>
      )}
    </Dialog>
  );
}
