import type { Metric, Reading, Scenario } from '../scenario.ts';
import { type Measurement, measure, SEARCHES } from './directory-measurements.ts';

/** As long as somebody takes to read what was found, if he is quick. */
const PAUSE_MS = 100;
const LONGEST_MS = 10;

/** Ten people who search among 100,000 (quick: 20,000): how long each of them waits. */
export const bigDirectory: Scenario = {
  name: 'big-directory',
  targets: ['mailroom', 'slapd'],
  metrics: [
    ...SEARCHES.flatMap(metricsOf),
    { id: 'load', title: 'loading 100,000 people', unit: 's', better: 'lower' },
    { id: 'memory', title: 'memory of the server (PSS)', unit: 'MiB', better: 'lower' },
  ],
  accounts: () => 0,
  directoryPeople: (quick) => (quick ? 20_000 : 100_000),
  async run(context) {
    const { endpoints, target, quick } = context;
    const readings: Reading[] = [];
    for (const measurement of SEARCHES) {
      const { load } = await measure(context, measurement, { durationMs: quick ? 2_000 : 6_000, pauseMs: PAUSE_MS });
      readings.push(
        { metric: measurement.id, value: load.p99Ms },
        { metric: `${measurement.id}-p50`, value: load.p50Ms },
      );
    }
    return [
      ...readings,
      { metric: 'load', value: endpoints.directory?.loadSeconds ?? Number.NaN },
      { metric: 'memory', value: target.pssBytes() / 2 ** 20 },
    ];
  },
};

function metricsOf({ id, title }: Measurement): readonly Metric[] {
  return [
    { id, title: `${title}: p99`, unit: 'ms', better: 'lower', reach: { of: 'absolute', factor: LONGEST_MS } },
    { id: `${id}-p50`, title: `${title}: p50`, unit: 'ms', better: 'lower' },
  ];
}
