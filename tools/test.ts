/**
 * `npm test [-- GROUP …]`: the checks, then every group of tests (or those named), then what was left out and why, and
 * what failed.
 *
 * The last line is `N passed, N failed, N skipped`; each check counts as one test.
 */
import { startVitest } from 'vitest/node';
import { ALL_PEERS, ensurePeers } from '../test/support/peers/peers.ts';
import { runChecks } from './check.ts';
import { CountingReporter, type SkippedTest } from './support/counting-reporter.ts';
import type { FailedTest } from './support/failed-test.ts';
import { ROOT } from './support/root.ts';
import { TEST_GROUPS } from './support/test-groups.ts';
import { buildPages } from './web/build-pages.ts';

/** Whoever comes after it finds them there. */
const FIRST_WITH_PEERS = 'browser';

export async function main(args: readonly string[]): Promise<number> {
  const groups = TEST_GROUPS.filter(({ name }) => args.length === 0 || args.includes(name));
  if (groups.length < args.length) {
    console.error(`usage: npm test [-- GROUP …]\ngroups: ${TEST_GROUPS.map(({ name }) => name).join(', ')}`);
    return 64;
  }
  const checks = args.length === 0 ? await runChecks() : { passed: 0, failures: [] };
  await buildPages(ROOT);
  const tests = new CountingReporter();
  // One group after the other: the later ones must not compete for the machine with the earlier ones.
  for (const { name } of groups) {
    if (name === FIRST_WITH_PEERS) await setUpPeers();
    const options = { run: true, project: [name], passWithNoTests: true, reporters: ['default', tests] };
    const vitest = await startVitest([], options);
    await vitest.close();
  }
  const passed = checks.passed + tests.passed;
  const failures = [...checks.failures, ...tests.failures];
  printSkipped(tests.skipped);
  printFailures(failures);
  console.log(`\n${passed} passed, ${failures.length} failed, ${tests.skipped.length} skipped`);
  return failures.length > 0 || tests.passed === 0 ? 1 : 0;
}

/** Done here, and not by the first test that asks, so that the wait is explained and installing happens in one go. */
async function setUpPeers(): Promise<void> {
  console.log('\nSetting up the programs to test against ...');
  for (const [name, peer] of await ensurePeers(ALL_PEERS)) {
    console.log(peer.available ? `✓ ${name}: ${peer.path}` : `↓ ${name}: ${peer.reason}`);
  }
}

/** One paragraph for each reason. */
function printSkipped(skipped: readonly SkippedTest[]): void {
  for (const [reason, tests] of Map.groupBy(skipped, ({ reason }) => reason)) {
    console.log(`\nLeft out, ${reason}:`);
    for (const { test } of tests) console.log(`  ${test}`);
  }
}

/** Once more at the end, where they are found without searching thousands of lines. */
function printFailures(failures: readonly FailedTest[]): void {
  if (failures.length > 0) console.log('\nFailed:');
  for (const { test, lines } of failures) {
    console.log(`  ${test}`);
    for (const line of lines) console.log(`      ${line}`);
  }
}
