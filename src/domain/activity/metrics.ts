/** What is counted and measured of a running server. */
import { SERVICE_NAMES, type ServiceName } from '../services/service-names.ts';

/** Counted in each interval. */
export const COUNTED = ['received', 'refused', 'sent', 'filed', 'junk', 'signIns', 'failedSignIns'] as const;

/** Measured at the end of each interval; of longer ones the mean is kept. */
export const MEASURED = ['queue', 'cpuPercent', 'memoryBytes', 'diskUsedBytes', 'diskFreeBytes'] as const;

/** Of which the largest counts. */
export const PEAKS = ['eventLoopMs'] as const;

export type CountedMetric = (typeof COUNTED)[number];
export type MeasuredMetric = (typeof MEASURED)[number];
export type PeakMetric = (typeof PEAKS)[number];
/** Connections of a service, measured. */
export type SessionsMetric = `sessions.${Exclude<ServiceName, 'delivery'>}`;
export type Metric = CountedMetric | MeasuredMetric | PeakMetric | SessionsMetric;

const SESSIONS = SERVICE_NAMES.filter((name) => name !== 'delivery').map((name): SessionsMetric => `sessions.${name}`);

export const METRICS: readonly Metric[] = [...COUNTED, ...MEASURED, ...PEAKS, ...SESSIONS];

export type Aggregate = 'sum' | 'mean' | 'max';

export function aggregateOf(metric: Metric): Aggregate {
  if ((COUNTED as readonly Metric[]).includes(metric)) return 'sum';
  return (PEAKS as readonly Metric[]).includes(metric) ? 'max' : 'mean';
}

/** What was found at one moment; a metric that could not be measured is absent. */
export type Sample = Readonly<Partial<Record<Metric, number>>>;
