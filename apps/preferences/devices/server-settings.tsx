/** For programs that have to be told everything: servers, ports, encryption, name. */
import { StateMark } from '../../shared/feedback/state-mark.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { CopyText } from '../../shared/layout/copy-text.tsx';
import { Facts } from '../../shared/layout/facts.tsx';
import { Section } from '../../shared/layout/page.tsx';
import { SimpleTable } from '../../shared/table/simple-table.tsx';
import type { SetupProps } from './programs.tsx';

export function ServerSettings({ setup: { address, userName, servers } }: SetupProps) {
  const { t } = useI18n();
  const told = [
    ['my.devices.address', address],
    ['my.devices.user-name', userName],
  ] as const;
  return (
    <Section title={t('my.devices.settings')} lead={t('my.devices.settings.lead')}>
      <Facts
        facts={told.flatMap(([key, value]) =>
          value === null
            ? []
            : { label: t(key), value: <CopyText text={value} label={t('my.devices.copy', { name: value })} /> },
        )}
      />
      <SimpleTable
        label={t('my.devices.settings')}
        columns={[
          {
            key: 'protocol',
            header: t('my.devices.for'),
            render: ({ protocol, isRecommended }) => (
              <>
                {t(`my.service.${protocol}`)}{' '}
                {isRecommended && <StateMark kind="good">{t('my.devices.recommended')}</StateMark>}
              </>
            ),
          },
          {
            key: 'host',
            header: t('my.devices.server'),
            render: ({ host }) => <CopyText text={host} label={t('my.devices.copy', { name: host })} />,
          },
          { key: 'port', header: t('my.devices.port'), align: 'end', render: ({ port }) => <code>{port}</code> },
          {
            key: 'security',
            header: t('my.devices.security'),
            render: ({ security }) => (security === 'tls' ? 'SSL/TLS' : 'STARTTLS'),
          },
        ]}
        rows={servers}
        idOf={({ protocol, host, port }) => `${protocol} ${host} ${port}`}
        empty={t('my.devices.none')}
      />
    </Section>
  );
}
