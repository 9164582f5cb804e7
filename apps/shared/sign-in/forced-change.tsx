/** A one-time password is good for one thing: choosing another. SM1, DI9 */
import { Button } from '@mantine/core';
import { call } from '../api/call.ts';
import { useI18n } from '../i18n/i18n.tsx';
import { Entrance } from './entrance.tsx';
import { PasswordChange } from './password-change.tsx';
import classes from './sign-in.module.css';

interface Props {
  onChanged(): void;
  onSignOut(): void;
}

export function ForcedChange({ onChanged, onSignOut }: Props) {
  const { t } = useI18n();
  const leave = async () => {
    await call('sign-out').catch(() => {});
    onSignOut();
  };
  return (
    <Entrance title={t('web.forced.title')}>
      <p>{t('web.forced.text')}</p>
      <PasswordChange onChanged={onChanged} />
      <div className={classes.choices}>
        <Button variant="subtle" size="compact-sm" onClick={() => void leave()}>
          {t('web.second-step.back')}
        </Button>
      </div>
    </Entrance>
  );
}
