/**
 * SIGKILL while mail goes out to a server that takes, puts off, refuses and drops: each recipient of what was accepted
 * has it, waits, or its sender has been told; it has it twice only where the answer was lost. SECURITY section 1
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { applyOne } from '../../src/domain/ports/store.ts';
import { crashPlan, report } from './support/plan.ts';
import { until } from './support/processes.ts';
import { QueueMachine } from './support/queue-machine.ts';
import { SENDER } from './support/queue-observer.ts';
import { seededRandom } from './support/random.ts';
import type { RelayTask } from './support/relay-driver.ts';
import { RelayLedger, type RelayLine } from './support/relay-ledger.ts';
import { lookAtRelay, openStore } from './support/relay-look.ts';
import { RelaySink } from './support/relay-sink.ts';

const DRIVER = join(import.meta.dirname, 'support/relay-driver.ts');

/** A process that runs longer hangs. */
const MAX_RUN_MS = 100_000;

const plan = crashPlan();

test(`${plan.kills} kills while mail goes out (seed ${plan.seed})`, {
  timeout: 120_000 + plan.kills * 20_000,
}, async () => {
  const random = seededRandom(plan.seed);
  const directory = await mkdtemp(join(tmpdir(), 'mailroom-relay-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const sink = stack.use(await RelaySink.start());
  await prepare(directory, sink.port);
  const ledger = new RelayLedger();
  for (let deaths = 1; deaths <= plan.kills; deaths += 1) {
    const task = { directory, seed: random.below(2 ** 31), prefix: `k${deaths}`, isDraining: false };
    await sendAndKill(task, ledger, random.between(100, 1200));
    expect(ledger.findFaults(await lookAtRelay(directory, SENDER, sink))).toEqual([]);
  }
  await drain({ directory, seed: 1, prefix: 'end', isDraining: true });
  const state = await lookAtRelay(directory, SENDER, sink);
  expect(ledger.findFaults(state)).toEqual([]);
  expect([...state.waiting]).toEqual([]);
  report(
    `${plan.kills} kills, seed ${plan.seed}: ${ledger.keptCount} messages accepted, ${state.arrived.size} recipients ` +
      `reached, ${state.notices.size} given back, ${ledger.doubledCount} doubled by a kill`,
  );
  expect(ledger.keptCount).toBeGreaterThan(plan.kills);
});

async function prepare(directory: string, port: number): Promise<void> {
  await new QueueMachine(seededRandom(0)).prepare(directory);
  await using store = await openStore(directory);
  const relay = { host: '127.0.0.1', port, tls: 'none', userName: null, sealedPassword: null } as const;
  await applyOne(store, { kind: 'set-mail-route', pattern: '*', route: { pattern: '*', ...relay } });
}

async function sendAndKill(task: RelayTask, ledger: RelayLedger, workMs: number): Promise<void> {
  const child = start(task);
  const ended = once(child.process, 'close');
  const before = ledger.keptCount;
  createInterface({ input: child.process.stdout }).on('line', (text) => {
    // The last line may be cut off by the kill: what it told of was not answered.
    if (text.endsWith('}')) ledger.take(JSON.parse(text) as RelayLine);
  });
  await until(
    () => `mail is accepted: ${child.said()}`,
    () => {
      if (child.process.exitCode !== null) throw new Error(`the process ended by itself: ${child.said()}`);
      return ledger.keptCount > before || undefined;
    },
  );
  await sleep(workMs);
  if (child.process.exitCode !== null) throw new Error(`the process ended by itself: ${child.said()}`);
  child.process.kill('SIGKILL');
  await ended;
}

async function drain(task: RelayTask): Promise<void> {
  const child = start(task);
  child.process.stdout.resume();
  const [code] = (await once(child.process, 'close')) as [number | null];
  if (code !== 0) throw new Error(`the process ended with code ${code}: ${child.said()}`);
}

function start(task: RelayTask) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', DRIVER], {
    timeout: MAX_RUN_MS,
    killSignal: 'SIGKILL',
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdin.end(JSON.stringify(task));
  return { process: child, said: () => said };
}
