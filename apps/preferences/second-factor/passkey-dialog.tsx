/** A passkey: made by the device or by a key that is plugged in. WebAuthn Level 3, section 5.1.3 */
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../shared/api/use-api.ts';
import { Notice } from '../../shared/feedback/notice.tsx';
import { useToast } from '../../shared/feedback/toasts.tsx';
import { FormBody } from '../../shared/form/form-body.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { clientName } from '../../shared/sign-in/client-name.ts';
import { makePasskey } from '../../shared/sign-in/passkey.ts';
import { Dialog } from '../dialog.tsx';
import { OwnPassword } from '../own-password.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

export function PasskeyDialog({ onClose }: { onClose(): void }) {
  const { t } = useI18n();
  const toast = useToast();
  const begin = useChange('me.begin-passkey');
  const finish = useChange('me.finish-passkey');
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [wasGivenUp, setGivenUp] = useState(false);
  const form = useForm({ label: clientName(), password: '' }, begin.failure ?? finish.failure);
  const { label, password } = form.values;
  const submit = async () => {
    setGivenUp(false);
    finish.forget();
    const options = await begin.run({ body: { password } });
    if (options === null) return;
    const registration = await makePasskey(options);
    if (registration === null) return setGivenUp(true);
    // The server reads the octets itself: they travel as the browser writes them.
    const body = { label, challenge: options.challenge, registration };
    const confirmed = await finish.run({ body });
    if (confirmed === null) return;
    if (confirmed.recoveryCodes !== null) return setCodes(confirmed.recoveryCodes);
    toast({ text: t('my.factor.added') });
    onClose();
  };
  return (
    <Dialog title={t(codes === null ? 'my.passkey' : 'my.recovery')} isKept={codes !== null} onClose={onClose}>
      {codes !== null ? (
        <RecoveryCodes codes={codes} onDone={onClose} />
      ) : (
        <FormBody
          action={t('my.passkey.make')}
          failure={form.otherFailure}
          isRunning={begin.isRunning || finish.isRunning}
          isBlocked={label.trim() === '' || password === ''}
          onSubmit={() => void submit()}
          onCancel={onClose}
        >
          <p>{t('my.passkey.text')}</p>
          <TextInput
            label={t('my.name')}
            description={t('my.passkey.label.hint')}
            {...form.text('label')}
            data-autofocus
          />
          <OwnPassword {...form.text('password')} />
          {wasGivenUp && <Notice kind="warning">{t('my.passkey.given-up')}</Notice>}
        </FormBody>
      )}
    </Dialog>
  );
}
