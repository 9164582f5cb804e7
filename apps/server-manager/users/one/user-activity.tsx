/** What was changed of a user, newest first, with the way back. SM6 */
import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { Section } from '../../../shared/layout/page.tsx';
import { AuditTable } from '../../audit/audit-table.tsx';
import { useAuditPages } from '../../audit/use-audit-pages.ts';
import type { UserTabProps } from './one-user.tsx';

export function UserActivity({ user: { userId } }: UserTabProps) {
  const { t } = useI18n();
  const pages = useAuditPages({ targetKind: 'user', target: userId });
  const log = new URLSearchParams({ targetKind: 'user', target: userId });
  return (
    <Section
      title={t('server.users.tab.activity')}
      lead={t('server.users.activity.lead')}
      actions={
        <Button component={Link} href={`~/msg/server/audit?${log.toString()}`} variant="default">
          {t('server.users.activity.log')}
        </Button>
      }
    >
      <AuditTable pages={pages} isNarrowed={false} />
    </Section>
  );
}
