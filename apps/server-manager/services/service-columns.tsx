/** What the table of services tells of each. */
import { useMemo } from 'react';
import type { ServiceView } from '../../../src/wire/admin/endpoints/service.ts';
import { StateMark } from '../../shared/feedback/state-mark.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { ServiceActions } from './service-actions.tsx';
import type { AskedChange } from './service-change.tsx';
import { ServicePorts } from './service-ports.tsx';
import classes from './services.module.css';

const KINDS = { running: 'good', stopped: 'quiet', starting: 'warning', failed: 'bad' } as const;

export function useServiceColumns(ask: (change: AskedChange) => void) {
  const { t, formats } = useI18n();
  return useMemo(
    () =>
      [
        {
          key: 'service',
          header: t('server.services.column.service'),
          render: ({ name }: ServiceView) => (
            <>
              <div>{t(`server.services.name.${name}`)}</div>
              <code className={classes.quiet}>{name}</code>
            </>
          ),
        },
        {
          key: 'state',
          header: t('server.services.column.state'),
          render: ({ state, since, problem }: ServiceView) => (
            <>
              <StateMark kind={KINDS[state]}>{t(`server.services.state.${state}`)}</StateMark>
              <div className={classes.quiet}>{t('server.services.since', { time: formats.time(since) })}</div>
              {problem !== null && (
                <div className={classes.problem}>
                  {t(`service.problem.${problem.code}`, { place: problem.place, cause: problem.cause })}
                </div>
              )}
            </>
          ),
        },
        {
          key: 'ports',
          header: t('server.services.column.ports'),
          render: ({ listeners }: ServiceView) => <ServicePorts listeners={listeners} />,
        },
        {
          key: 'connections',
          header: t('server.services.column.connections'),
          align: 'end',
          render: ({ listeners, connections }: ServiceView) =>
            listeners.length === 0 ? '–' : formats.number(connections),
        },
        {
          key: 'checked',
          header: t('server.services.column.checked'),
          render: ({ checkedAt }: ServiceView) =>
            checkedAt === null ? (
              t('server.services.not-checked')
            ) : (
              <time dateTime={checkedAt} title={formats.time(checkedAt)}>
                {formats.ago(checkedAt)}
              </time>
            ),
        },
        {
          key: 'actions',
          header: t('server.services.column.actions'),
          render: (service: ServiceView) => <ServiceActions service={service} ask={ask} />,
        },
      ] as const,
    [t, formats, ask],
  );
}
