/** A secret that is shown once, to be told or put away: with a button that copies it. */
import { Button, CopyButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useI18n } from '../i18n/i18n.tsx';
import classes from './secret-once.module.css';

interface Props {
  readonly label: string;
  readonly secret: string;
  /** What to do with it. */
  readonly children?: ReactNode;
}

export function SecretOnce({ label, secret, children }: Props) {
  const { t } = useI18n();
  return (
    <div className={classes.box} role="status">
      <div className={classes.label}>{label}</div>
      <div className={classes.line}>
        <code className={classes.secret}>{secret}</code>
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button size="compact-sm" variant="default" onClick={copy}>
              {copied ? t('web.copied') : t('web.copy')}
            </Button>
          )}
        </CopyButton>
      </div>
      {children}
    </div>
  );
}
