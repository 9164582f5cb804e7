/**
 * SIGKILL and power cuts while messages come into the queue, are tried, put off, delivered and given up: each is in one
 * place, whatever was told of it holds, and a notice is there exactly when its recipient has left the queue. SECURITY
 * section 1
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, type TestContext, test } from 'vitest';
import { Ext4Image } from './support/ext4-image.ts';
import { holdWriteBack } from './support/held-write-back.ts';
import { Machine } from './support/machine.ts';
import { crashPlan, report } from './support/plan.ts';
import { QueueMachine } from './support/queue-machine.ts';
import { seededRandom } from './support/random.ts';
import { run } from './support/run.ts';
import { BROKEN_VARIABLE, type BrokenFlush } from './support/without-flush.ts';

const WITHOUT_FLUSH = pathToFileURL(join(import.meta.dirname, 'support/without-flush.ts')).href;

/** Cuts after which a store without one of its flushes must have lost something. */
const MAX_BROKEN_CUTS = 5;

const plan = crashPlan();

test(`${plan.kills} kills while the queue works (seed ${plan.seed})`, {
  timeout: 60_000 + plan.kills * 20_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mailroom-queue-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const machine = new QueueMachine(seededRandom(plan.seed));
  await machine.prepare(folder);
  for (let kills = 0; kills < plan.kills; kills += 1) {
    await machine.workAndKill(folder);
    expect(await machine.findFaults(folder)).toEqual([]);
  }
  const { answeredCount, states } = machine.model;
  report(
    `${plan.kills} kills, seed ${plan.seed}: ${answeredCount} operations on ${Object.keys(states).length} messages`,
  );
  expect(answeredCount).toBeGreaterThan(plan.kills * 10);
});

const timeout = 60_000 + plan.cuts * 30_000;

test(`${plan.cuts} power cuts while the queue works (seed ${plan.seed})`, { timeout }, async (context) => {
  await requireDisks(context);
  await using disk = await Disk.create();
  const machine = new QueueMachine(seededRandom(plan.seed));
  await machine.prepare(disk.directory);
  for (let cuts = 0; cuts < plan.cuts; cuts += 1) {
    await machine.workAndKill(disk.directory);
    await disk.cutPower();
    expect(await machine.findFaults(disk.directory)).toEqual([]);
  }
  report(`${plan.cuts} power cuts, seed ${plan.seed}: ${machine.model.answeredCount} operations`);
});

test.for<BrokenFlush>(['segment', 'index'])(
  'a store that does not flush its %s is caught',
  { timeout },
  async (broken, context) => {
    await requireDisks(context);
    await using disk = await Disk.create();
    const environment = { NODE_OPTIONS: `--import=${WITHOUT_FLUSH}`, [BROKEN_VARIABLE]: broken };
    const machine = new QueueMachine(seededRandom(plan.seed), environment);
    await machine.prepare(disk.directory);
    let faults: string[] = [];
    for (let cuts = 0; faults.length === 0 && cuts < MAX_BROKEN_CUTS; cuts += 1) {
      await disk.flush();
      await machine.workAndKill(disk.directory);
      await disk.cutPower();
      // What was lost may also keep the store from being opened.
      faults = await machine.findFaults(disk.directory).catch((error: unknown) => [String(error)]);
    }
    expect(faults).not.toEqual([]);
    report(`without flushing the ${broken}: ${faults.length} faults, such as: ${faults[0]}`);
  },
);

async function requireDisks(context: TestContext): Promise<void> {
  const reason = await Machine.whyNot();
  if (reason !== null) context.skip(reason);
}

/** A disk whose power can fail. */
class Disk implements AsyncDisposable {
  readonly #heldWriteBack: Disposable;
  #image: Ext4Image;

  private constructor(heldWriteBack: Disposable, image: Ext4Image) {
    this.#heldWriteBack = heldWriteBack;
    this.#image = image;
  }

  static async create(): Promise<Disk> {
    return new Disk(holdWriteBack(), await Ext4Image.create());
  }

  get directory(): string {
    return join(this.#image.mountPoint, 'store');
  }

  async flush(): Promise<void> {
    await run('sync', '--file-system', this.#image.mountPoint);
  }

  async cutPower(): Promise<void> {
    const old = this.#image;
    this.#image = await old.cutPower();
    await old[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#heldWriteBack[Symbol.dispose]();
    await this.#image[Symbol.asyncDispose]();
  }
}
