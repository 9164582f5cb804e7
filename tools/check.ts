/** `npm run check`: everything that can be proved about the project without running it. */
import type { Check, Findings } from './checks/check.ts';
import { fileLengths } from './checks/file-lengths.ts';
import { layers } from './checks/layers.ts';
import { packages } from './checks/packages.ts';
import { portability } from './checks/portability.ts';
import { format, lint, types } from './checks/programs.ts';
import { citations } from './rfc-check.ts';
import { ROOT } from './support/root.ts';

const CHECKS: readonly Check[] = [types, lint, format, layers, fileLengths, packages, portability, citations];

export interface CheckCounts {
  readonly passed: number;
  readonly failed: number;
}

export async function main(): Promise<number> {
  return (await runChecks()).failed === 0 ? 0 : 1;
}

/** Runs the checks one after the other and prints a line for each, with what it found below. */
export async function runChecks(): Promise<CheckCounts> {
  let failed = 0;
  for (const check of CHECKS) {
    const startedMs = performance.now();
    const { problems, warnings = [] } = await findingsOf(check);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    console.log(`${problems.length === 0 ? '✓' : '✗'} ${check.name} (${seconds} s)`);
    for (const warning of warnings) console.log(`    warning: ${warning}`);
    for (const problem of problems) console.log(`    ${problem}`);
    if (problems.length > 0) failed += 1;
  }
  return { passed: CHECKS.length - failed, failed };
}

/** A check that breaks has found something, too. */
async function findingsOf(check: Check): Promise<Findings> {
  try {
    return await check.run(ROOT);
  } catch (error) {
    return { problems: [error instanceof Error ? (error.stack ?? error.message) : String(error)] };
  }
}
