/**
 * SIGKILL at random moments while mail comes in from all sides: nothing that was acknowledged is missing, doubled or
 * torn, and the server is ready again by itself. SECURITY section 1
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { freeOffset } from '../support/server.ts';
import { CrashServer } from './support/crash-server.ts';
import { Office } from './support/office.ts';
import { crashPlan, report } from './support/plan.ts';
import { until } from './support/processes.ts';
import { type Random, seededRandom } from './support/random.ts';

type Kind = 'server' | 'server, and its successor while it starts' | 'server and supervisor';

/** The supervisor waits longer after each crash: after so many, it is killed, too. */
const MAX_CRASHES_OF_ONE_SUPERVISOR = 2;

const plan = crashPlan();

test(`${plan.kills} kills under load (seed ${plan.seed})`, { timeout: 60_000 + plan.kills * 30_000 }, async () => {
  const random = seededRandom(plan.seed);
  const dataDir = await mkdtemp(join(tmpdir(), 'mailroom-kill-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const server = stack.use(await CrashServer.start({ dataDir, portOffset: await freeOffset() }));
  const office = new Office(random.fork());
  await office.prepare(server);

  const readyAfterMs = new Map<Kind, number[]>();
  let crashes = 0;
  for (let kills = 0; kills < plan.kills; ) {
    const kind = crashes >= MAX_CRASHES_OF_ONE_SUPERVISOR ? 'server and supervisor' : drawKind(random);
    const load = office.startLoad(server);
    await until(
      () => 'mail is accepted',
      () => load.isFlowing() || undefined,
    );
    await sleep(random.between(0, 800));
    const startedMs = await killAndRestart(server, kind, random);
    readyAfterMs.set(kind, [...(readyAfterMs.get(kind) ?? []), performance.now() - startedMs]);
    await load.stop();
    const killed = kind === 'server, and its successor while it starts' ? 2 : 1;
    kills += killed;
    crashes = kind === 'server and supervisor' ? 0 : crashes + killed;
    expect(await office.findFaults(server)).toEqual([]);
  }
  expect(await office.findFaults(server, 'all bodies')).toEqual([]);

  report(
    `${plan.kills} kills, seed ${plan.seed}: ${office.ledger.keptCount} of ${office.ledger.askedCount} copies acknowledged`,
  );
  for (const [kind, times] of readyAfterMs) {
    report(`${kind}: ready again after ${times.map((ms) => (ms / 1000).toFixed(1)).join(', ')} s`);
  }
  expect(office.ledger.keptCount).toBeGreaterThan(plan.kills);
});

/** Resolves when the server is ready again. Returns when it was killed for the last time, by performance.now(). */
async function killAndRestart(server: CrashServer, kind: Kind, random: Random): Promise<number> {
  const killedMs = performance.now();
  if (kind === 'server and supervisor') {
    await server.killAll();
    await server.startAgain();
    return killedMs;
  }
  server.killServer();
  if (kind === 'server') {
    await server.untilReady();
    return killedMs;
  }
  await server.killSuccessor(random.between(0, 600));
  const killedAgainMs = performance.now();
  await server.untilReady();
  return killedAgainMs;
}

function drawKind(random: Random): Kind {
  return random.pick(['server', 'server, and its successor while it starts', 'server and supervisor']);
}
