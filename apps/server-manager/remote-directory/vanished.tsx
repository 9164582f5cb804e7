/** Who is no longer at the remote directory, and that nothing is done where there are too many at once. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { SyncView } from '../../../src/wire/admin/remote-schemas.ts';
import { Confirm } from '../../shared/feedback/confirm.tsx';
import { Notice } from '../../shared/feedback/notice.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';

interface Props {
  readonly vanished: SyncView['vanished'];
  readonly isRunning: boolean;
  /** Archives them at once. */
  readonly onAccept?: () => void;
}

export function Vanished({ vanished: { missing, of, isHeldBack }, isRunning, onAccept }: Props) {
  const { t } = useI18n();
  const [isAsking, setAsking] = useState(false);
  if (missing === 0) return null;
  return (
    <Notice kind="warning" title={t('server.directory.missing', { count: missing, of })}>
      <p>{t(isHeldBack ? 'server.directory.held-back' : 'server.directory.missing.text')}</p>
      {onAccept && (
        <Button variant="default" size="compact-sm" mt="xs" onClick={() => setAsking(true)}>
          {t('server.directory.archive-now')}
        </Button>
      )}
      {isAsking && onAccept && (
        <Confirm
          title={t('server.directory.archive-now')}
          action={t('server.directory.archive-now.action')}
          isRunning={isRunning}
          onConfirm={() => {
            setAsking(false);
            onAccept();
          }}
          onCancel={() => setAsking(false)}
        >
          <p>{t('server.directory.archive-now.text', { count: missing })}</p>
        </Confirm>
      )}
    </Notice>
  );
}
