/** The certificate: the self-made one for now, one that is ordered, or one that somebody has. */
import { useRead } from '../../../shared/api/use-api.ts';
import { Loaded } from '../../../shared/feedback/loaded.tsx';
import { Notice } from '../../../shared/feedback/notice.tsx';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { CertificateInUse } from '../../certificates/certificate-in-use.tsx';
import { CertificateUpload } from '../../certificates/certificate-upload.tsx';
import { Ordering } from '../../certificates/ordering.tsx';

export function CertificateStep() {
  const { t } = useI18n();
  const certificate = useRead('certificate.show');
  return (
    <Loaded of={certificate}>
      {(data) => (
        <>
          <CertificateInUse certificate={data} />
          {data.source === 'files' ? (
            <Notice>{t('server.certificates.files')}</Notice>
          ) : (
            <>
              <Ordering acme={data.acme} />
              <CertificateUpload />
            </>
          )}
        </>
      )}
    </Loaded>
  );
}
