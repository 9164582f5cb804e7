/** The routes there are, the most particular of which counts. */
import { Button, Group } from '@mantine/core';
import type { RouteView } from '../../../src/wire/admin/mail-schemas.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { SimpleTable } from '../../shared/table/simple-table.tsx';
import { destinationText, hostText } from './route-text.ts';

interface Props {
  readonly routes: readonly RouteView[];
  onEdit(route: RouteView): void;
  onDelete(route: RouteView): void;
}

export function RouteTable({ routes, onEdit, onDelete }: Props) {
  const { t } = useI18n();
  const { may } = useSession();
  return (
    <SimpleTable
      label={t('server.routes.all')}
      rows={routes}
      idOf={({ pattern }) => pattern}
      empty={t('server.routes.none')}
      columns={[
        {
          key: 'destination',
          header: t('server.routes.destination'),
          render: ({ pattern }) => (
            <>
              {destinationText(t, pattern)} <code>{pattern}</code>
            </>
          ),
        },
        { key: 'host', header: t('server.routes.host'), render: (route) => <code>{hostText(route)}</code> },
        { key: 'tls', header: t('server.routes.tls'), render: ({ tls }) => t(`server.routes.tls.${tls}`) },
        {
          key: 'user',
          header: t('server.routes.user'),
          render: ({ userName }) => userName ?? t('server.routes.no-sign-in'),
        },
        {
          key: 'actions',
          header: t('server.routes.actions'),
          render: (route) => (
            <Group gap="xs">
              {may('route.set') && (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={t('server.routes.change.of', { name: route.pattern })}
                  onClick={() => onEdit(route)}
                >
                  {t('server.routes.change')}
                </Button>
              )}
              {may('route.delete') && (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={t('server.routes.delete.of', { name: route.pattern })}
                  onClick={() => onDelete(route)}
                >
                  {t('server.delete')}
                </Button>
              )}
            </Group>
          ),
        },
      ]}
    />
  );
}
