/** Sessions of one kind, the last used first. */
import { Button } from '@mantine/core';
import { StateMark } from '../../shared/feedback/state-mark.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { SimpleTable } from '../../shared/table/simple-table.tsx';
import { useServiceNames } from '../service-names.ts';
import type { OneSession } from './sessions.tsx';

interface Props {
  readonly kind: OneSession['kind'];
  readonly sessions: readonly OneSession[];
  onEnd(session: OneSession): void;
}

export function SessionTable({ kind, sessions, onEnd }: Props) {
  const { t, formats } = useI18n();
  const serviceNames = useServiceNames();
  const label = t(kind === 'web' ? 'my.session.browsers' : 'my.session.programs');
  return (
    <SimpleTable
      label={label}
      rows={sessions.filter((session) => session.kind === kind)}
      idOf={({ id }) => id}
      empty={t('my.session.none')}
      columns={[
        {
          key: 'client',
          header: t('my.session.client'),
          render: ({ client, isCurrent }) => (
            <>
              {client === '' ? t('my.session.unnamed') : client}{' '}
              {isCurrent && <StateMark kind="good">{t('my.session.this')}</StateMark>}
            </>
          ),
        },
        ...(kind === 'web'
          ? []
          : [
              {
                key: 'services',
                header: t('my.services'),
                render: ({ services }: OneSession) => serviceNames(services),
              },
            ]),
        { key: 'address', header: t('my.session.address'), render: ({ address }) => address },
        { key: 'since', header: t('my.session.since'), render: ({ createdAt }) => formats.time(createdAt) },
        { key: 'used', header: t('my.last-used'), render: ({ lastUsedAt }) => formats.ago(lastUsedAt) },
        { key: 'expires', header: t('my.expires'), render: ({ expiresAt }) => formats.date(expiresAt) },
        {
          key: 'end',
          header: '',
          align: 'end',
          render: (session) =>
            session.isCurrent ? null : (
              <Button
                variant="subtle"
                size="compact-sm"
                color="red"
                aria-label={t('my.session.end-named', { name: session.client })}
                onClick={() => onEnd(session)}
              >
                {t('my.session.end')}
              </Button>
            ),
        },
      ]}
    />
  );
}
