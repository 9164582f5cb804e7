import { describe, expect, test } from 'vitest';
import { QueueInMemory } from '../../../test/support/queue-in-memory.ts';
import { VirtualTime } from '../../../test/support/virtual-time.ts';
import { silentLogger } from '../../base/log.ts';
import type { MailRoute } from '../ports/directory.ts';
import type { MailSender, RecipientReport, Transmission, TransmissionReport } from '../ports/mail-sender.ts';
import { silentTrace } from '../trace/trace.ts';
import type { QueueTimes } from './fate.ts';
import { createMailRoutes } from './mail-routes.ts';
import { Scheduler } from './scheduler.ts';
import type { Settle, SettledRecipient } from './settle.ts';
import { tend } from './tend.ts';
import { transmit } from './transmit.ts';
import { Turns } from './turns.ts';

const START = Date.UTC(2026, 10, 23, 8);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Behaviour = 'good' | 'dead' | 'slow' | 'busy' | 'greylisting';

interface Attempt {
  readonly atMs: number;
  readonly lane: string;
  readonly recipients: readonly string[];
}

class World {
  readonly time = new VirtualTime(START);
  readonly queue = new QueueInMemory();
  readonly attempts: Attempt[] = [];
  readonly settled: (readonly [atMs: number, ...SettledRecipient])[] = [];
  behaviour: (lane: string) => Behaviour = () => 'good';
  routes: readonly MailRoute[] = [];
  limits = { total: 1000, perDestination: 20 };
  running = 0;
  most = 0;
  readonly scheduler: Scheduler;
  readonly #stopping = new AbortController();

  constructor() {
    const { time, queue } = this;
    const { signal } = this.#stopping;
    const turns = new Turns(time.schedule);
    const settle: Settle = async (message, recipients) => {
      for (const one of recipients) this.settled.push([time.nowMs(), ...one]);
      queue.settle(message.id, recipients);
    };
    const times = (): QueueTimes => ({
      firstMs: 5 * MINUTE,
      longestMs: HOUR,
      random: () => 0.5,
      lifetimeMs: 5 * DAY,
      noticeLifetimeMs: 2 * DAY,
      delayNoticeAfterMs: 4 * HOUR,
    });
    const common = { clock: time, log: silentLogger, trace: silentTrace, settle, times, signal };
    const directory = { mailRoutes: async () => this.routes };
    const reader = () => ({ ...queue.store.reader(), directory }) as never;
    const routes = createMailRoutes({
      store: { ...queue.store, reader } as never,
      settings: { get: () => 'on' as never },
      log: silentLogger,
      openPassword: () => 'secret',
    });
    this.scheduler = new Scheduler({
      ...common,
      store: queue.store,
      schedule: time.schedule,
      turns,
      routes,
      limits: () => this.limits,
      send: (group, lane) =>
        transmit(
          {
            ...common,
            store: { contents: {} as never },
            sender: this.#sender(),
            channels: {} as never,
            perDestination: () => this.limits.perDestination,
          },
          group,
          lane,
        ),
      tend: (lanes) => tend({ ...common, turns, store: queue.store }, lanes),
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('over'));
    await this.scheduler.stop();
  }

  attemptsFor(lane: string): number[] {
    return this.attempts.filter((one) => one.lane === lane).map(({ atMs }) => atMs - START);
  }

  #sender(): MailSender {
    return {
      send: async (transmission, signal) => {
        this.running += 1;
        this.most = Math.max(this.most, this.running);
        try {
          return await this.#send(transmission, signal);
        } finally {
          this.running -= 1;
        }
      },
      [Symbol.asyncDispose]: async () => {},
    };
  }

