/**
 * SIGKILL of the whole server, and power cuts, while its users write to other servers: themselves, through an alias, and
 * through one who forwards. Each recipient of what was accepted has it, waits, or its sender has been told; it has it
 * twice only where the answer was lost. SECURITY section 1
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { freeOffset } from '../support/server.ts';
import { CrashServer } from './support/crash-server.ts';
import { Machine } from './support/machine.ts';
import { crashPlan, report } from './support/plan.ts';
import { until } from './support/processes.ts';
import { type Random, seededRandom } from './support/random.ts';
import { RelaySink } from './support/relay-sink.ts';
import { SendingOffice } from './support/sending-office.ts';

/** Of the quick form: a whole server takes its time to start. */
const MAX_QUICK_KILLS = 6;
const MAX_QUICK_CUTS = 2;

const plan = crashPlan();
const kills = plan.isThorough ? plan.kills : Math.min(plan.kills, MAX_QUICK_KILLS);
const cuts = plan.isThorough ? plan.cuts : Math.min(plan.cuts, MAX_QUICK_CUTS);

test(`${kills} kills of a server that sends (seed ${plan.seed})`, { timeout: 120_000 + kills * 20_000 }, async () => {
  const random = seededRandom(plan.seed);
  const dataDir = await mkdtemp(join(tmpdir(), 'mailroom-sends-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const sink = stack.use(await RelaySink.start());
  const place = { dataDir, portOffset: await freeOffset() };
  const server = stack.use(await CrashServer.start(place));
  const office = new SendingOffice(random.fork(), sink);
  await office.prepare(server);
  for (let deaths = 1; deaths <= kills; deaths += 1) {
    if (deaths > 1 && random.below(4) === 0) {
      await killWhileItStarts(place, random);
    } else {
      if (deaths > 1) await server.startAgain();
      await workUntil(server, office, random, () => server.killAll());
    }
    expect((await office.look(dataDir)).faults).toEqual([]);
  }
  await server.startAgain();
  await office.drain(server);
  await server.killAll();
  await expectAllDone(office, dataDir, `${kills} kills`);
  expect(office.ledger.keptCount).toBeGreaterThan(kills);
});

test(`${cuts} power cuts while a server sends (seed ${plan.seed})`, {
  timeout: 120_000 + cuts * 20_000,
}, async (context) => {
  const reason = await Machine.whyNot();
  if (reason !== null) context.skip(reason);
  const random = seededRandom(plan.seed);
  await using sink = await RelaySink.start();
  await using machine = await Machine.start({ portOffset: await freeOffset() });
  const office = new SendingOffice(random.fork(), sink);
  await office.prepare(machine.server);
  for (let count = 0; count < cuts; count += 1) {
    await workUntil(machine.server, office, random, () => machine.cutPower());
    expect((await office.look(machine.dataDir)).faults).toEqual([]);
    await machine.startServer();
  }
  await office.drain(machine.server);
  await machine.server.killAll();
  await expectAllDone(office, machine.dataDir, `${cuts} power cuts`);
});

/** Mail flows for a while, and goes on until `end` has ended the server. */
async function workUntil(
  server: CrashServer,
  office: SendingOffice,
  random: Random,
  end: () => Promise<void>,
): Promise<void> {
  const load = office.startLoad(server);
  await until(
    () => 'mail is accepted',
    () => load.isFlowing() || undefined,
  );
  await sleep(random.between(100, 1200));
  await Promise.all([end(), load.stop()]);
}

/** It may have begun to send what waits, or not. */
async function killWhileItStarts(place: { dataDir: string; portOffset: number }, random: Random): Promise<void> {
  await using _server = CrashServer.begin(place);
  await sleep(random.between(200, 1500));
}

/** When nothing waits any more, and no server runs. */
async function expectAllDone(office: SendingOffice, dataDir: string, what: string): Promise<void> {
  const { state, faults } = await office.look(dataDir);
  expect(faults).toEqual([]);
  expect([...state.waiting]).toEqual([]);
  report(
    `${what}, seed ${plan.seed}: ${office.ledger.keptCount} messages accepted, ${state.arrived.size} recipients ` +
      `reached, ${state.notices.size} given back, ${office.ledger.doubledCount} doubled`,
  );
}
