/** No descriptor is free for a while: what cannot be done is refused, nothing is lost, and then all goes on. */
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freeOffset } from '../support/server.ts';
import { CrashServer } from './support/crash-server.ts';
import { Deliveries } from './support/deliveries.ts';
import { crashPlan } from './support/plan.ts';
import { isRunning } from './support/processes.ts';
import { seededRandom } from './support/random.ts';
import { run } from './support/run.ts';
import { SmtpClient } from './support/smtp-client.ts';

/** Needs a file of its own while it arrives. */
const LARGE_BYTES = 400_000;
const SMALL_BYTES = 4_000;

/** More than the system lets wait for one that accepts nothing. */
const WAITING_CLIENTS = 50;

const plan = crashPlan();

test('without free descriptors nothing is lost', { timeout: 180_000 }, async (context) => {
  const mayLimit = await run('prlimit', '--version').then(
    () => true,
    () => false,
  );
  if (!mayLimit) context.skip('this system has no prlimit');
  await using stack = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'mailroom-descriptors-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const server = stack.use(await CrashServer.start({ dataDir, portOffset: await freeOffset() }));
  const deliveries = new Deliveries(server, seededRandom(plan.seed));
  await deliveries.prepare();
  const { serverPid } = server;
  expect((await deliveries.deliver(LARGE_BYTES))?.reply).toMatch(/^250 /);

  const client = stack.use(await SmtpClient.open({ port: server.ports.smtp }));
  const before = await softLimitOf(serverPid);
  await run('prlimit', '--pid', String(serverPid), `--nofile=${lowestFreeDescriptor(serverPid)}:`);
  // These are told to go, or have to wait.
  const waiting = Array.from({ length: WAITING_CLIENTS }, () => connect(server.ports.smtp).on('error', () => {}));
  stack.defer(() => waiting.forEach((socket) => void socket.destroy()));
  expect((await deliveries.deliver(LARGE_BYTES, client))?.reply).toMatch(/^4\d\d /);
  await deliveries.deliver(SMALL_BYTES, client);
  expect(isRunning(serverPid)).toBe(true);

  await run('prlimit', '--pid', String(serverPid), `--nofile=${before}:`);
  for (const socket of waiting) socket.destroy();
  for (const sizeBytes of [SMALL_BYTES, LARGE_BYTES]) {
    expect((await deliveries.deliver(sizeBytes))?.reply).toMatch(/^250 /);
  }
  expect(await deliveries.findFaults()).toEqual([]);
  expect(isRunning(serverPid), 'the same process all the time').toBe(true);
});

function softLimitOf(pid: number): Promise<string> {
  return run('prlimit', '--pid', String(pid), '--nofile', '--raw', '--noheadings', '--output=SOFT');
}

/** A process gets the lowest that is free: with this as its limit, it gets none. */
function lowestFreeDescriptor(pid: number): number {
  const taken = new Set(readdirSync(`/proc/${pid}/fd`).map(Number));
  let descriptor = 0;
  while (taken.has(descriptor)) descriptor += 1;
  return descriptor;
}
