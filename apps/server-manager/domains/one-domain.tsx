/** One domain: its records in DNS, what holds for it, its keys, and what others report of it. SM2, DI4 */
import { Button, Tabs } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import type { EndpointName } from '../../../src/wire/admin/endpoints.ts';
import type { DomainRowView } from '../../../src/wire/admin/table-schemas.ts';
import { useRead } from '../../shared/api/use-api.ts';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { Notice } from '../../shared/feedback/notice.tsx';
import { StateMark } from '../../shared/feedback/state-mark.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page } from '../../shared/layout/page.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { DeleteDomains } from './delete-domains.tsx';
import { DomainDns } from './domain-dns.tsx';
import { DomainKeys } from './domain-keys.tsx';
import { DomainLimits } from './domain-limits.tsx';
import { DomainOptions } from './domain-options.tsx';
import { DomainReports } from './domain-reports.tsx';
import { DOMAIN_HELP } from './help.ts';

export interface DomainTabProps {
  readonly domain: DomainRowView;
}

const TABS = [
  { name: 'options', needs: 'domain.show', component: DomainOptions },
  { name: 'dns', needs: 'domain.dns', component: DomainDns },
  { name: 'keys', needs: 'domain.keys', component: DomainKeys },
  { name: 'limits', needs: 'policy.preview', component: DomainLimits },
  { name: 'reports', needs: 'domain.reports', component: DomainReports },
] as const satisfies readonly { readonly name: string; readonly needs: EndpointName; readonly component: unknown }[];

export function OneDomain({ name }: { readonly name: string }) {
  const { t } = useI18n();
  const { may } = useSession();
  const [, navigate] = useLocation();
  const domains = useRead('domain.list');
  const [isDeleting, setDeleting] = useState(false);
  const domain = domains.data?.domains.find((each) => each.name === name);
  return (
    <Page
      title={name}
      lead={domain && <Summary domain={domain} />}
      help={DOMAIN_HELP}
      commands={[`mailroom domain show ${name}`, `mailroom domain dns ${name} --check`, `mailroom domain keys ${name}`]}
      actions={
        <>
          <Button component={Link} href="/" variant="default">
            {t('server.domains.all')}
          </Button>
          {may('domain.delete') && domain !== undefined && (
            <Button variant="default" c="var(--bad)" onClick={() => setDeleting(true)}>
              {t('server.delete')}
            </Button>
          )}
        </>
      }
    >
      <Loaded of={domains}>
        {() =>
          domain === undefined ? (
            <Notice kind="warning">{t('failure.not-found.domain', { name })}</Notice>
          ) : (
            <DomainTabs domain={domain} />
          )
        }
      </Loaded>
      {isDeleting && domain !== undefined && (
        <DeleteDomains domains={[domain]} onClose={(isDone) => (isDone ? navigate('/') : setDeleting(false))} />
      )}
    </Page>
  );
}

function Summary({ domain: { description, isPrimary, userCount, aliasCount, groupCount } }: DomainTabProps) {
  const { t } = useI18n();
  const counts = [
    t('server.domains.count.users', { count: userCount }),
    t('server.domains.count.aliases', { count: aliasCount }),
    t('server.domains.count.groups', { count: groupCount }),
  ];
  return (
    <>
      {description !== '' && `${description} · `}
      {counts.join(', ')} {isPrimary && <StateMark kind="quiet">{t('server.domains.primary')}</StateMark>}
    </>
  );
}

function DomainTabs({ domain }: DomainTabProps) {
  const { t } = useI18n();
  const { may } = useSession();
  const [parameters, setParameters] = useSearchParams();
  const tabs = TABS.filter(({ needs }) => may(needs));
  const chosen = tabs.find(({ name }) => name === parameters.get('tab'))?.name ?? 'options';
  return (
    <Tabs
      value={chosen}
      onChange={(tab) => setParameters(tab === null || tab === 'options' ? {} : { tab }, { replace: true })}
      keepMounted={false}
    >
      <Tabs.List mb="md">
        {tabs.map(({ name }) => (
          <Tabs.Tab key={name} value={name}>
            {t(`server.domains.tab.${name}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ name, component: Tab }) => (
        <Tabs.Panel key={name} value={name}>
          <Tab domain={domain} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
