/**
 * The power fails under load, and the machine starts again with what its disk holds. SIGKILL cannot show this: what a
 * killed process has written and not flushed is still in the memory of the kernel. SECURITY section 1
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { expect, type TestContext, test } from 'vitest';
import { freeOffset } from '../support/server.ts';
import { Machine } from './support/machine.ts';
import { Office } from './support/office.ts';
import { crashPlan, report } from './support/plan.ts';
import { until } from './support/processes.ts';
import { type Random, seededRandom } from './support/random.ts';
import { BROKEN_VARIABLE, type BrokenFlush } from './support/without-flush.ts';

const WITHOUT_FLUSH = pathToFileURL(join(import.meta.dirname, 'support/without-flush.ts')).href;

/** Cuts after which a server without one of its flushes must have lost something. */
const MAX_BROKEN_CUTS = 5;

const plan = crashPlan();
const timeout = 60_000 + plan.cuts * 30_000;

test(`${plan.cuts} power cuts under load (seed ${plan.seed})`, { timeout }, async (context) => {
  await requireDisks(context);
  const random = seededRandom(plan.seed);
  const office = new Office(random.fork());
  await using machine = await Machine.start({ portOffset: await freeOffset() });
  await office.prepare(machine.server);
  for (let cuts = 0; cuts < plan.cuts; cuts += 1) {
    await failPowerUnderLoad(machine, office, random);
    expect(await office.findFaults(machine.server)).toEqual([]);
  }
  expect(await office.findFaults(machine.server, 'all bodies')).toEqual([]);
  const { keptCount, askedCount } = office.ledger;
  report(`${plan.cuts} power cuts, seed ${plan.seed}: ${keptCount} of ${askedCount} copies acknowledged`);
});

test.for<BrokenFlush>(['segment', 'index'])(
  'a server that does not flush its %s is caught',
  {
    timeout,
  },
  async (broken, context) => {
    await requireDisks(context);
    const random = seededRandom(plan.seed);
    const office = new Office(random.fork());
    const environment = { NODE_OPTIONS: `--import=${WITHOUT_FLUSH}`, [BROKEN_VARIABLE]: broken };
    await using machine = await Machine.start({ portOffset: await freeOffset(), environment });
    await office.prepare(machine.server);
    // Users and settings are not to be lost: messages are.
    await machine.flush();
    let faults: string[] = [];
    let cuts = 0;
    while (faults.length === 0 && cuts < MAX_BROKEN_CUTS) {
      cuts += 1;
      // What was lost may also keep the server from starting, or from answering.
      faults = await failPowerUnderLoad(machine, office, random)
        .then(() => office.findFaults(machine.server))
        .catch((error: unknown) => [String(error)]);
    }
    expect(faults).not.toEqual([]);
    const example = faults.find((fault) => fault.includes('lost')) ?? faults[0];
    report(`without flushing the ${broken}: ${faults.length} faults after ${cuts} cuts, such as: ${example}`);
  },
);

async function requireDisks(context: TestContext): Promise<void> {
  const reason = await Machine.whyNot();
  if (reason !== null) context.skip(reason);
}

async function failPowerUnderLoad(machine: Machine, office: Office, random: Random): Promise<void> {
  const load = office.startLoad(machine.server);
  await until(
    () => 'mail is accepted',
    () => load.isFlowing() || undefined,
  );
  await sleep(random.between(0, 800));
  await Promise.all([machine.failPower(), load.stop()]);
}
