/** Asks before a service is stopped or restarted: who notices, and how many are connected. SM5 */
import type { ServiceView } from '../../../src/wire/admin/endpoints/service.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { Confirm } from '../../shared/feedback/confirm.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { useTellService } from './use-tell-service.ts';

export interface AskedChange {
  readonly verb: 'stop' | 'restart';
  readonly service: ServiceView;
}

interface Props {
  readonly asked: AskedChange;
  onEnd(): void;
}

export function ServiceChange({ asked: { verb, service }, onEnd }: Props) {
  const { t } = useI18n();
  const change = useChange(`service.${verb}`, ['health', 'audit']);
  const tell = useTellService();
  const name = t(`server.services.name.${service.name}`);
  const run = async () => {
    const after = await change.run({ path: { name: service.name } });
    if (after === null) return;
    onEnd();
    tell(verb, after);
  };
  return (
    <Confirm
      title={t(`server.services.${verb}.title`, { name })}
      action={t(`server.services.${verb}`)}
      isDangerous={verb === 'stop'}
      isRunning={change.isRunning}
      failure={change.failure}
      onConfirm={() => void run()}
      onCancel={onEnd}
    >
      {verb === 'restart' && <p>{t('server.services.restart.text')}</p>}
      {/* Without the web service there is nothing to press. */}
      {verb === 'stop' && service.name !== 'web' && <p>{t(`server.services.stop.${service.name}`)}</p>}
      {service.connections > 0 && <p>{t('server.services.ends', { count: service.connections })}</p>}
      {verb === 'stop' && <p>{t('server.services.stop.stays')}</p>}
    </Confirm>
  );
}
