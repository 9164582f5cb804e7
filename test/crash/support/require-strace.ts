import type { TestContext } from 'vitest';
import { peer } from '../../support/peers/peers.ts';
import { run } from './run.ts';

/** The path of strace. Skips the test where there is none, or where it may not trace. */
export async function requireStrace(context: TestContext): Promise<string> {
  const strace = await peer('strace');
  if (!strace.available) return context.skip(strace.reason);
  try {
    await run(strace.path, '-o', '/dev/null', 'true');
  } catch (error) {
    return context.skip(`strace may not trace here: ${error instanceof Error ? error.message : String(error)}`);
  }
  return strace.path;
}
