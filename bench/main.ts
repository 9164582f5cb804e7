/** `npm run bench`: Mailroom side by side with Debian's servers. See README.md. */
import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cleanup } from './harness/cleanup.ts';
import { describeMachine } from './harness/machine.ts';
import { type Options, parseOptions, USAGE } from './harness/options.ts';
import { renderReport } from './harness/report.ts';
import type { Results } from './harness/results.ts';
import { runAll } from './harness/run-all.ts';
import { scenarios } from './scenarios/index.ts';

const RESULTS = join(import.meta.dirname, 'results');

/** Run by `bin/run`. Returns the exit code: figures never fail a run. */
export async function main(args: readonly string[]): Promise<number> {
  let options: Options;
  try {
    options = parseOptions(args, scenarios);
    accessSync(options.workDir, constants.W_OK);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
    return 2;
  }
  const cleanup = new Cleanup();
  const startedAt = new Date();
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.once(signal, () => void cleanup.run().then(() => process.exit(code)));
  }
  try {
    const machine = describeMachine(options.workDir);
    const { quick, rounds } = options;
    const measured = await runAll(options, cleanup, (text) => process.stderr.write(`${text}\n`));
    const results: Results = { startedAt: startedAt.toISOString(), quick, rounds, machine, ...measured };
    const report = renderReport(results);
    process.stdout.write(`\n${report}`);
    if (options.isSaved) save(results, report);
    return 0;
  } finally {
    await cleanup.run();
  }
}

function save(results: Results, report: string): void {
  mkdirSync(RESULTS, { recursive: true });
  const name = `${results.startedAt.slice(0, 10)}-${results.machine.commit}${results.quick ? '-quick' : ''}`;
  writeFileSync(join(RESULTS, `${name}.json`), `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(join(RESULTS, `${name}.md`), report);
  process.stdout.write(`written: bench/results/${name}.md and .json\n`);
}
