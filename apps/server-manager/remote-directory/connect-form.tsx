/** Connecting to a remote directory: tried first, then done, with what the trial found before one's eyes. DI7 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ComparisonView } from '../../../src/wire/admin/remote-schemas.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { Notice } from '../../shared/feedback/notice.tsx';
import { useDone } from '../../shared/feedback/use-done.ts';
import { FormBody } from '../../shared/form/form-body.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Section } from '../../shared/layout/page.tsx';
import { Comparison } from './comparison.tsx';
import { ConnectFields } from './connect-fields.tsx';
import { type ConnectValues, connectBody, EMPTY_VALUES } from './connect-values.ts';
import { MoreFields } from './more-fields.tsx';

export function ConnectForm() {
  const { t } = useI18n();
  const done = useDone();
  const connect = useChange('directory.connect', ['user', 'domain', 'health', 'audit']);
  const form = useForm<ConnectValues>(EMPTY_VALUES, connect.failure);
  /** What was found, and with which values: those that were changed since are to be tried again. */
  const [tried, setTried] = useState<{ readonly values: string; readonly found: ComparisonView } | null>(null);
  const current = JSON.stringify(form.values);
  const found = tried?.values === current ? tried.found : null;
  const tryIt = async () => {
    const comparison = await connect.run({ body: connectBody(form.values, true) });
    setTried(comparison === null ? null : { values: current, found: comparison });
  };
  const doIt = async () => {
    if ((await connect.run({ body: connectBody(form.values, false) })) === null) return;
    await done(t('server.directory.connected'));
  };
  return (
    <>
      <Section title={t('server.directory.connect')} lead={t('server.directory.connect.lead')}>
        <FormBody
          action={t('server.directory.try')}
          failure={form.otherFailure}
          isRunning={connect.isRunning && found === null}
          isBlocked={form.values.base.trim() === '' || found !== null}
          onSubmit={() => void tryIt()}
        >
          <ConnectFields form={form} />
          <MoreFields form={form} />
        </FormBody>
      </Section>
      {found !== null && (
        <Section title={t('server.directory.found')}>
          <Notice>{t('server.directory.found.text')}</Notice>
          <Comparison comparison={found} />
          <div>
            <Button loading={connect.isRunning} onClick={() => void doIt()}>
              {t('server.directory.connect.action')}
            </Button>
          </div>
        </Section>
      )}
    </>
  );
}
