/** What can be done with a service now. The web service cannot be done anything with over the web. */
import { Button } from '@mantine/core';
import type { ServiceView } from '../../../src/wire/admin/endpoints/service.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { useSession } from '../../shared/session/session.tsx';
import type { AskedChange } from './service-change.tsx';
import classes from './services.module.css';
import { useStartService } from './use-start-service.ts';

interface Props {
  readonly service: ServiceView;
  ask(change: AskedChange): void;
}

const VERBS = {
  running: ['restart', 'stop'],
  starting: ['stop'],
  failed: ['restart', 'stop'],
  stopped: ['start'],
} as const;

export function ServiceActions({ service, ask }: Props) {
  const { t } = useI18n();
  const { may } = useSession();
  const { start, isRunning } = useStartService();
  if (service.name === 'web') return <span className={classes.quiet}>{t('server.services.only-command-line')}</span>;
  const name = t(`server.services.name.${service.name}`);
  return (
    <div className={classes.actions}>
      {VERBS[service.state]
        .filter((verb) => may(`service.${verb}`))
        .map((verb) => (
          <Button
            key={verb}
            size="compact-sm"
            variant="default"
            loading={isRunning}
            aria-label={t('server.services.action', { action: t(`server.services.${verb}`), name })}
            onClick={() => (verb === 'start' ? void start(service) : ask({ verb, service }))}
          >
            {t(`server.services.${verb}`)}
          </Button>
        ))}
    </div>
  );
}
