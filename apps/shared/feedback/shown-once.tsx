/** A secret that the server tells once: to be copied now. */
import { Button, CopyButton } from '@mantine/core';
import { useI18n } from '../i18n/i18n.tsx';
import classes from './shown-once.module.css';

interface Props {
  readonly label: string;
  readonly value: string;
}

export function ShownOnce({ label, value }: Props) {
  const { t } = useI18n();
  return (
    <div className={classes.box}>
      <span className={classes.label}>{label}</span>
      <code className={classes.value} tabIndex={0} aria-label={label}>
        {value}
      </code>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Button variant="default" size="compact-sm" onClick={copy}>
            {copied ? t('web.copied') : t('web.copy')}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}
