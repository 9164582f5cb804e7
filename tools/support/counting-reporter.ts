import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Counts what happened, and keeps why something was left out: `context.skip(reason)`. */
export class CountingReporter implements Reporter {
  passed = 0;
  failed = 0;
  readonly skipped: SkippedTest[] = [];

  onTestCaseResult(test: TestCase): void {
    const { state } = test.result();
    if (state === 'passed') this.passed += 1;
    else if (state === 'failed') this.failed += 1;
    else this.skipped.push({ test: `${test.module.relativeModuleId}: ${test.fullName}`, reason: reasonOf(test) });
  }

  /** A file that cannot be loaded, a hook that throws and an error outside any test are failures, too. */
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    this.failed += suites.filter((suite) => suite.errors().length > 0).length + unhandledErrors.length;
  }
}

export interface SkippedTest {
  readonly test: string;
  readonly reason: string;
}

function reasonOf(test: TestCase): string {
  const result = test.result();
  return (result.state === 'skipped' ? result.note : undefined) ?? 'no reason given';
}