  async #send({ recipients }: Transmission, signal: AbortSignal): Promise<TransmissionReport> {
    const lane = recipients[0]?.lane ?? '';
    this.attempts.push({ atMs: this.time.nowMs(), lane, recipients: recipients.map(({ address }) => address) });
    const behaviour = this.behaviour(lane);
    await this.time.sleep(DURATION[behaviour], signal);
    const report: RecipientReport = {
      ...{ atMs: this.time.nowMs(), host: null, address: null, code: null, isDsnRelayed: false },
      ...(behaviour === 'good' || behaviour === 'slow'
        ? { outcome: 'delivered', status: '2.0.0', text: 'ok' }
        : { outcome: 'deferred', status: '4.4.1', text: 'later' }),
    };
    const destination = behaviour === 'dead' ? 'unreachable' : behaviour === 'busy' ? 'throttled' : 'ok';
    return { recipients: recipients.map(() => report), destination, tls: null, durationMs: DURATION[behaviour] };
  }
}

const DURATION: Readonly<Record<Behaviour, number>> = {
  good: 100,
  dead: 30 * SECOND,
  slow: 10 * MINUTE,
  busy: 100,
  greylisting: 100,
};

describe('a message', () => {
  test('is tried after 5, 10, 20 and 40 minutes and then every hour, until its time is over', async () => {
    const world = new World();
    world.behaviour = () => 'greylisting';
    await world.scheduler.start();
    world.queue.add(START, ['bob@example.com']);
    await world.time.advance(6 * DAY);
    const times = world.attemptsFor('example.com').map((ms) => Math.round(ms / MINUTE));
    expect(times.slice(0, 7)).toEqual([0, 5, 15, 35, 75, 135, 195]);
    expect(times.at(-1)).toBe(5 * 24 * 60);
    expect(times.length).toBe(5 + 118 + 1);
    expect(world.queue.size).toBe(0);
    const told = world.settled.flatMap(([atMs, , { told }]) => (told === null ? [] : [[told, (atMs - START) / HOUR]]));
    expect(told.map(([kind, hours]) => [kind, Math.floor(Number(hours))])).toEqual([
      ['delayed', 4],
      ['failed', 120],
    ]);
    await world.stop();
  });

  test('goes in one transmission for up to 100 recipients of a lane', async () => {
    const world = new World();
    await world.scheduler.start();
    world.queue.add(
      START,
      Array.from({ length: 250 }, (_, i) => `r${i}@example.com`),
    );
    world.queue.add(START, ['bob@example.com', 'carol@example.org', 'dave@example.com']);
    await world.time.advance(SECOND);
    const sizes = world.attempts.map(({ lane, recipients }) => `${lane} ${recipients.length}`);
    expect(sizes.sort()).toEqual([
      'example.com 100',
      'example.com 100',
      'example.com 2',
      'example.com 50',
      'example.org 1',
    ]);
    expect(world.queue.size).toBe(0);
    await world.stop();
  });

  test('that waits for a time of its own is not tried before it', async () => {
    const world = new World();
    const message = world.queue.add(START, ['bob@example.com']);
    world.queue.settle(message.id, [
      [
        message.recipients[0] ?? expect.unreachable(),
        {
          ...{ kind: 'put-off', nextAttemptAtMs: START + 3 * HOUR, told: null, willRetryUntilMs: 0 },
          report: {
            ...{ atMs: 0, host: null, address: null, status: '', text: '', code: null },
            isDsnRelayed: false,
            outcome: 'deferred',
          },
        },
      ],
    ]);
    await world.scheduler.start();
    await world.time.advance(DAY);
    expect(world.attemptsFor('example.com')).toEqual([3 * HOUR]);
    await world.stop();
  });
});

