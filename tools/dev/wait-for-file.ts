import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const TIMEOUT_MS = 60_000;

/** True when the file is there; false after a minute without it. */
export async function waitForFile(path: string): Promise<boolean> {
  const deadline = performance.now() + TIMEOUT_MS;
  while (performance.now() < deadline) {
    if (existsSync(path)) return true;
    await sleep(50);
  }
  return false;
}
