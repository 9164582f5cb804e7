/** A certificate of an authority, ordered and renewed by itself (ACME). P10 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { AcmeStatusView } from '../../../src/wire/admin/certificate-schemas.ts';
import { useChange, useRead } from '../../shared/api/use-api.ts';
import { Confirm } from '../../shared/feedback/confirm.tsx';
import { FailureNotice } from '../../shared/feedback/notice.tsx';
import { useDone } from '../../shared/feedback/use-done.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { type Fact, Facts } from '../../shared/layout/facts.tsx';
import { Section } from '../../shared/layout/page.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { NamedSettings } from '../settings/setting-list.tsx';
import { OrderProgress } from './order-progress.tsx';
import { OrderStart } from './order-start.tsx';

const SETTINGS = ['acmeDirectory', 'acmeContact', 'acmeNames', 'acmeTrustFile', 'acmeHttpPort'] as const;
const WATCH_EVERY_MS = 1000;

export function Ordering({ acme }: { readonly acme: AcmeStatusView }) {
  const { t } = useI18n();
  const { may } = useSession();
  const renew = useChange('certificate.acme-renew', ['health', 'audit']);
  const [asked, ask] = useState<'start' | 'stop' | null>(null);
  return (
    <Section
      title={t('server.certificates.order')}
      lead={t('server.certificates.order.lead')}
      actions={
        acme.isOn ? (
          <>
            {may('certificate.acme-stop') && (
              <Button variant="default" onClick={() => ask('stop')}>
                {t('server.certificates.order.stop')}
              </Button>
            )}
            {may('certificate.acme-renew') && (
              <Button loading={renew.isRunning} disabled={acme.isRunning} onClick={() => void renew.run({})}>
                {t('server.certificates.order.now')}
              </Button>
            )}
          </>
        ) : (
          may('certificate.acme-start') && (
            <Button onClick={() => ask('start')}>{t('server.certificates.order.start')}</Button>
          )
        )
      }
    >
      {acme.isOn && <Account acme={acme} />}
      <FailureNotice failure={renew.failure} />
      {acme.run !== null && <OrderProgress run={acme.run} isRunning={acme.isRunning} />}
      {acme.isRunning && <Watch />}
      <details>
        <summary>{t('server.certificates.order.settings')}</summary>
        <NamedSettings names={SETTINGS} />
      </details>
      {asked === 'start' && <OrderStart onEnd={() => ask(null)} />}
      {asked === 'stop' && <OrderStop onEnd={() => ask(null)} />}
    </Section>
  );
}

/** Nobody tells of the steps: they are asked for while there are any. */
function Watch() {
  useRead('certificate.show', {}, { refetchEveryMs: WATCH_EVERY_MS });
  return null;
}

function Account({ acme: { account, nextOrderAt, failures } }: { readonly acme: AcmeStatusView }) {
  const { t, formats } = useI18n();
  const facts: Fact[] = [];
  if (account !== null) {
    facts.push({ label: t('certificate.field.authority'), value: account.directory });
    if (account.contact !== null) facts.push({ label: t('server.certificates.contact'), value: account.contact });
    facts.push({ label: t('server.certificates.agreed'), value: formats.date(account.agreedAt) });
  }
  if (nextOrderAt !== null) facts.push({ label: t('certificate.field.next-order'), value: formats.time(nextOrderAt) });
  if (failures > 0) facts.push({ label: t('server.certificates.failures'), value: formats.number(failures) });
  return <Facts facts={facts} />;
}

function OrderStop({ onEnd }: { onEnd(): void }) {
  const { t } = useI18n();
  const done = useDone();
  const stop = useChange('certificate.acme-stop', ['health', 'audit']);
  const run = async () => {
    if ((await stop.run({})) === null) return;
    onEnd();
    await done(t('server.certificates.order.stopped'));
  };
  return (
    <Confirm
      title={t('server.certificates.order.stop')}
      action={t('server.certificates.order.stop.action')}
      isRunning={stop.isRunning}
      failure={stop.failure}
      onConfirm={() => void run()}
      onCancel={onEnd}
    >
      <p>{t('server.certificates.order.stop.text')}</p>
    </Confirm>
  );
}
