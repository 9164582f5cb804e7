/** The process that works on a queue, killed again and again, and what its store holds afterwards. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/log.ts';
import type { NewUser } from '../../../src/domain/ports/directory-operations.ts';
import { applyOne } from '../../../src/domain/ports/store.ts';
import { openEmbeddedStore } from '../../../src/engines/embedded/open.ts';
import { newUser } from '../../support/mailboxes.ts';
import { until } from './processes.ts';
import type { DriverTask } from './queue-driver.ts';
import { QueueModel } from './queue-model.ts';
import { COPY_USER, observeQueue, SENDER } from './queue-observer.ts';
import type { DriverLine } from './queue-state.ts';
import type { Random } from './random.ts';

const DRIVER = join(import.meta.dirname, 'queue-driver.ts');

/** Between this and that many milliseconds of work. */
const MIN_WORK_MS = 20;
const MAX_WORK_MS = 600;

export class QueueMachine {
  readonly model = new QueueModel();
  readonly #random: Random;
  readonly #environment: Readonly<Record<string, string>>;
  #runs = 0;

  constructor(random: Random, environment: Readonly<Record<string, string>> = {}) {
    this.#random = random;
    this.#environment = environment;
  }

  /** Once, on an empty directory. */
  async prepare(directory: string): Promise<void> {
    await using store = await openStore(directory);
    const admin: NewUser = { ...newUser(SENDER), role: 'administrator' };
    const named = { name: 'example.test', description: '', dkimKeys: [] };
    const { domain } = await applyOne(store, { kind: 'initialise', domain: named, admin });
    await applyOne(store, { kind: 'create-user', domain, ...newUser(COPY_USER) });
  }

  /** Lets a process work on the store for a while, and kills it. */
  async workAndKill(directory: string): Promise<void> {
    this.#runs += 1;
    const { model } = this;
    const task: DriverTask = {
      ...{ directory, seed: this.#random.below(2 ** 31), prefix: `q${this.#runs}`, states: model.states },
    };
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', DRIVER], {
      env: { ...process.env, ...this.#environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stdin.end(JSON.stringify(task));
    const ended = once(child, 'close');
    let isReady = false;
    const before = model.answeredCount;
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = parseLine(text);
      if (line === null) return;
      isReady ||= line.kind === 'ready';
      model.take(line);
    });
    await until(
      () => `the process works: ${said}`,
      () => {
        if (child.exitCode !== null) throw new Error(`the process ended by itself: ${said}`);
        return (isReady && model.answeredCount > before) || undefined;
      },
    );
    await sleep(this.#random.between(MIN_WORK_MS, MAX_WORK_MS));
    if (child.exitCode !== null) throw new Error(`the process ended by itself: ${said}`);
    child.kill('SIGKILL');
    await ended;
  }

  /** What is lost, doubled, half done or taken back, and what the checker finds. */
  async findFaults(directory: string): Promise<string[]> {
    await using store = await openStore(directory);
    const { states, wrong } = await observeQueue(store);
    const faults = [...wrong, ...this.model.settle(states)];
    for await (const { kind, subject, message } of store.maintenance.check({ repair: false, verifyContents: true })) {
      faults.push(`the checker: ${kind}, ${subject}: ${message}`);
    }
    return faults;
  }
}

function openStore(directory: string) {
  return openEmbeddedStore({ directory, clock: systemClock, log: silentLogger });
}

/** The last line may be cut off by the kill: it told of nothing that was answered. */
function parseLine(text: string): DriverLine | null {
  try {
    return JSON.parse(text) as DriverLine;
  } catch {
    return null;
  }
}
