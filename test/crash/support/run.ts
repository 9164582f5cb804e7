/** Runs the system's tools. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Returns what it wrote, trimmed. Rejects, with the first line of what it said, when it fails. */
export async function run(command: string, ...args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await execute(command, args, { env: { ...process.env, LC_ALL: 'C' } });
    return stdout.trim();
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).split('\n')[0] : '';
    throw new Error(said || String(error), { cause: error });
  }
}
