/** Which charts there are, of which series, and what each says in a sentence. */
import { useMemo } from 'react';
import type { ActivityView } from '../../../src/wire/admin/endpoints/activity.ts';
import type { ChartSeries, ChartUnit } from '../../shared/charts/chart.tsx';
import { type Aggregate, aggregate, latest, type Values } from '../../shared/charts/chart-data.ts';
import type { Formats } from '../../shared/i18n/formats.ts';
import { type Text, useI18n } from '../../shared/i18n/i18n.tsx';

export interface ChartSpec {
  readonly title: string;
  readonly summary: string;
  readonly series: readonly ChartSeries[];
  readonly how: Aggregate;
  readonly unit: ChartUnit;
  readonly format: (value: number) => string;
}

const SESSIONS = 'sessions.';

export function useChartSpecs({ series }: Pick<ActivityView, 'series'>): readonly ChartSpec[] {
  const { t, formats } = useI18n();
  // Functions that stay the same: a chart is drawn anew when its own changes.
  const write = useMemo(() => writersOf(formats), [formats]);
  return useMemo(() => specsOf(series, t, write, formats), [series, t, write, formats]);
}

type Writers = ReturnType<typeof writersOf>;

function writersOf({ number, size, percent }: Formats) {
  return {
    count: (value: number) => number(Math.round(value)),
    size,
    share: (value: number) => percent(value / 100),
    pause: (value: number) => `${number(Math.round(value))} ms`,
  };
}

function specsOf(all: ActivityView['series'], t: Text, write: Writers, { percent }: Formats): readonly ChartSpec[] {
  const values = (name: string): Values => all[name] ?? [];
  const sum = (name: string) => aggregate(values(name), 'sum') ?? 0;
  const most = (name: string) => aggregate(values(name), 'max') ?? 0;
  const now = (name: string) => latest(values(name)) ?? 0;
  const sessions = sessionsIn(all);
  const filed = sum('filed');
  return [
    {
      title: t('server.dashboard.chart.mail'),
      summary: t('server.dashboard.chart.mail.says', {
        received: write.count(sum('received')),
        sent: write.count(sum('sent')),
        refused: write.count(sum('refused')),
      }),
      series: [
        { label: t('activity.received'), values: values('received') },
        { label: t('activity.sent'), values: values('sent') },
        { label: t('activity.refused'), values: values('refused') },
      ],
      how: 'sum',
      unit: 'whole',
      format: write.count,
    },
    {
      title: t('server.dashboard.chart.junk'),
      summary: t('server.dashboard.chart.junk.says', { share: percent(filed === 0 ? 0 : sum('junk') / filed) }),
      series: [
        { label: t('activity.filed'), values: values('filed') },
        { label: t('activity.junk'), values: values('junk') },
      ],
      how: 'sum',
      unit: 'whole',
      format: write.count,
    },
    {
      title: t('activity.queue'),
      summary: nowAndMost(t, write.count(now('queue')), write.count(most('queue'))),
      series: [{ label: t('activity.queue'), values: values('queue') }],
      how: 'mean',
      unit: 'whole',
      format: write.count,
    },
    {
      title: t('server.dashboard.chart.sessions'),
      summary: t('server.dashboard.chart.sessions.says', {
        now: write.count(sessions.reduce((total, { values }) => total + (latest(values) ?? 0), 0)),
      }),
      series: sessions,
      how: 'mean',
      unit: 'whole',
      format: write.count,
    },
    {
      title: t('server.dashboard.chart.sign-ins'),
      summary: t('server.dashboard.chart.sign-ins.says', {
        good: write.count(sum('signIns')),
        failed: write.count(sum('failedSignIns')),
      }),
      series: [
        { label: t('activity.sign-ins'), values: values('signIns') },
        { label: t('activity.failed-sign-ins'), values: values('failedSignIns') },
      ],
      how: 'sum',
      unit: 'whole',
      format: write.count,
    },
    {
      title: t('activity.cpu'),
      summary: nowAndMost(t, write.share(now('cpuPercent')), write.share(most('cpuPercent'))),
      series: [{ label: t('activity.cpu'), values: values('cpuPercent') }],
      how: 'mean',
      unit: 'whole',
      format: write.share,
    },
    {
      title: t('activity.memory'),
      summary: nowAndMost(t, write.size(now('memoryBytes')), write.size(most('memoryBytes'))),
      series: [{ label: t('activity.memory'), values: values('memoryBytes') }],
      how: 'mean',
      unit: 'bytes',
      format: write.size,
    },
    {
      title: t('activity.pause'),
      summary: nowAndMost(t, write.pause(now('eventLoopMs')), write.pause(most('eventLoopMs'))),
      series: [{ label: t('activity.pause'), values: values('eventLoopMs') }],
      how: 'max',
      unit: 'whole',
      format: write.pause,
    },
    {
      title: t('server.dashboard.chart.disk'),
      summary: t('server.dashboard.chart.disk.says', { free: write.size(now('diskFreeBytes')) }),
      series: [
        { label: t('activity.disk-used'), values: values('diskUsedBytes') },
        { label: t('activity.disk-free'), values: values('diskFreeBytes') },
      ],
      how: 'mean',
      unit: 'bytes',
      format: write.size,
    },
  ];
}

function nowAndMost(t: Text, now: string, most: string): string {
  return t('server.dashboard.chart.now-and-most', { now, most });
}

/** Of each service, the busiest first: those are drawn. */
function sessionsIn(all: ActivityView['series']): readonly ChartSeries[] {
  return Object.entries(all)
    .filter(([name]) => name.startsWith(SESSIONS))
    .map(([name, values]) => ({ label: name.slice(SESSIONS.length), values }))
    .sort((a, b) => (aggregate(b.values, 'max') ?? 0) - (aggregate(a.values, 'max') ?? 0));
}
