/** A technical value with a small button that copies it. */
import { CopyButton, UnstyledButton } from '@mantine/core';
import { useI18n } from '../i18n/i18n.tsx';
import classes from './copy-text.module.css';

interface Props {
  readonly text: string;
  /** What the button does, for screen readers. */
  readonly label: string;
}

export function CopyText({ text, label }: Props) {
  const { t } = useI18n();
  return (
    <span className={classes.line}>
      <code className={classes.text}>{text}</code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <UnstyledButton className={classes.copy} aria-label={copied ? t('web.copied') : label} onClick={copy}>
            {copied ? t('web.copied') : t('web.copy')}
          </UnstyledButton>
        )}
      </CopyButton>
    </span>
  );
}
