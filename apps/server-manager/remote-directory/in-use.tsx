/** A remote directory that is in use: how it is, and what can be done with it. DI7 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ComparisonView, RemoteDirectoryView, SyncView } from '../../../src/wire/admin/remote-schemas.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { FailureNotice, Notice } from '../../shared/feedback/notice.tsx';
import { useToast } from '../../shared/feedback/toasts.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Section } from '../../shared/layout/page.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { Comparison } from './comparison.tsx';
import { RemoteFacts } from './remote-facts.tsx';
import { Vanished } from './vanished.tsx';

const STALE = ['user', 'domain', 'health', 'audit'];

interface Props {
  readonly view: RemoteDirectoryView;
  onDisconnect(): void;
}

export function InUse({ view, onDisconnect }: Props) {
  const { t } = useI18n();
  const { may } = useSession();
  const toast = useToast();
  const test = useChange('directory.test');
  const sync = useChange('directory.sync', STALE);
  const [found, setFound] = useState<ComparisonView | null>(null);
  const last = found ?? view.last;
  const vanished: SyncView['vanished'] | null = view.last?.vanished ?? null;
  const runTest = async () => {
    const comparison = await test.run({ body: {} });
    if (comparison === null) return;
    setFound(comparison);
    toast({ text: t('server.directory.tested') });
  };
  const runSync = async (acceptsRemovals: boolean) => {
    const result = await sync.run({ body: { acceptsRemovals } });
    if (result === null) return;
    setFound(result);
    toast({ text: t('server.directory.synced') });
  };
  return (
    <>
      <Section
        title={t('server.directory.in-use')}
        actions={
          <>
            {may('directory.disconnect') && (
              <Button variant="default" onClick={onDisconnect}>
                {t('server.directory.disconnect')}
              </Button>
            )}
            {may('directory.test') && (
              <Button variant="default" loading={test.isRunning} onClick={() => void runTest()}>
                {t('server.directory.test')}
              </Button>
            )}
            {may('directory.sync') && (
              <Button loading={sync.isRunning} onClick={() => void runSync(false)}>
                {t('server.directory.sync')}
              </Button>
            )}
          </>
        }
      >
        {view.state === 'away' && <Notice kind="bad">{t('server.directory.away')}</Notice>}
        {view.probationUntil !== null && Date.parse(view.probationUntil) > Date.now() && (
          <Notice>{t('server.directory.probation')}</Notice>
        )}
        <FailureNotice failure={test.failure ?? sync.failure} />
        <RemoteFacts view={view} />
      </Section>
      {last !== null && (
        <Section title={t('server.directory.compared')}>
          {vanished !== null && (
            <Vanished
              vanished={vanished}
              isRunning={sync.isRunning}
              {...(may('directory.sync') && { onAccept: () => void runSync(true) })}
            />
          )}
          <Comparison comparison={last} />
        </Section>
      )}
    </>
  );
}
