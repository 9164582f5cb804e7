/**
 * `npm run crash -- [--seed N] [--kills N] [--cuts N] [NAME …]`: the crash tests in their long form, all of them or
 * those whose file is named, such as `power-cut`. The same seed draws the same moments and messages again.
 */
import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import { type CrashPlan, PLAN_VARIABLE } from '../test/crash/support/plan.ts';

const LONG_PLAN: Omit<CrashPlan, 'seed'> = { kills: 200, cuts: 100, isThorough: true };

const USAGE = 'usage: npm run crash -- [--seed N] [--kills N] [--cuts N] [NAME …]';

export async function main(args: readonly string[]): Promise<number> {
  const number = { type: 'string' } as const;
  const options = { seed: number, kills: number, cuts: number };
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const given = Object.fromEntries(Object.entries(values).map(([name, text]) => [name, wholeNumber(text)]));
    process.env[PLAN_VARIABLE] = JSON.stringify({ ...LONG_PLAN, ...given });
    const vitest = await startVitest(positionals, { run: true, project: ['crash'] });
    await vitest.close();
    return process.exitCode === undefined ? 0 : Number(process.exitCode);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return 64;
  }
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`not a number: ${text}`);
  return Number(text);
}
