import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';
import { type FailedTest, failedTest, type ThrownError } from './failed-test.ts';

/** Counts what happened, and keeps what failed and why something was left out: `context.skip(reason)`. */
export class CountingReporter implements Reporter {
  passed = 0;
  readonly failures: FailedTest[] = [];
  readonly skipped: SkippedTest[] = [];

  onTestCaseResult(test: TestCase): void {
    const { state, errors } = test.result();
    if (state === 'passed') this.passed += 1;
    else if (state === 'failed') this.failures.push(failedTest(nameOf(test), firstOf(errors)));
    else this.skipped.push({ test: nameOf(test), reason: reasonOf(test) });
  }

  /** A file that cannot be loaded, a hook that throws and an error outside any test are failures, too. */
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly ThrownError[]): void {
    for (const module of modules) {
      for (const suite of [module, ...module.children.allSuites()]) {
        const errors = suite.errors();
        if (errors.length > 0) this.failures.push(failedTest(nameOf(suite), firstOf(errors)));
      }
    }
    for (const error of unhandledErrors) this.failures.push(failedTest('outside any test', error));
  }
}

export interface SkippedTest {
  readonly test: string;
  readonly reason: string;
}

function nameOf(entity: TestCase | TestSuite | TestModule): string {
  if (entity.type === 'module') return entity.relativeModuleId;
  return `${entity.module.relativeModuleId}: ${entity.fullName}`;
}

function firstOf(errors: readonly ThrownError[] | undefined): ThrownError {
  return errors?.[0] ?? { message: 'no reason given' };
}

function reasonOf(test: TestCase): string {
  const result = test.result();
  return (result.state === 'skipped' ? result.note : undefined) ?? 'no reason given';
}
