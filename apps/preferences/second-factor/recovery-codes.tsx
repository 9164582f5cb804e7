/** Codes to put away, shown once: they can be copied, printed and kept as a file. */
import { Button, CopyButton } from '@mantine/core';
import { Notice } from '../../shared/feedback/notice.tsx';
import { download } from '../../shared/files/download.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { useSession } from '../../shared/session/session.tsx';
import classes from './second-factor.module.css';

interface Props {
  readonly codes: readonly string[];
  onDone(): void;
}

export function RecoveryCodes({ codes, onDone }: Props) {
  const { t } = useI18n();
  const { me } = useSession();
  const text = codes.join('\n');
  const save = () => download(`${me.userId}-recovery-codes.txt`, 'text/plain;charset=utf-8', `${me.mail}\n\n${text}\n`);
  return (
    <>
      <Notice kind="warning">{t('my.recovery.once')}</Notice>
      <div data-printed>
        <p>{t('my.recovery.of', { name: me.mail })}</p>
        <ul className={classes.codes}>
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
      </div>
      <div className={classes.buttons}>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? t('web.copied') : t('web.copy')}
            </Button>
          )}
        </CopyButton>
        <Button variant="default" onClick={() => window.print()}>
          {t('my.print')}
        </Button>
        <Button variant="default" onClick={save}>
          {t('my.download')}
        </Button>
      </div>
      <div className={classes.buttons}>
        <Button onClick={onDone}>{t('my.recovery.done')}</Button>
      </div>
    </>
  );
}
