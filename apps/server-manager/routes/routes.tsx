/** Where mail is taken in place of what DNS says: the smart host, and single destinations. MO3, SM5 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { RouteView } from '../../../src/wire/admin/mail-schemas.ts';
import { useRead } from '../../shared/api/use-api.ts';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { Notice } from '../../shared/feedback/notice.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page, Section } from '../../shared/layout/page.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { DeleteRoute } from './delete-route.tsx';
import { RouteForm } from './route-form.tsx';
import { RouteTable } from './route-table.tsx';
import { SMART_HOST } from './route-text.ts';

const HELP = {
  texts: ['server.routes.help.1', 'server.routes.help.2', 'server.routes.help.3'],
  guide: 'administrator/routes',
} as const;
const COMMANDS = [
  'mailroom route set "*" HOST --user NAME --password-stdin',
  'mailroom route set example.com HOST',
  'mailroom route delete example.com',
];

type Asked =
  | { readonly what: 'set'; readonly route: RouteView | null; readonly isSmartHost: boolean }
  | { readonly what: 'delete'; readonly route: RouteView };

export function Routes() {
  const { t } = useI18n();
  const { may } = useSession();
  const routes = useRead('route.list');
  const [asked, ask] = useState<Asked | null>(null);
  const smartHost = routes.data?.routes.find(({ pattern }) => pattern === SMART_HOST);
  const edit = (route: RouteView) => ask({ what: 'set', route, isSmartHost: route.pattern === SMART_HOST });
  const end = () => ask(null);
  return (
    <Page
      title={t('server.routes')}
      lead={t('server.routes.lead')}
      help={HELP}
      commands={COMMANDS}
      actions={
        may('route.set') && (
          <Button onClick={() => ask({ what: 'set', route: null, isSmartHost: false })}>
            {t('server.routes.new')}
          </Button>
        )
      }
    >
      <Loaded of={routes}>
        {(list) => (
          <>
            {smartHost === undefined && (
              <Notice title={t('server.routes.none-for-all')}>
                {t('server.routes.none-for-all.text')}{' '}
                {may('route.set') && (
                  <Button
                    variant="default"
                    size="compact-sm"
                    onClick={() => ask({ what: 'set', route: null, isSmartHost: true })}
                  >
                    {t('server.routes.smart-host.set')}
                  </Button>
                )}
              </Notice>
            )}
            <Section title={t('server.routes.all')}>
              <RouteTable routes={list.routes} onEdit={edit} onDelete={(route) => ask({ what: 'delete', route })} />
            </Section>
          </>
        )}
      </Loaded>
      {asked?.what === 'set' && <RouteForm route={asked.route} isSmartHost={asked.isSmartHost} onEnd={end} />}
      {asked?.what === 'delete' && <DeleteRoute route={asked.route} onEnd={end} />}
    </Page>
  );
}
