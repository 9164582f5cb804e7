/** The same on the command line, ready to be copied. P2 */
import { CopyButton, UnstyledButton } from '@mantine/core';
import { useI18n } from '../i18n/i18n.tsx';
import classes from './command-line.module.css';

export function CommandLine({ commands }: { readonly commands: readonly string[] }) {
  const { t } = useI18n();
  return (
    <details className={classes.box}>
      <summary>{t('web.command-line')}</summary>
      {commands.map((command) => (
        <div key={command} className={classes.line}>
          <code>{command}</code>
          <CopyButton value={command}>
            {({ copied, copy }) => (
              <UnstyledButton className={classes.copy} onClick={copy}>
                {copied ? t('web.copied') : t('web.copy')}
              </UnstyledButton>
            )}
          </CopyButton>
        </div>
      ))}
    </details>
  );
}
