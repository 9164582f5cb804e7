/** The server's certificate: what is in use, ordering one, uploading one, going back to a self-made one. SM5, P10 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useRead } from '../../shared/api/use-api.ts';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { Notice } from '../../shared/feedback/notice.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page } from '../../shared/layout/page.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { CertificateInUse } from './certificate-in-use.tsx';
import { CertificateUpload } from './certificate-upload.tsx';
import { Ordering } from './ordering.tsx';
import { UseSelfMade } from './use-self-made.tsx';

const HELP = {
  texts: ['server.certificates.help.1', 'server.certificates.help.2', 'server.certificates.help.3'],
  guide: 'administrator/certificates',
} as const;
const COMMANDS = [
  'mailroom certificate show',
  'mailroom certificate upload CHAIN.PEM --key-file KEY.PEM',
  'mailroom certificate acme-start --agree-to-terms',
];

export function Certificates() {
  const { t } = useI18n();
  const { may } = useSession();
  const certificate = useRead('certificate.show');
  const [isAsking, setAsking] = useState(false);
  const source = certificate.data?.source;
  const isReplaceable = source === 'uploaded' || source === 'acme';
  return (
    <Page
      title={t('server.certificates')}
      lead={t('server.certificates.lead')}
      help={HELP}
      commands={COMMANDS}
      actions={
        isReplaceable &&
        may('certificate.use-self-made') && (
          <Button variant="default" onClick={() => setAsking(true)}>
            {t('server.certificates.use-self-made')}
          </Button>
        )
      }
    >
      <Loaded of={certificate}>
        {(data) => (
          <>
            <CertificateInUse certificate={data} />
            {data.source === 'files' ? (
              <Notice>{t('server.certificates.files')}</Notice>
            ) : (
              <>
                <Ordering acme={data.acme} />
                {may('certificate.upload') && <CertificateUpload />}
              </>
            )}
          </>
        )}
      </Loaded>
      {isAsking && <UseSelfMade onEnd={() => setAsking(false)} />}
    </Page>
  );
}
