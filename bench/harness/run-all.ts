import type { Metric, Scenario } from '../scenario.ts';
import { type TargetName, TargetUnavailable } from '../target.ts';
import { createTarget } from '../targets/index.ts';
import type { Cleanup } from './cleanup.ts';
import type { Options } from './options.ts';
import { OTHER_WORK, type Results, type Row } from './results.ts';
import { runScenario, type ScenarioRun } from './run-scenario.ts';
import { median } from './statistics.ts';

/** Of every scenario. */
const COMMON_METRICS: readonly Metric[] = [
  {
    id: 'eventLoop',
    title: 'longest delay of the event loop',
    unit: 'ms',
    better: 'lower',
    reach: { of: 'absolute', factor: 50 },
  },
  { id: OTHER_WORK, title: 'other work on the machine', unit: '% of all cores', better: 'lower', isCircumstance: true },
];

type Measured = Pick<Results, 'rows' | 'versions' | 'leftOut'>;

/**
 * Runs every scenario against every target, one after the other: round by round, and in a round scenario by scenario,
 * so that what is compared was measured within minutes. A target that fails in a scenario is named in the results.
 */
export async function runAll(options: Options, cleanup: Cleanup, log: (text: string) => void): Promise<Measured> {
  const samples = new Samples();
  const versions: Partial<Record<TargetName, string>> = {};
  const leftOut = new Set<string>();
  for (let round = 1; round <= options.rounds; round++) {
    for (const scenario of options.scenarios) {
      for (const name of options.targets ?? scenario.targets) {
        const target = createTarget[name]();
        const progress = (text: string): void => log(`${scenario.name} · ${name}: ${text}`);
        try {
          const run = await runScenario(scenario, target, { ...options, cleanup, progress });
          versions[name] ??= await target.version();
          samples.add(scenario, name, run);
        } catch (error) {
          const detail = error instanceof Error ? error.message : String(error);
          // The rest is a server's own output: for the one who watches, not for the record.
          const reason = detail.split('\n', 1)[0] ?? '';
          leftOut.add(
            error instanceof TargetUnavailable ? `${name}: ${reason}` : `${name} in ${scenario.name}: ${reason}`,
          );
          progress(detail);
        }
      }
    }
  }
  return { rows: options.scenarios.flatMap((scenario) => samples.rows(scenario)), versions, leftOut: [...leftOut] };
}

class Samples {
  readonly #values = new Map<string, Partial<Record<TargetName, number[]>>>();

  add(scenario: Scenario, target: TargetName, { readings, eventLoopMaxMs, otherWorkPercent }: ScenarioRun): void {
    const all = [...readings, { metric: OTHER_WORK, value: otherWorkPercent }];
    if (eventLoopMaxMs !== undefined) all.push({ metric: 'eventLoop', value: eventLoopMaxMs });
    for (const { metric, value } of all) {
      const key = `${scenario.name}/${metric}`;
      const perTarget = this.#values.get(key) ?? {};
      perTarget[target] = [...(perTarget[target] ?? []), value];
      this.#values.set(key, perTarget);
    }
  }

  /** In the order of the scenario's metrics; a metric that nobody delivered has no row. */
  rows(scenario: Scenario): readonly Row[] {
    return [...scenario.metrics, ...COMMON_METRICS].flatMap((metric) => {
      const perTarget = this.#values.get(`${scenario.name}/${metric.id}`);
      if (perTarget === undefined) return [];
      const values = Object.fromEntries(Object.entries(perTarget).map(([name, all]) => [name, median(all)]));
      return [{ scenario: scenario.name, metric, values }];
    });
  }
}
