/** One's own password: the present one, and twice the new one. */
import { PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../api/use-api.ts';
import { FormBody } from '../form/form-body.tsx';
import { NewPassword } from '../form/new-password.tsx';
import { useForm } from '../form/use-form.ts';
import { useI18n } from '../i18n/i18n.tsx';

const EMPTY = { present: '', password: '' };

interface Props {
  readonly isBlocked?: boolean;
  onChanged(): void;
}

export function PasswordChange({ isBlocked = false, onChanged }: Props) {
  const { t } = useI18n();
  const change = useChange('me.password');
  const form = useForm(EMPTY, change.failure);
  const [repeated, setRepeated] = useState('');
  const { present, password } = form.values;
  const differs = repeated !== '' && repeated !== password;
  const submit = async () => {
    if ((await change.run({ body: { present, password } })) === null) return;
    form.reset(EMPTY);
    setRepeated('');
    onChanged();
  };
  return (
    <FormBody
      action={t('web.forced.action')}
      failure={form.otherFailure}
      isRunning={change.isRunning}
      isBlocked={isBlocked || present === '' || password === '' || repeated !== password}
      onSubmit={() => void submit()}
    >
      <PasswordInput
        label={t('web.forced.present')}
        {...form.text('present')}
        disabled={isBlocked}
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': t('web.password.show') }}
      />
      <NewPassword
        label={t('web.password.new')}
        value={password}
        error={form.errorOf('password')}
        onChange={(value) => form.set('password', value)}
      />
      <PasswordInput
        label={t('web.password.repeat')}
        value={repeated}
        error={differs ? t('web.password.differs') : null}
        onChange={(event) => setRepeated(event.currentTarget.value)}
        disabled={isBlocked}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': t('web.password.show') }}
      />
    </FormBody>
  );
}
