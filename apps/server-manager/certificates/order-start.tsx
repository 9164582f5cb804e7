/** Agreeing to an authority's terms, with its key for an account elsewhere where it asks for one. RFC 8555 section 7.3 */
import { Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Answer } from '../../shared/api/call.ts';
import { useChange, useRead } from '../../shared/api/use-api.ts';
import { Confirm } from '../../shared/feedback/confirm.tsx';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { useDone } from '../../shared/feedback/use-done.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';

type Terms = Answer<'certificate.acme-terms'>;

export function OrderStart({ onEnd }: { onEnd(): void }) {
  const { t } = useI18n();
  const done = useDone();
  const terms = useRead('certificate.acme-terms');
  const start = useChange('certificate.acme-start', ['health', 'audit']);
  const [agrees, setAgrees] = useState(false);
  const [account, setAccount] = useState({ keyId: '', macKey: '' });
  const needsAccount = terms.data?.needsExternalAccount === true;
  const isMissing = needsAccount && (account.keyId === '' || account.macKey === '');
  const run = async () => {
    const body = { agreesToTerms: true, ...(needsAccount ? { externalAccount: account } : {}) } as const;
    if ((await start.run({ body })) === null) return;
    onEnd();
    await done(t('server.certificates.order.started'));
  };
  return (
    <Confirm
      title={t('server.certificates.order.start')}
      action={t('server.certificates.order.start.action')}
      isDangerous={false}
      isRunning={start.isRunning}
      isBlocked={terms.data === undefined || !agrees || isMissing}
      failure={start.failure}
      onConfirm={() => void run()}
      onCancel={onEnd}
    >
      <Loaded of={terms}>
        {(data) => (
          <>
            <TermsText terms={data} />
            <p>{t('server.certificates.order.needs')}</p>
            {data.needsExternalAccount && (
              <>
                <p>{t('server.certificates.order.external')}</p>
                <TextInput
                  label={t('server.certificates.order.key-id')}
                  value={account.keyId}
                  autoComplete="off"
                  onChange={(event) => setAccount({ ...account, keyId: event.currentTarget.value.trim() })}
                />
                <TextInput
                  label={t('server.certificates.order.mac-key')}
                  value={account.macKey}
                  autoComplete="off"
                  onChange={(event) => setAccount({ ...account, macKey: event.currentTarget.value.trim() })}
                />
              </>
            )}
            <Checkbox
              label={t('server.certificates.order.agree')}
              checked={agrees}
              onChange={(event) => setAgrees(event.currentTarget.checked)}
            />
          </>
        )}
      </Loaded>
    </Confirm>
  );
}

function TermsText({ terms: { directory, termsOfService, website } }: { readonly terms: Terms }) {
  const { t } = useI18n();
  const links = [
    { label: t('server.certificates.order.terms'), address: termsOfService },
    { label: t('server.certificates.order.website'), address: website },
  ];
  return (
    <>
      <p>{t('server.certificates.order.authority', { directory })}</p>
      {links.map(({ label, address }) => (
        <p key={label}>
          {label}: <TheirLink address={address} />
        </p>
      ))}
    </>
  );
}

/** An address that the authority gave: a link only where it is one of the web. */
function TheirLink({ address }: { readonly address: string | null }) {
  const { t } = useI18n();
  if (address === null) return <>{t('server.certificates.order.no-terms')}</>;
  if (!/^https?:\/\//i.test(address)) return <code>{address}</code>;
  return (
    <a href={address} target="_blank" rel="noreferrer">
      {address}
    </a>
  );
}
