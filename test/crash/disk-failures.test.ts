/**
 * Each write and each flush of one delivery fails once, or is the last thing that the process does. Whatever happens,
 * a positive reply means that the message is kept, and the server goes on from its disk. SECURITY section 1, point 4
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freeOffset } from '../support/server.ts';
import { CrashServer } from './support/crash-server.ts';
import { Deliveries } from './support/deliveries.ts';
import { crashPlan, report } from './support/plan.ts';
import { threadOf } from './support/processes.ts';
import { quickSupervisor } from './support/quick-supervisor.ts';
import { type Random, seededRandom } from './support/random.ts';
import { requireStrace } from './support/require-strace.ts';
import { countCalls, type Effect, type Fault, hasHappened, Tracer } from './support/tracer.ts';

interface Delivery {
  readonly name: string;
  readonly sizeBytes: number;
  readonly watched: readonly Watched[];
}

/** A thread of the server process, and what it does for a delivery. */
interface Watched {
  readonly thread: 'writer' | 'libuv-worker';
  readonly calls: readonly string[];
}

const DELIVERIES: readonly Delivery[] = [
  {
    name: 'small message',
    sizeBytes: 4_000,
    // Segment written and flushed; then the log of the index.
    watched: [{ thread: 'writer', calls: ['pwritev', 'fdatasync', 'pwrite64', 'fsync'] }],
  },
  {
    name: 'large message',
    sizeBytes: 400_000,
    watched: [
      // A file of its own while it arrives; the writer then makes it a segment.
      { thread: 'libuv-worker', calls: ['openat', 'pwrite64', 'fsync'] },
      { thread: 'writer', calls: ['rename', 'openat', 'fsync'] },
    ],
  },
];

const plan = crashPlan();

test.concurrent.for(DELIVERIES)(
  `every write and flush of a $name fails (seed ${plan.seed})`,
  {
    timeout: plan.isThorough ? 1_200_000 : 400_000,
  },
  async (delivery, context) => {
    const strace = await requireStrace(context);
    const random = seededRandom(plan.seed);
    await using stack = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'mailroom-faults-'));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    const { sizeBytes } = delivery;
    const dataDir = join(folder, 'data');
    await mkdir(dataDir);
    // One thread does all the work of libuv's pool, so that its calls can be counted.
    const environment = { UV_THREADPOOL_SIZE: '1' };
    const place = { dataDir, portOffset: await freeOffset(), environment };
    const server = stack.use(await CrashServer.start({ ...place, ...quickSupervisor(place) }));
    const deliveries = new Deliveries(server, random);
    const deliver = async () => (await deliveries.deliver(sizeBytes))?.reply ?? null;
    await deliveries.prepare();
    // The first one makes a segment, which those that follow share.
    expect(await deliver()).toMatch(/^250 /);

    const outcomes = new Map<string, number>();
    for (const watched of delivery.watched) {
      for (const fault of await planFaults(strace, server, watched, random, deliver)) {
        const reply = await deliverWith(strace, server, watched, fault, deliver);
        const what = describeFault(watched, fault);
        expect(await deliveries.findFaults(), what).toEqual([]);
        expect(await deliver(), `${what}, the next one`).toMatch(/^250 /);
        const outcome = reply?.slice(0, 3) ?? 'connection closed';
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    }
    const summary = [...outcomes].map(([outcome, count]) => `${outcome} ${count} times`).join(', ');
    report(`${delivery.name}: ${summary} (seed ${plan.seed})`);
  },
);

type Deliver = () => Promise<string | null>;

/** Delivers while a fault lies in wait, and returns the reply when the server is ready again. */
async function deliverWith(
  strace: string,
  server: CrashServer,
  watched: Watched,
  fault: Fault,
  deliver: Deliver,
): Promise<string | null> {
  await using tracer = await Tracer.attach(strace, findThread(server, watched), [fault.call], fault);
  const reply = await deliver();
  // strace ends by itself with the process that it watched, and notes the end last.
  const log = await (fault.effect === 'signal=SIGKILL' && reply === null ? tracer.ended() : tracer.detach());
  if (hasHappened(log)) {
    // Also when the message is there all the same: perhaps only in the memory of the kernel.
    expect(reply ?? 'connection closed', describeFault(watched, fault)).not.toMatch(/^2/);
    await startAgainAfter(server, watched, fault);
    return reply;
  }
  // This delivery changed fewer pages than the one that was counted: its last call is as good.
  const number = countCalls(log, fault.call);
  expect(number, `calls of ${fault.call}`).toBeGreaterThan(0);
  return await deliverWith(strace, server, watched, { ...fault, number }, deliver);
}

function describeFault({ thread }: Watched, { call, number, effect }: Fault): string {
  return `${thread}: ${call} ${number}: ${effect}`;
}

/** All calls of each name that one delivery makes, in each way of failing. */
async function planFaults(
  strace: string,
  server: CrashServer,
  watched: Watched,
  random: Random,
  deliver: Deliver,
): Promise<Fault[]> {
  await using tracer = await Tracer.attach(strace, findThread(server, watched), watched.calls);
  await deliver();
  const log = await tracer.detach();
  return watched.calls.flatMap((call) => {
    const count = countCalls(log, call);
    expect(count, `calls of ${call} by ${watched.thread}`).toBeGreaterThan(0);
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    const effects: Effect[] = ['error=EIO', 'error=ENOSPC', 'signal=SIGKILL'];
    if (call === 'openat') effects.push('error=EMFILE');
    return effects.flatMap((effect) => choose(numbers, random).map((number) => ({ call, number, effect })));
  });
}

/** The index's log takes two writes for each page: the quick form tries the ends of them and some in between. */
function choose(numbers: readonly number[], random: Random): readonly number[] {
  if (plan.isThorough || numbers.length <= 5) return numbers;
  const inner = numbers.slice(1, -2);
  return [numbers[0], random.pick(inner), random.pick(inner), ...numbers.slice(-2)];
}

function findThread({ serverPid }: CrashServer, { thread }: Watched): number {
  const tid = threadOf(serverPid, thread);
  if (tid === undefined) throw new Error(`the server has no thread ${thread}`);
  return tid;
}

/** Where the writer can no longer know what is on the disk, the process ends by itself. */
async function startAgainAfter(server: CrashServer, { thread }: Watched, { effect }: Fault): Promise<void> {
  const hasEnded = effect === 'signal=SIGKILL' || (thread === 'writer' && effect !== 'error=ENOSPC');
  // Without space, nothing may grow for some seconds: that is tried elsewhere, and not waited for here.
  if (!hasEnded) server.killServer();
  await server.untilReady();
}
