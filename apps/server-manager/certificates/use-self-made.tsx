/** Asks before the server goes back to a certificate that programs warn of. */
import { useChange } from '../../shared/api/use-api.ts';
import { Confirm } from '../../shared/feedback/confirm.tsx';
import { useDone } from '../../shared/feedback/use-done.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';

export function UseSelfMade({ onEnd }: { onEnd(): void }) {
  const { t } = useI18n();
  const done = useDone();
  const change = useChange('certificate.use-self-made', ['health', 'audit']);
  const run = async () => {
    if ((await change.run({})) === null) return;
    onEnd();
    await done(t('server.certificates.self-made-now'));
  };
  return (
    <Confirm
      title={t('server.certificates.use-self-made')}
      action={t('server.certificates.use-self-made.action')}
      isRunning={change.isRunning}
      failure={change.failure}
      onConfirm={() => void run()}
      onCancel={onEnd}
    >
      <p>{t('server.certificates.use-self-made.text')}</p>
      <p>{t('server.certificates.use-self-made.gone')}</p>
    </Confirm>
  );
}
