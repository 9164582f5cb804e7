import type { Metric } from '../scenario.ts';
import type { TargetName } from '../target.ts';
import type { Machine } from './machine.ts';

/** The metric that says how busy others kept the machine. */
export const OTHER_WORK = 'otherWork';

/** One metric of one scenario with the median of the rounds for each target that took part. */
export interface Row {
  readonly scenario: string;
  readonly metric: Metric;
  readonly values: Readonly<Partial<Record<TargetName, number>>>;
}

/** What a run leaves in `bench/results/`. */
export interface Results {
  readonly startedAt: string;
  readonly quick: boolean;
  readonly rounds: number;
  readonly machine: Machine;
  readonly versions: Readonly<Partial<Record<TargetName, string>>>;
  readonly rows: readonly Row[];
  /** Scenarios and targets that were left out or failed, each with its reason. */
  readonly leftOut: readonly string[];
}

/** The most that others took of the machine during any measurement, in percent of all cores. */
export function mostOtherWork(rows: readonly Row[]): number {
  const rowsOfIt = rows.filter(({ metric }) => metric.id === OTHER_WORK);
  return Math.max(0, ...rowsOfIt.flatMap(({ values }) => Object.values(values)));
}

/** Mailroom against the better of the references. */
export function ratioToBest({ metric, values }: Row): number | undefined {
  const best = metric.isCircumstance === true ? undefined : bestReference(metric, values);
  return values.mailroom === undefined || best === undefined || best === 0 ? undefined : values.mailroom / best;
}

/** Whether Mailroom reaches what was asked; undefined where nothing was asked, or one side is missing. */
export function isReached({ metric, values }: Row): boolean | undefined {
  const { reach, better } = metric;
  if (reach === undefined || values.mailroom === undefined) return undefined;
  const reference = { absolute: 1, cyrus: values.cyrus, postfix: values.postfix, best: bestReference(metric, values) }[
    reach.of
  ];
  if (reference === undefined) return undefined;
  const bound = reference * reach.factor;
  return better === 'higher' ? values.mailroom >= bound : values.mailroom <= bound;
}

function bestReference(metric: Metric, { mailroom: _, ...references }: Row['values']): number | undefined {
  const values = Object.values(references);
  if (values.length === 0) return undefined;
  return metric.better === 'higher' ? Math.max(...values) : Math.min(...values);
}
