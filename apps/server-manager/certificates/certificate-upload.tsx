/** A certificate of one's own: looked at first, and taken into use when it is the right one. P10 */
import { Button, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import type { CertificateView } from '../../../src/wire/admin/certificate-schemas.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { Notice } from '../../shared/feedback/notice.tsx';
import { useDone } from '../../shared/feedback/use-done.ts';
import { FormBody } from '../../shared/form/form-body.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Section } from '../../shared/layout/page.tsx';
import { CertificateFacts } from './certificate-facts.tsx';
import { PemField } from './pem-field.tsx';
import { WantedNames } from './wanted-names.tsx';

const EMPTY = { chain: '', privateKey: '', passphrase: '' };
/** Reasons for which a passphrase is asked for. */
const PROTECTED: readonly unknown[] = ['key-needs-passphrase', 'key-wrong-passphrase'];

export function CertificateUpload() {
  const { t } = useI18n();
  const done = useDone();
  const upload = useChange('certificate.upload', ['health', 'audit']);
  const [values, setValues] = useState(EMPTY);
  const [seen, setSeen] = useState<CertificateView | null>(null);
  const [isProtected, setProtected] = useState(false);
  const needsPassphrase = PROTECTED.includes(upload.failure?.detail.reason);
  if (needsPassphrase && !isProtected) setProtected(true);
  const set = (name: keyof typeof EMPTY, value: string) => {
    setValues((before) => ({ ...before, [name]: value }));
    setSeen(null);
  };
  const send = (isDryRun: boolean) => {
    const { chain, privateKey, passphrase } = values;
    return upload.run({
      body: {
        chain,
        isDryRun,
        ...(privateKey.trim() === '' ? {} : { privateKey }),
        ...(isProtected ? { passphrase } : {}),
      },
    });
  };
  const use = async () => {
    if ((await send(false)) === null) return;
    setValues(EMPTY);
    setSeen(null);
    setProtected(false);
    await done(t('server.certificates.uploaded'));
  };
  return (
    <Section title={t('server.certificates.upload')} lead={t('server.certificates.upload.lead')}>
      <FormBody
        action={t('server.certificates.look')}
        failure={upload.failure}
        isRunning={upload.isRunning && seen === null}
        isBlocked={values.chain.trim() === '' || seen !== null}
        onSubmit={() => void send(true).then(setSeen)}
      >
        <PemField
          label={t('server.certificates.chain')}
          description={t('server.certificates.chain.hint')}
          value={values.chain}
          error={null}
          onChange={(text) => set('chain', text)}
        />
        <PemField
          label={t('server.certificates.key')}
          description={t('server.certificates.key.hint')}
          value={values.privateKey}
          error={null}
          onChange={(text) => set('privateKey', text)}
        />
        {isProtected && (
          <PasswordInput
            label={t('server.certificates.passphrase')}
            value={values.passphrase}
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': t('web.password.show') }}
            onChange={(event) => set('passphrase', event.currentTarget.value)}
          />
        )}
      </FormBody>
      {seen !== null && (
        <>
          <Notice title={t('server.certificates.preview')}>{t('server.certificates.preview.text')}</Notice>
          <CertificateFacts certificate={seen} hasSource={false} />
          <WantedNames names={seen.wantedNames} />
          <div>
            <Button loading={upload.isRunning} onClick={() => void use()}>
              {t('server.certificates.take')}
            </Button>
          </div>
        </>
      )}
    </Section>
  );
}