describe('500 dead domains', () => {
  const isDead = (lane: string) => lane.startsWith('dead');
  const fill = (world: World, perLane: number) => {
    for (let round = 0; round < perLane; round++) {
      for (let i = 0; i < 500; i++) world.queue.add(START, [`r${round}@dead${i}.example`]);
    }
  };

  test('do not delay the good one', async () => {
    const world = new World();
    world.behaviour = (lane) => (isDead(lane) ? 'dead' : 'good');
    fill(world, 10);
    for (let i = 0; i < 20; i++) world.queue.add(START, [`r${i}@good.example`]);
    await world.scheduler.start();
    await world.time.advance(2 * SECOND);
    expect(world.attemptsFor('good.example').length).toBe(20);
    await world.stop();
  });

  test('do not delay one that has answered, even where places are few', async () => {
    const world = new World();
    world.limits = { total: 40, perDestination: 20 };
    world.behaviour = (lane) => (isDead(lane) ? 'dead' : 'good');
    world.queue.add(START, ['first@good.example']);
    await world.scheduler.start();
    await world.time.advance(SECOND);
    fill(world, 3);
    await world.time.advance(SECOND);
    world.queue.add(world.time.nowMs(), ['second@good.example']);
    await world.time.advance(SECOND);
    expect(world.attemptsFor('good.example')).toEqual([0, 2 * SECOND]);
    expect(world.most).toBeLessThanOrEqual(40);
    await world.stop();
  });

  test('are put off as wholes: what waits there is not tried one by one', async () => {
    const world = new World();
    world.behaviour = () => 'dead';
    for (let i = 0; i < 1000; i++) world.queue.add(START, [`r${i}@dead.example`]);
    await world.scheduler.start();
    await world.time.advance(5 * HOUR);
    // Five at first, then one to see, after 5, 10, 20, 40 minutes and then every hour.
    expect(world.attemptsFor('dead.example').length).toBe(5 + 4 + 3);
    expect(world.queue.size).toBe(1000);
    await world.stop();
  });

  test('but every sender is told, of the delay and of the end', async () => {
    const world = new World();
    world.behaviour = () => 'dead';
    for (let i = 0; i < 450; i++) world.queue.add(START, [`r${i}@dead.example`]);
    await world.scheduler.start();
    await world.time.advance(6 * HOUR);
    const count = (kind: string) => world.settled.filter(([, , { told }]) => told === kind).length;
    expect([count('delayed'), count('failed')]).toEqual([450, 0]);
    await world.time.advance(5 * DAY);
    expect([count('delayed'), count('failed')]).toEqual([450, 450]);
    expect(world.queue.size).toBe(0);
    await world.stop();
  });

  test('are served at once when they live again', async () => {
    const world = new World();
    let isAlive = false;
    world.behaviour = () => (isAlive ? 'good' : 'dead');
    for (let i = 0; i < 300; i++) world.queue.add(START, [`r${i}@dead.example`]);
    await world.scheduler.start();
    await world.time.advance(HOUR);
    isAlive = true;
    const before = world.attempts.length;
    await world.time.advance(20 * MINUTE);
    expect(world.attempts.length).toBeGreaterThan(before + 250);
    await world.time.advance(HOUR);
    expect(world.queue.size).toBe(0);
    await world.stop();
  });
});

