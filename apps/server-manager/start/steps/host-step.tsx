/** The name that the server gives itself: shown, and how it is changed. */
import { useRead } from '../../../shared/api/use-api.ts';
import { Loaded } from '../../../shared/feedback/loaded.tsx';
import { Notice } from '../../../shared/feedback/notice.tsx';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { CopyText } from '../../../shared/layout/copy-text.tsx';
import { Facts } from '../../../shared/layout/facts.tsx';
import { Section } from '../../../shared/layout/page.tsx';
import { isMadeUpName } from '../start-steps.ts';

const COMMAND = 'mailroom serve --hostname mail.example.org';

export function HostStep() {
  const { t } = useI18n();
  const status = useRead('status');
  return (
    <Section title={t('server.start.host')} lead={t('server.start.host.lead')}>
      <Loaded of={status}>
        {({ hostname, dataDirectory, version }) => (
          <>
            <Facts
              facts={[
                { label: t('server.start.host.name'), value: <strong>{hostname}</strong> },
                { label: t('server.start.host.data'), value: <code>{dataDirectory}</code> },
                { label: t('server.start.host.version'), value: version },
              ]}
            />
            {isMadeUpName(hostname) && <Notice kind="warning">{t('server.start.host.made-up')}</Notice>}
            <p>{t('server.start.host.change')}</p>
            <CopyText text={COMMAND} label={t('server.start.host.copy')} />
          </>
        )}
      </Loaded>
    </Section>
  );
}
