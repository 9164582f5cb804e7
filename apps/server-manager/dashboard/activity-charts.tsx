/** Charts of what the server does, and a line of what is so now. */
import type { ReactNode } from 'react';
import type { ActivityView } from '../../../src/wire/admin/endpoints/activity.ts';
import { Chart } from '../../shared/charts/chart.tsx';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Section } from '../../shared/layout/page.tsx';
import classes from './activity-charts.module.css';
import { useChartSpecs } from './chart-specs.ts';
import { type ActivityRange, useActivity } from './use-activity.ts';

interface Props {
  readonly range: ActivityRange;
  /** Of the range. */
  readonly choice: ReactNode;
}

export function ActivityCharts({ range, choice }: Props) {
  const { t } = useI18n();
  const activity = useActivity(range);
  return (
    <Section title={t('server.dashboard.activity')} lead={t('server.dashboard.activity.lead')} actions={choice}>
      <Loaded of={activity}>{(data) => <Charts activity={data} />}</Loaded>
    </Section>
  );
}

function Charts({ activity }: { readonly activity: ActivityView }) {
  const specs = useChartSpecs(activity);
  const times = { startMs: Date.parse(activity.startedAt), intervalMs: activity.intervalSeconds * 1000 };
  return (
    <div className={classes.charts}>
      {specs.map((spec) => (
        <Chart key={spec.title} {...spec} {...times} />
      ))}
    </div>
  );
}
