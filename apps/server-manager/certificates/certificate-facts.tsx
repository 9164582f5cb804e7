/** What there is to say of a certificate, in use or about to be. */
import type { CertificateView } from '../../../src/wire/admin/certificate-schemas.ts';
import { StateMark } from '../../shared/feedback/state-mark.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { type Fact, Facts } from '../../shared/layout/facts.tsx';

interface Props {
  readonly certificate: CertificateView;
  /** Of one that is not in use yet, its origin says nothing. */
  readonly hasSource: boolean;
}

const CHAIN_KINDS = { public: 'good', private: 'warning', incomplete: 'bad' } as const;

export function CertificateFacts({ certificate, hasSource }: Props) {
  const { t, formats } = useI18n();
  const { source, issuer, names, notBefore, notAfter, keyType, chain, fingerprint, isSelfMade } = certificate;
  const facts: readonly Fact[] = [
    { label: t('certificate.field.source'), value: t(`certificate.source.${source}`) },
    { label: t('server.certificates.names'), value: names.join(', ') },
    { label: t('server.certificates.issuer'), value: issuer },
    { label: t('server.certificates.valid'), value: `${formats.date(notBefore)} – ${formats.date(notAfter)}` },
    {
      label: t('certificate.field.chain'),
      value: isSelfMade ? (
        <StateMark kind="warning">{t('server.certificates.chain.self-made')}</StateMark>
      ) : (
        <>
          <StateMark kind={CHAIN_KINDS[chain]}>{t(`server.certificates.chain.${chain}`)}</StateMark>
          <div>{t(`certificate.chain.${chain}`)}</div>
        </>
      ),
    },
    { label: t('certificate.field.key-type'), value: keyType },
    { label: t('server.certificates.fingerprint'), value: <code>{fingerprint}</code> },
  ];
  return <Facts facts={hasSource ? facts : facts.slice(1)} />;
}
