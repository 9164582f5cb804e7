/** A password that is chosen: how strong it is while it is typed, and a proposal for who wants none of his own. */
import { Button, PasswordInput, Progress } from '@mantine/core';
import { useI18n } from '../i18n/i18n.tsx';
import classes from './new-password.module.css';
import { generatePassword, passwordStrength } from './password-strength.ts';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly error?: string | null;
  /** Where somebody else has to be told the password. */
  readonly offersProposal?: boolean;
  onChange(value: string): void;
}

export function NewPassword({ label, value, error = null, offersProposal = false, onChange }: Props) {
  const { t } = useI18n();
  const strength = passwordStrength(value);
  return (
    <div className={classes.field}>
      <PasswordInput
        label={label}
        value={value}
        error={error}
        aria-invalid={error !== null}
        autoComplete="new-password"
        onChange={(event) => onChange(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('web.password.show') }}
      />
      {value !== '' && (
        <div className={classes.strength} role="status">
          <Progress
            value={(strength + 1) * 25}
            color={['red.8', 'orange.8', 'harbour.7', 'green.8'][strength] ?? 'red.8'}
            size="sm"
            aria-label={t('web.password.strength')}
          />
          <span>{t(`web.password.strength.${strength}`)}</span>
        </div>
      )}
      {offersProposal && (
        <Button size="compact-sm" variant="subtle" onClick={() => onChange(generatePassword())}>
          {t('web.password.propose')}
        </Button>
      )}
    </div>
  );
}
