import { defineConfig } from 'vitest/config';
import { TEST_GROUPS, type TestGroup } from './tools/support/test-groups.ts';

/** These limits are for what never happens: a busy machine may take its time. */
const POLLING = { poll: { timeout: 20_000 } };

export default defineConfig({
  test: { maxWorkers: 2, projects: TEST_GROUPS.map(project) },
});

function project({ name, folders, isAlone }: TestGroup) {
  const limits = isAlone
    ? { fileParallelism: false, testTimeout: 120_000, hookTimeout: 300_000 }
    : { testTimeout: 90_000, hookTimeout: 90_000 };
  return { test: { name, include: folders.map((folder) => `${folder}/**/*.test.ts`), expect: POLLING, ...limits } };
}
