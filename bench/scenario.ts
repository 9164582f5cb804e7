import type { LoadProcess } from './harness/load-process.ts';
import type { Endpoints, Target, TargetName } from './target.ts';

/** What Mailroom sets out to reach; the report says whether it does, nothing fails because of it. */
export interface Reach {
  /** `absolute`: `factor` is the figure itself, in the metric's unit. */
  readonly of: 'cyrus' | 'postfix' | 'best' | 'absolute';
  /** Mailroom : reference for `higher`; for `lower` it is the largest permitted share. */
  readonly factor: number;
}

export interface Metric {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  readonly reach?: Reach;
  /** About the rig or the machine, not about the server: it has no ratio. */
  readonly isCircumstance?: true;
}

export interface Reading {
  readonly metric: string;
  readonly value: number;
}

export interface ScenarioContext {
  readonly target: Target;
  readonly endpoints: Endpoints;
  /** The short form: the same operations, fewer of each. */
  readonly quick: boolean;
  /** Starts a load generator process; ended by the rig after the scenario. */
  startLoad(): LoadProcess;
  progress(text: string): void;
}

export interface Scenario {
  readonly name: string;
  readonly metrics: readonly Metric[];
  /** Who takes part unless the command line names targets. */
  readonly targets: readonly TargetName[];
  accounts(quick: boolean, target: TargetName): number;
  /** See StartOptions. */
  readonly destinations?: number;
  /** See StartOptions. */
  readonly directoryPeople?: (quick: boolean) => number;
  run(context: ScenarioContext): Promise<readonly Reading[]>;
}
