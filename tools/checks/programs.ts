/** Checks that development packages make: each is a program that says what it found. */
import { runProgram } from '../support/run-program.ts';
import type { Check } from './check.ts';

export const types = program('types', 'typescript/bin/tsc', ['-p', '.', '--pretty', 'false']);
export const appTypes = program('types of the applications', 'typescript/bin/tsc', ['-p', 'apps', '--pretty', 'false']);
/** Tests run in Node, and compare with what the server has. */
export const appTestTypes = program('types of their tests', 'typescript/bin/tsc', [
  '-p',
  'apps/tsconfig.test.json',
  '--pretty',
  'false',
]);
export const lint = program('lint', 'oxlint/bin/oxlint', ['--deny-warnings', '--format=unix']);
export const format = program('format', '@biomejs/biome/bin/biome', [
  'check',
  '--max-diagnostics=50',
  '--reporter=summary',
]);

function program(name: string, file: string, args: readonly string[]): Check {
  return {
    name,
    async run() {
      const { exitCode, output } = await runProgram(file, args);
      if (exitCode === 0) return { problems: [] };
      const lines = output.split('\n').filter((line) => line.trim() !== '');
      return { problems: lines.length > 0 ? lines : [`${file} ended with exit code ${exitCode}`] };
    },
  };
}
