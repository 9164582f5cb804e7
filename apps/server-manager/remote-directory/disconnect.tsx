/** Asks before everybody becomes a user of this server alone, and names who has no password here then. DI7 */
import { useState } from 'react';
import type { Answer } from '../../shared/api/call.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { Confirm } from '../../shared/feedback/confirm.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';

interface Props {
  readonly users: number;
  onEnd(): void;
}

export function Disconnect({ users, onEnd }: Props) {
  const { t } = useI18n();
  const disconnect = useChange('directory.disconnect', ['user', 'health', 'audit']);
  const [result, setResult] = useState<Answer<'directory.disconnect'> | null>(null);
  const run = async () => setResult(await disconnect.run({}));
  if (result !== null) {
    return (
      <Confirm
        title={t('server.directory.disconnected', { count: result.count })}
        action={t('web.close')}
        isDangerous={false}
        onConfirm={onEnd}
        onCancel={onEnd}
      >
        {result.withoutPassword.length === 0 ? (
          <p>{t('server.directory.all-have-passwords')}</p>
        ) : (
          <>
            <p>{t('server.directory.without-password')}</p>
            <p>{result.withoutPassword.join(', ')}</p>
          </>
        )}
      </Confirm>
    );
  }
  return (
    <Confirm
      title={t('server.directory.disconnect')}
      action={t('server.directory.disconnect.action')}
      isRunning={disconnect.isRunning}
      failure={disconnect.failure}
      onConfirm={() => void run()}
      onCancel={onEnd}
    >
      <p>{t('server.directory.disconnect.text', { count: users })}</p>
      <p>{t('server.directory.disconnect.passwords')}</p>
    </Confirm>
  );
}
