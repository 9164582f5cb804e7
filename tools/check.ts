/** `npm run check`: everything that can be proved about the project without running it. */
import type { Check, Findings } from './checks/check.ts';
import { fileLengths } from './checks/file-lengths.ts';
import { interfaceTexts } from './checks/interface-texts.ts';
import { layers } from './checks/layers.ts';
import { manual } from './checks/manual.ts';
import { packages } from './checks/packages.ts';
import { portability } from './checks/portability.ts';
import { appTestTypes, appTypes, format, lint, types } from './checks/programs.ts';
import { citations } from './rfc-check.ts';
import { type FailedTest, shortened } from './support/failed-test.ts';
import { ROOT } from './support/root.ts';

const CHECKS: readonly Check[] = [
  types,
  appTypes,
  appTestTypes,
  lint,
  format,
  layers,
  interfaceTexts,
  fileLengths,
  packages,
  portability,
  manual,
  citations,
];

export interface CheckResults {
  readonly passed: number;
  readonly failures: readonly FailedTest[];
}

export async function main(): Promise<number> {
  return (await runChecks()).failures.length === 0 ? 0 : 1;
}

/** Runs the checks one after the other and prints a line for each, with what it found below. */
export async function runChecks(): Promise<CheckResults> {
  const failures: FailedTest[] = [];
  for (const check of CHECKS) {
    const startedMs = performance.now();
    const { problems, warnings = [] } = await findingsOf(check);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    console.log(`${problems.length === 0 ? '✓' : '✗'} ${check.name} (${seconds} s)`);
    for (const warning of warnings) console.log(`    warning: ${warning}`);
    for (const problem of problems) console.log(`    ${problem}`);
    if (problems.length > 0) failures.push({ test: `check: ${check.name}`, lines: shortened(problems) });
  }
  return { passed: CHECKS.length - failures.length, failures };
}

/** A check that breaks has found something, too. */
async function findingsOf(check: Check): Promise<Findings> {
  try {
    return await check.run(ROOT);
  } catch (error) {
    return { problems: [error instanceof Error ? (error.stack ?? error.message) : String(error)] };
  }
}
