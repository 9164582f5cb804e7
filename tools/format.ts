/** `npm run format`: mends what lint can mend by itself, lays out every file, and sorts imports. */
import { runProgram } from './support/run-program.ts';

export async function main(args: readonly string[]): Promise<number> {
  await runProgram('oxlint/bin/oxlint', ['--fix', ...args]);
  const { exitCode, output } = await runProgram('@biomejs/biome/bin/biome', ['check', '--write', ...args]);
  console.log(output.trim());
  return exitCode;
}
