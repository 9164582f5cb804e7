/** Whether all is well, in words, and what the server does now and did before. REQUIREMENTS SM5 */
import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page } from '../../shared/layout/page.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { ActivityCharts } from './activity-charts.tsx';
import { HealthReport } from './health-report.tsx';
import type { ActivityRange } from './use-activity.ts';

const HELP = {
  texts: ['server.dashboard.help.1', 'server.dashboard.help.2', 'server.dashboard.help.3'],
  guide: 'administrator/services',
} as const;
const COMMANDS = ['mailroom health', 'mailroom health --check', 'mailroom activity --range 24h'];
const RANGES: readonly ActivityRange[] = ['15m', '24h', '90d'];

export function Dashboard() {
  const { t } = useI18n();
  const { may } = useSession();
  const [range, setRange] = useState<ActivityRange>('15m');
  return (
    <Page title={t('server.dashboard')} help={HELP} commands={COMMANDS}>
      <HealthReport />
      {may('activity.show') && (
        <ActivityCharts
          range={range}
          choice={
            <SegmentedControl
              aria-label={t('server.dashboard.range')}
              data={RANGES.map((value) => ({ value, label: t(`server.dashboard.range.${value}`) }))}
              value={range}
              onChange={(value) => setRange(value)}
            />
          }
        />
      )}
    </Page>
  );
}
