/** All records as lines of a zone file: to be copied, or downloaded. */
import { Button, CopyButton } from '@mantine/core';
import { download } from '../../shared/files/download.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Section } from '../../shared/layout/page.tsx';
import classes from './zone.module.css';

interface Props {
  readonly name: string;
  readonly zone: string;
}

export function Zone({ name, zone }: Props) {
  const { t } = useI18n();
  return (
    <Section
      title={t('server.domains.zone')}
      lead={t('server.domains.zone.lead')}
      actions={
        <>
          <CopyButton value={zone}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? t('web.copied') : t('server.domains.zone.copy')}
              </Button>
            )}
          </CopyButton>
          <Button variant="default" onClick={() => download(`${name}.zone`, 'text/plain;charset=utf-8', zone)}>
            {t('server.domains.zone.download')}
          </Button>
        </>
      }
    >
      <pre className={classes.zone} tabIndex={0} aria-label={t('server.domains.zone')}>
        {zone}
      </pre>
    </Section>
  );
}