describe('a destination', () => {
  test('gets five transmissions at first, and up to the limit as long as all goes well', async () => {
    const world = new World();
    for (let i = 0; i < 2000; i++) world.queue.add(START, [`r${i}@example.com`]);
    await world.scheduler.start();
    await world.time.advance(0);
    expect(world.running).toBe(5);
    await world.time.advance(2 * SECOND);
    expect(world.running).toBe(20);
    expect(world.most).toBe(20);
    await world.time.advance(20 * SECOND);
    expect(world.queue.size).toBe(0);
    await world.stop();
  });

  test('that is busy gets fewer, then none for a while', async () => {
    const world = new World();
    world.behaviour = () => 'busy';
    for (let i = 0; i < 100; i++) world.queue.add(START, [`r${i}@example.com`]);
    await world.scheduler.start();
    await world.time.advance(4 * MINUTE);
    expect(world.attempts.length).toBeLessThan(15);
    await world.stop();
  });

  test('that is slow takes all of its own places and none of others', async () => {
    const world = new World();
    world.limits = { total: 30, perDestination: 20 };
    world.behaviour = (lane) => (lane === 'slow.example' ? 'slow' : 'good');
    for (let i = 0; i < 500; i++) world.queue.add(START, [`r${i}@slow.example`, `r${i}@example.com`]);
    await world.scheduler.start();
    await world.time.advance(MINUTE);
    expect(world.attemptsFor('slow.example').length).toBe(5);
    expect(world.attemptsFor('example.com').length).toBe(500);
    await world.stop();
  });

  test('is shared by all lanes that a smart host takes', async () => {
    const world = new World();
    world.routes = [
      {
        ...{ pattern: '*', host: 'relay.example', port: 587 },
        tls: 'required',
        userName: 'u',
        sealedPassword: Buffer.from('x'),
      },
    ];
    world.behaviour = () => 'slow';
    for (let i = 0; i < 100; i++) world.queue.add(START, [`r@d${i}.example`]);
    await world.scheduler.start();
    await world.time.advance(SECOND);
    expect(world.attempts.length).toBe(5);
    await world.stop();
  });

  test('that is put off is tried at once when an administrator wishes it', async () => {
    const world = new World();
    world.behaviour = () => 'dead';
    world.queue.add(START, ['bob@example.com']);
    await world.scheduler.start();
    await world.time.advance(MINUTE);
    const message = world.queue.add(START, ['carol@example.com']);
    await world.time.advance(MINUTE);
    expect(world.attemptsFor('example.com')).toEqual([0]);
    world.scheduler.unblock(message.recipients.map(({ lane }) => lane));
    await world.time.advance(MINUTE);
    expect(world.attemptsFor('example.com')).toEqual([0, 2 * MINUTE]);
    await world.stop();
  });
});

test('what has to arrive by a time is given back then, although its destination is not tried', async () => {
  const world = new World();
  world.behaviour = () => 'dead';
  await world.scheduler.start();
  const deliverBy = { atMs: START + 20 * MINUTE, mode: 'return' as const, isTraced: false };
  for (let i = 0; i < 20; i++) world.queue.add(START, [`r${i}@dead.example`], { deliverBy });
  await world.time.advance(20 * MINUTE + SECOND);
  expect(world.queue.size).toBe(0);
  expect(
    new Set(world.settled.filter(([, , fate]) => fate.kind === 'done').map(([, , { report }]) => report.status)),
  ).toEqual(new Set(['5.4.7']));
  await world.stop();
});

test.each([
  ['return', 10],
  ['notify', 10],
  ['return', 80],
] as const)(
  'whoever set a time hears of it, behind however many: %s, come after %i min',
  async (mode, afterMinutes) => {
    const world = new World();
    world.behaviour = () => 'dead';
    await world.scheduler.start();
    for (let i = 0; i < 450; i++) world.queue.add(START, [`r${i}@dead.example`]);
    await world.time.advance(afterMinutes * MINUTE);
    const deliverBy = { atMs: START + 100 * MINUTE, mode, isTraced: false };
    const late = world.queue.add(world.time.nowMs(), ['late@dead.example'], { deliverBy });
    await world.time.advance(100 * MINUTE);
    const told = world.settled.filter(([, { id }, fate]) => id === late.recipients[0]?.id && fate.told !== null);
    expect(told.map(([atMs, , fate]) => [Math.round((atMs - START) / MINUTE), fate.told])).toEqual([
      [100, mode === 'return' ? 'failed' : 'delayed'],
    ]);
    await world.stop();
  },
);

test('what is aborted counts as not tried', async () => {
  const world = new World();
  world.behaviour = () => 'slow';
  world.queue.add(START, ['bob@example.com']);
  await world.scheduler.start();
  await world.time.advance(SECOND);
  await world.stop();
  expect([world.attempts.length, world.settled.length, world.queue.size]).toEqual([1, 0, 1]);
});
