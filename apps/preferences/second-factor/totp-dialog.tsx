/** An app that shows codes: its secret as a picture and as text, and a code that proves that it has arrived. RFC 6238 */
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Answer } from '../../shared/api/call.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { ShownOnce } from '../../shared/feedback/shown-once.tsx';
import { useToast } from '../../shared/feedback/toasts.tsx';
import { FormBody } from '../../shared/form/form-body.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Dialog } from '../dialog.tsx';
import { OwnPassword } from '../own-password.tsx';
import { QrCode } from './qr-code.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import classes from './second-factor.module.css';

type Begun = Answer<'me.begin-totp'>;

export function TotpDialog({ onClose }: { onClose(): void }) {
  const { t } = useI18n();
  const toast = useToast();
  const [begun, setBegun] = useState<Begun | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const onConfirmed = (recoveryCodes: readonly string[] | null) => {
    if (recoveryCodes !== null) return setCodes(recoveryCodes);
    toast({ text: t('my.factor.added') });
    onClose();
  };
  return (
    <Dialog title={t(codes === null ? 'my.totp' : 'my.recovery')} isKept={codes !== null} onClose={onClose}>
      {codes !== null ? (
        <RecoveryCodes codes={codes} onDone={onClose} />
      ) : begun === null ? (
        <Begin onBegun={setBegun} onClose={onClose} />
      ) : (
        <Confirm begun={begun} onConfirmed={onConfirmed} onClose={onClose} />
      )}
    </Dialog>
  );
}

function Begin({ onBegun, onClose }: { onBegun(begun: Begun): void; onClose(): void }) {
  const { t } = useI18n();
  const begin = useChange('me.begin-totp');
  const form = useForm({ label: t('my.totp.label'), password: '' }, begin.failure);
  const { label, password } = form.values;
  const submit = async () => {
    const begun = await begin.run({ body: { label, password } });
    if (begun !== null) onBegun(begun);
  };
  return (
    <FormBody
      action={t('my.continue')}
      failure={form.otherFailure}
      isRunning={begin.isRunning}
      isBlocked={label.trim() === '' || password === ''}
      onSubmit={() => void submit()}
      onCancel={onClose}
    >
      <p>{t('my.totp.text')}</p>
      <TextInput label={t('my.name')} description={t('my.totp.label.hint')} {...form.text('label')} data-autofocus />
      <OwnPassword {...form.text('password')} />
    </FormBody>
  );
}

interface ConfirmProps {
  readonly begun: Begun;
  onConfirmed(recoveryCodes: readonly string[] | null): void;
  onClose(): void;
}

function Confirm({ begun: { id, secret, uri }, onConfirmed, onClose }: ConfirmProps) {
  const { t } = useI18n();
  const confirm = useChange('me.confirm-totp');
  const form = useForm({ code: '' }, confirm.failure);
  const isWrong = confirm.failure?.detail.reason === 'wrong-code';
  const submit = async () => {
    const confirmed = await confirm.run({ path: { id }, body: { code: form.values.code.trim() } });
    if (confirmed !== null) onConfirmed(confirmed.recoveryCodes);
  };
  return (
    <FormBody
      action={t('my.totp.confirm')}
      failure={isWrong ? null : form.otherFailure}
      isRunning={confirm.isRunning}
      isBlocked={form.values.code.trim() === ''}
      onSubmit={() => void submit()}
      onCancel={onClose}
    >
      <p>{t('my.totp.scan')}</p>
      <div className={classes.picture}>
        <QrCode text={uri} label={t('my.totp.picture')} />
      </div>
      <ShownOnce label={t('my.totp.secret')} value={secret.replace(/(.{4})(?=.)/g, '$1 ')} />
      <TextInput
        label={t('my.totp.code')}
        description={t('my.totp.code.hint')}
        {...form.text('code')}
        error={isWrong ? t('failure.invalid.wrong-code') : form.errorOf('code')}
        autoComplete="one-time-code"
        inputMode="numeric"
        autoFocus
      />
    </FormBody>
  );
}
