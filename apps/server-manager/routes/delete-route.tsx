/** Asks before mail takes another way. */
import type { RouteView } from '../../../src/wire/admin/mail-schemas.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { Confirm } from '../../shared/feedback/confirm.tsx';
import { useDone } from '../../shared/feedback/use-done.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { destinationText } from './route-text.ts';

interface Props {
  readonly route: RouteView;
  onEnd(): void;
}

export function DeleteRoute({ route: { pattern, userName }, onEnd }: Props) {
  const { t } = useI18n();
  const done = useDone();
  const remove = useChange('route.delete', ['queue', 'audit']);
  const destination = destinationText(t, pattern);
  const run = async () => {
    if ((await remove.run({ path: { pattern } })) === null) return;
    onEnd();
    await done(t('server.routes.deleted', { destination }), { kind: 'route', name: pattern });
  };
  return (
    <Confirm
      title={t('server.routes.delete.title', { destination })}
      action={t('server.delete')}
      isRunning={remove.isRunning}
      failure={remove.failure}
      onConfirm={() => void run()}
      onCancel={onEnd}
    >
      <p>{t('server.routes.delete.text')}</p>
      {userName !== null && <p>{t('server.routes.delete.password')}</p>}
    </Confirm>
  );
}
