/** What was changed of a user, newest first. SM6 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { AuditEntryView } from '../../../../src/wire/admin/directory-schemas.ts';
import { useRead } from '../../../shared/api/use-api.ts';
import { Loaded } from '../../../shared/feedback/loaded.tsx';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { Section } from '../../../shared/layout/page.tsx';
import { SimpleTable } from '../../../shared/table/simple-table.tsx';
import type { UserTabProps } from './one-user.tsx';
import { Tab } from './tab.tsx';

const FIRST_SHOWN = 25;
const MOST = 500;

export function UserActivity({ user: { userId } }: UserTabProps) {
  const { t, formats } = useI18n();
  const [limit, setLimit] = useState(FIRST_SHOWN);
  const query = { targetKind: 'user' as const, target: userId, limit };
  const audit = useRead('audit.list', { query }, { keepsPrevious: true });
  const log = new URLSearchParams({ targetKind: 'user', target: userId });
  return (
    <Tab>
      <Section
        title={t('server.users.tab.activity')}
        lead={t('server.users.activity.lead')}
        actions={
          <Button component={Link} href={`~/msg/server/audit?${log.toString()}`} variant="default">
            {t('server.users.activity.log')}
          </Button>
        }
      >
        <Loaded of={audit}>
          {({ entries, next }) => (
            <>
              <SimpleTable
                label={t('server.users.tab.activity')}
                columns={[
                  {
                    key: 'at',
                    header: t('server.users.activity.at'),
                    render: ({ at }: AuditEntryView) => formats.time(at),
                  },
                  {
                    key: 'actor',
                    header: t('server.users.activity.by'),
                    render: ({ actor }: AuditEntryView) => actor.name,
                  },
                  {
                    key: 'action',
                    header: t('server.users.activity.what'),
                    render: ({ action }: AuditEntryView) => <code>{action}</code>,
                  },
                  {
                    key: 'fields',
                    header: t('server.users.activity.fields'),
                    render: ({ before, after }: AuditEntryView) =>
                      [...new Set([...Object.keys(before), ...Object.keys(after)])].join(', '),
                  },
                ]}
                rows={entries}
                idOf={({ id }) => id}
                empty={t('server.users.activity.none')}
              />
              {next !== null && limit < MOST && (
                <div>
                  <Button variant="default" onClick={() => setLimit(Math.min(MOST, 4 * limit))}>
                    {t('server.users.activity.more')}
                  </Button>
                </div>
              )}
            </>
          )}
        </Loaded>
      </Section>
    </Tab>
  );
}
