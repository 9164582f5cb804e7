import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RawClient } from '../../../test/support/raw-client.ts';

const PROGRAM = join(import.meta.dirname, '../../../test/support/listener-process.ts');
const MAX_DESCRIPTORS = 60;

test('a process without free descriptors survives, and accepts again when there are some', async () => {
  using child = await startWithFewDescriptors();
  const clients = await Promise.all(Array.from({ length: MAX_DESCRIPTORS * 2 }, () => RawClient.open(child.port)));
  // Some are greeted; the others are dropped, or wait until there is room.
  const first = await Promise.any(clients.map(greeted));
  expect(await first.ask('still there')).toBe('still there');
  for (const client of clients) client.socket.resetAndDestroy();
  // Whoever comes before the process has noticed all those ends is still dropped.
  await expect.poll(() => greeting(child.port)).toBe('hello');
  expect(child.process.exitCode).toBe(null);
});

async function startWithFewDescriptors(): Promise<Disposable & { port: number; process: ChildProcess }> {
  const command = `ulimit -n ${MAX_DESCRIPTORS}; exec "$0" "$1"`;
  const child = spawn('sh', ['-c', command, process.execPath, PROGRAM], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return { port: Number(port.toString()), process: child, [Symbol.dispose]: () => void child.kill('SIGKILL') };
}

/** Empty where the connection is dropped. */
async function greeting(port: number): Promise<string> {
  using client = await RawClient.open(port);
  return await client.line().catch(() => '');
}

async function greeted(client: RawClient): Promise<RawClient> {
  await client.line();
  return client;
}
