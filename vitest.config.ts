import { defineConfig } from 'vitest/config';
import { TEST_GROUPS, type TestGroup } from './tools/support/test-groups.ts';

export default defineConfig({
  test: { maxWorkers: 2, projects: TEST_GROUPS.map(project) },
});

function project({ name, folders, isAlone }: TestGroup) {
  const limits = isAlone
    ? { fileParallelism: false, testTimeout: 120_000, hookTimeout: 300_000 }
    : { testTimeout: 30_000, hookTimeout: 30_000 };
  return { test: { name, include: folders.map((folder) => `${folder}/**/*.test.ts`), ...limits } };
}
