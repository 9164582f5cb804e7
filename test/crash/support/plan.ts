/** How much is tried, and from which seed: `npm run crash` changes it for the long forms. */
import { randomInt } from 'node:crypto';

export interface CrashPlan {
  readonly seed: number;
  /** Processes killed under load. */
  readonly kills: number;
  /** Power cuts. */
  readonly cuts: number;
  /** Every write of a delivery is failed once; else every flush, and some of the writes. */
  readonly isThorough: boolean;
}

export const PLAN_VARIABLE = 'MAILROOM_CRASH_PLAN';

export const QUICK_PLAN: Omit<CrashPlan, 'seed'> = { kills: 20, cuts: 10, isThorough: false };

export function crashPlan(): CrashPlan {
  const given = JSON.parse(process.env[PLAN_VARIABLE] ?? '{}') as Partial<CrashPlan>;
  return { seed: randomInt(2 ** 31), ...QUICK_PLAN, ...given };
}

/** For whoever reads the output of a run: figures, and the seed that repeats it. */
export function report(line: string): void {
  process.stdout.write(`    ${line}\n`);
}
