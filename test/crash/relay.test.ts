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
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import type { Uid } from '../../src/domain/ports/ids.ts';
import { applyOne, type Store } from '../../src/domain/ports/store.ts';
import { openEmbeddedStore } from '../../src/engines/embedded/open.ts';
import { crashPlan, report } from './support/plan.ts';
import { until } from './support/processes.ts';
import { QueueMachine } from './support/queue-machine.ts';
import { SENDER } from './support/queue-observer.ts';
import { seededRandom } from './support/random.ts';
import type { RelayTask } from './support/relay-driver.ts';
import { RelayLedger, type RelayLine, type RelayState } from './support/relay-ledger.ts';
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
    expect(ledger.findFaults(await look(directory, sink))).toEqual([]);
  }
  await drain({ directory, seed: 1, prefix: 'end', isDraining: true });
  const state = await look(directory, sink);
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

/** While nothing sends. */
async function look(directory: string, sink: RelaySink): Promise<RelayState> {
  await using store = await openStore(directory);
  const findings: string[] = [];
  for await (const { kind, subject, message } of store.maintenance.check({ repair: false, verifyContents: true })) {
    findings.push(`${kind}, ${subject}: ${message}`);
  }
  expect(findings).toEqual([]);
  const queued = await store.reader().queue.list({ limit: 100_000 });
  const waiting = queued.flatMap(({ recipients }) => recipients.map(({ address }) => address));
  const { arrived, unanswered } = sink;
  return { waiting: new Set(waiting), notices: await readNotices(store), arrived, unanswered };
}

/** RFC 3464 section 2.3.2, 2.3.3 */
async function readNotices(store: Store): Promise<Map<string, number>> {
  const { directory, mailboxes } = store.reader();
  const sender = await directory.findUser(SENDER);
  const inbox = sender === null ? null : await mailboxes.find(sender.account, 'INBOX');
  const notices = new Map<string, number>();
  if (inbox === null) return notices;
  for (let from = 1; from < inbox.uidNext; from += 1000) {
    const rows = await mailboxes.scan(inbox.id, from as Uid, (from + 999) as Uid, 1000, ['hash']);
    for (const [hash] of rows) {
      const text = Buffer.from(await store.contents.read(hash)).toString('latin1');
      for (const [, address = ''] of text.matchAll(/^Final-Recipient: rfc822; ?(\S+)\r\n/gim)) {
        notices.set(address, (notices.get(address) ?? 0) + 1);
      }
    }
  }
  return notices;
}

function openStore(directory: string): Promise<Store> {
  return openEmbeddedStore({ directory, clock: systemClock, log: silentLogger });
}
