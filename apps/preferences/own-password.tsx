/** The password once more: who finds a browser that is signed in does not get the account. */
import { PasswordInput } from '@mantine/core';
import { useI18n } from '../shared/i18n/i18n.tsx';

interface Props {
  readonly value: string;
  readonly error: string | null;
  onChange(event: { currentTarget: { value: string } }): void;
}

export function OwnPassword({ value, error, onChange }: Props) {
  const { t } = useI18n();
  return (
    <PasswordInput
      label={t('my.own-password')}
      description={t('my.own-password.hint')}
      value={value}
      error={error}
      onChange={onChange}
      autoComplete="current-password"
      visibilityToggleButtonProps={{ 'aria-label': t('web.password.show') }}
    />
  );
}
