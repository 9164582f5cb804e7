/** The names by which programs find this server, and whether a certificate has them. */
import type { CertificateView } from '../../../src/wire/admin/certificate-schemas.ts';
import { StateMark } from '../../shared/feedback/state-mark.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { SimpleTable } from '../../shared/table/simple-table.tsx';

type WantedName = CertificateView['wantedNames'][number];

export function WantedNames({ names }: { readonly names: readonly WantedName[] }) {
  const { t } = useI18n();
  return (
    <SimpleTable
      label={t('server.certificates.wanted')}
      rows={names}
      idOf={({ name, purpose }) => `${purpose} ${name}`}
      empty={t('server.certificates.wanted.none')}
      columns={[
        { key: 'name', header: t('server.certificates.name'), render: ({ name }) => <code>{name}</code> },
        {
          key: 'purpose',
          header: t('server.certificates.purpose'),
          render: ({ purpose }) => t(`server.certificates.purpose.${purpose}`),
        },
        { key: 'state', header: t('server.certificates.state'), render: (name) => <Covered {...name} /> },
      ]}
    />
  );
}

function Covered({ isCovered, isRequired }: WantedName) {
  const { t } = useI18n();
  if (isCovered) return <StateMark kind="good">{t('server.certificates.covered')}</StateMark>;
  return isRequired ? (
    <StateMark kind="bad">{t('server.certificates.missing')}</StateMark>
  ) : (
    <StateMark kind="quiet">{t('server.certificates.not-needed')}</StateMark>
  );
}
