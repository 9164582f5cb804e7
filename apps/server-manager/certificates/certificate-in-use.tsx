/** The certificate in use: how long it is good, and which names of this server it has. */
import type { CertificateView } from '../../../src/wire/admin/certificate-schemas.ts';
import { Notice } from '../../shared/feedback/notice.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Section } from '../../shared/layout/page.tsx';
import { CertificateFacts } from './certificate-facts.tsx';
import { WantedNames } from './wanted-names.tsx';

/** Authorities renew with a third of the time left; less than this is too late for comfort. */
const FEW_DAYS = 14;

export function CertificateInUse({ certificate }: { readonly certificate: CertificateView }) {
  const { t } = useI18n();
  const { wantedNames } = certificate;
  return (
    <Section title={t('server.certificates.in-use')}>
      <Validity certificate={certificate} />
      <CertificateFacts certificate={certificate} hasSource />
      <h3>{t('server.certificates.wanted')}</h3>
      <WantedNames names={wantedNames} />
    </Section>
  );
}

function Validity({ certificate: { daysLeft, isSelfMade } }: { readonly certificate: CertificateView }) {
  const { t } = useI18n();
  if (daysLeft < 0) return <Notice kind="bad">{t('server.certificates.expired')}</Notice>;
  const left = t('server.certificates.days-left', { count: daysLeft });
  if (isSelfMade) return <Notice kind="warning">{t('server.certificates.self-made-warning')}</Notice>;
  return <Notice kind={daysLeft < FEW_DAYS ? 'warning' : 'good'}>{left}</Notice>;
}
