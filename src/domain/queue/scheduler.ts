/**
 * Decides what is sent when. One lane for each destination domain; lanes that end at the same place share its limits.
 * What waits stays in the store: here is one small object for each lane, and the few messages that are next.
 *
 * No destination delays another: each has its turn before any has its second, and those that have not answered yet
 * never take all places. One that is dead is found out by one transmission, not by each of its messages.
 */
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { ChangeBatch } from '../ports/changes.ts';
import type { QueueMessageId } from '../ports/ids.ts';
import type { Store } from '../ports/store.ts';
import type { Destination } from './destination.ts';
import { Destinations } from './destinations.ts';
import { DueHeap } from './due-heap.ts';
import { type Group, Lane } from './lane.ts';
import type { MailRoutes } from './mail-routes.ts';
import { ReadyDestinations } from './ready-destinations.ts';
import type { Turns } from './turns.ts';

/** Calls back after a time; returns what calls it off. */
export type Schedule = (afterMs: number, callback: () => void) => () => void;

export interface SchedulerDeps {
  readonly store: Pick<Store, 'reader' | 'feed'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly schedule: Schedule;
  readonly turns: Turns;
  readonly routes: MailRoutes;
  /** Transmissions at once, of all lanes together and of one destination. */
  readonly limits: () => { readonly total: number; readonly perDestination: number };
  /**
   * Tries a group and settles what came of it. Never rejects. The time at which the next of its recipients is due, or
   * null; `isBlocked` when the destination was found to be dead by it.
   */
  readonly send: (group: Group, lane: Lane) => Promise<{ readonly nextMs: number | null; readonly isBlocked: boolean }>;
  /** Looks after what waits in lanes that are not tried: messages grow old there too. See `tend`. */
  readonly tend: (lanes: readonly Lane[]) => Promise<ReadonlyMap<string, number>>;
}

/** What the time of a lane costs to read, in messages. */
const REST_COST = 2;
const MOST_LOADED = 50;
/** A lane in which something runs is looked at again after this time, for what has become due meanwhile. */
const RECHECK_MS = 60_000;
/** What comes for a destination that cannot be reached is looked at after this time. */
const TEND_NEW_MS = 300_000;
/** After the store could not be read, and between two looks at a lane. */
const PAUSE_MS = 1000;
/** The longest that a timer can be set to is about 24 days. */
const LONGEST_SLEEP_MS = 3_600_000;

export class Scheduler {
  readonly #deps: SchedulerDeps;
  readonly #lanes = new Map<string, Lane>();
  readonly #destinations: Destinations<Lane>;
  readonly #heap = new DueHeap<Lane>();
  readonly #ready = new ReadyDestinations<Lane>();
  readonly #work = new Set<Promise<void>>();
  #cancelTimer: (() => void) | null = null;
  #timerAtMs = Infinity;
  #unsubscribe: () => void = () => {};
  #isStopped = false;
  #isPaused = false;

  constructor(deps: SchedulerDeps) {
    this.#deps = deps;
    this.#destinations = new Destinations(deps.routes, () => deps.limits().perDestination);
  }

  async start(): Promise<void> {
    await this.#deps.routes.reload();
    this.#unsubscribe = this.#deps.store.feed.subscribe((batch) => this.#follow(batch));
    for (const { lane, nextAttemptAtMs } of await this.#deps.store.reader().queue.lanes()) {
      this.#stir(lane, nextAttemptAtMs);
    }
    this.#pump();
  }

  /** Takes up nothing new. Resolves when what runs has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#unsubscribe();
    this.#cancelTimer?.();
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  /** Paused, it begins nothing; what runs goes on to its end. What waits is looked at again when it is resumed. */
  pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#pump();
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Null where nothing is kept about it. */
  look(lane: string): Destination<unknown> | null {
    return this.#lanes.get(lane)?.destination ?? null;
  }

  /** Tries what is due in these lanes at once, although their destination could not be reached. */
  unblock(lanes: Iterable<string>): void {
    for (const name of lanes) {
      const lane = this.#lanes.get(name);
      lane?.destination.unblock();
      if (lane !== undefined) this.#stir(name, this.#now());
    }
    this.#pump();
  }

  /** The routes have changed: what could not be reached may be reached now. */
  reroute(): void {
    this.#track(this.#reroute());
  }

  #now(): number {
    return this.#deps.clock.nowMs();
  }

  #follow({ changes }: ChangeBatch): void {
    for (const change of changes) {
      if (change.kind === 'queued') {
        for (const { lane, nextAttemptAtMs } of change.lanes) this.#stir(lane, nextAttemptAtMs);
      } else if (change.kind === 'queue-updated') {
        this.#drop(new Set(change.messages));
      } else if (change.kind === 'mail-routes-changed') {
        this.reroute();
      }
    }
    this.#pump();
  }

  /** Something is due in a lane at this time. */
  #stir(name: string, atMs: number): void {
    if (this.#isStopped) return;
    const lane = this.#lanes.get(name) ?? this.#addLane(name);
    const nowMs = this.#now();
    if (atMs > nowMs) {
      this.#sleepAtMost(lane, atMs);
      return;
    }
    if (lane.isLoading) lane.isStirred = true;
    else this.#wake(lane);
    // What has just come may have a time of its own.
    if (lane.destination.blockedUntilMs > nowMs) this.#sleepAtMost(lane, nowMs + TEND_NEW_MS);
  }

  #addLane(name: string): Lane {
    const lane = new Lane(name, this.#destinations.find(name));
    lane.destination.lanes += 1;
    this.#lanes.set(name, lane);
    return lane;
  }

  #sleep(lane: Lane, untilMs: number): void {
    this.#heap.set(lane, untilMs);
    this.#setTimer();
  }

  #sleepAtMost(lane: Lane, untilMs: number): void {
    this.#sleep(lane, lane.heapIndex < 0 ? untilMs : Math.min(lane.dueMs, untilMs));
  }

  /** It is the lane's turn as soon as its destination has room. */
  #wake(lane: Lane): void {
    if (lane.isWaiting) return;
    const { destination } = lane;
    if (destination.blockedUntilMs > this.#now()) {
      lane.drop(null);
      this.#sleepAtMost(lane, destination.blockedUntilMs);
      return;
    }
    this.#heap.remove(lane);
    lane.isWaiting = true;
    destination.waiting.push(lane);
    this.#list(destination);
  }

  #list(destination: Destination<Lane>): void {
    this.#ready.add(destination, this.#now());
  }

  #pump(): void {
    const { total } = this.#deps.limits();
    while (!this.#isStopped && !this.#isPaused) {
      const destination = this.#ready.next(total, this.#now());
      const lane = destination?.waiting.shift();
      if (destination === undefined || lane === undefined) return;
      lane.isWaiting = false;
      this.#track(this.#serve(lane, destination));
      this.#list(destination);
    }
  }

  #track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => this.#deps.log.error({ err: error }, 'queue worker failed'))
      .finally(() => this.#work.delete(tracked));
    this.#work.add(tracked);
  }

  /** One place of a destination, from its beginning to its end. */
  async #serve(lane: Lane, destination: Destination<Lane>): Promise<void> {
    const end = this.#ready.begin(destination);
    try {
      if (lane.groups.length === 0) await this.#load(lane);
      const group = lane.groups.shift();
      if (lane.groups.length > 0 || lane.mayHaveMore) this.#wake(lane);
      if (group !== undefined) await this.#send(group, lane, destination);
    } finally {
      end();
    }
    if (destination.blockedUntilMs > this.#now()) this.#wake(lane);
    else if (lane.isIdle) await this.#rest(lane);
    else if (!lane.isWaiting) this.#sleepAtMost(lane, this.#now() + RECHECK_MS);
    this.#list(destination);
    this.#pump();
  }

  async #send(group: Group, lane: Lane, destination: Destination<Lane>): Promise<void> {
    if (this.#isStopped || destination.blockedUntilMs > this.#now()) {
      lane.release(group);
      return;
    }
    // More of this lane may have been found than this place takes.
    this.#list(destination);
    this.#pump();
    const { nextMs, isBlocked } = await this.#deps.send(group, lane);
    lane.release(group);
    if (isBlocked) await this.#block(destination, lane);
    if (nextMs !== null) this.#stir(lane.name, nextMs);
  }

  /** Nothing more is begun there; what is loaded goes back. */
  async #block(destination: Destination<Lane>, found: Lane): Promise<void> {
    const lanes = new Set([found, ...destination.waiting]);
    destination.waiting.length = 0;
    for (const lane of lanes) {
      lane.isWaiting = false;
      lane.mayHaveMore = false;
      lane.drop(null);
      this.#sleep(lane, destination.blockedUntilMs);
    }
    await this.#tend([...lanes]);
  }

  async #tend(lanes: readonly Lane[]): Promise<void> {
    for (const [name, endsMs] of await this.#deps.tend(lanes)) if (endsMs < Infinity) this.#stir(name, endsMs);
  }

  async #load(lane: Lane): Promise<void> {
    lane.isLoading = true;
    lane.isStirred = false;
    const { limit, isProven } = lane.destination;
    const size = Math.min(MOST_LOADED, isProven ? 2 * limit : limit);
    try {
      await this.#deps.turns.take(size);
      const page = await this.#deps.store.reader().queue.due(lane.name, this.#now(), size, lane.trying);
      lane.take(page);
      lane.mayHaveMore = page.length >= size || lane.isStirred;
    } catch (error) {
      this.#deps.log.error({ err: error, lane: lane.name }, 'queue not read');
      lane.mayHaveMore = false;
    } finally {
      lane.isLoading = false;
    }
  }

  /** Nothing is due: the store says when something will be. */
  async #rest(lane: Lane): Promise<void> {
    if (this.#isStopped) return;
    lane.isLoading = true;
    lane.isStirred = false;
    const nextMs = await this.#firstDue(lane.name);
    lane.isLoading = false;
    if (lane.isStirred) {
      this.#wake(lane);
    } else if (nextMs !== null) {
      this.#sleepAtMost(lane, Math.max(nextMs, this.#now() + PAUSE_MS));
    } else if (lane.isIdle && lane.heapIndex < 0) {
      this.#forget(lane);
    }
  }

  async #firstDue(name: string): Promise<number | null> {
    try {
      await this.#deps.turns.take(REST_COST);
      return await this.#deps.store.reader().queue.firstDue(name);
    } catch (error) {
      this.#deps.log.error({ err: error, lane: name }, 'queue not read');
      return this.#now() + PAUSE_MS;
    }
  }

  #forget(lane: Lane): void {
    this.#lanes.delete(lane.name);
    this.#destinations.leave(lane.destination);
  }

  #drop(messages: ReadonlySet<QueueMessageId>): void {
    for (const lane of this.#lanes.values()) if (lane.groups.length > 0) lane.drop(messages);
  }

  async #reroute(): Promise<void> {
    try {
      await this.#deps.routes.reload();
    } catch (error) {
      this.#deps.log.error({ err: error }, 'mail routes not read');
      return;
    }
    for (const lane of this.#lanes.values()) {
      const destination = this.#destinations.find(lane.name);
      destination.unblock();
      if (destination === lane.destination) continue;
      const { waiting } = lane.destination;
      if (lane.isWaiting) waiting.splice(waiting.indexOf(lane), 1);
      lane.isWaiting = false;
      destination.lanes += 1;
      this.#destinations.leave(lane.destination);
      lane.destination = destination;
    }
    for (const lane of this.#lanes.values()) if (!lane.isLoading) this.#wake(lane);
    this.#pump();
  }

  #setTimer(): void {
    const next = this.#heap.first;
    if (next === undefined || this.#isStopped) return;
    const atMs = Math.min(next.dueMs, this.#now() + LONGEST_SLEEP_MS);
    if (this.#cancelTimer !== null && this.#timerAtMs <= atMs) return;
    this.#cancelTimer?.();
    this.#timerAtMs = atMs;
    this.#cancelTimer = this.#deps.schedule(Math.max(0, atMs - this.#now()), () => this.#ring());
  }

  #ring(): void {
    this.#cancelTimer = null;
    const nowMs = this.#now();
    const ending: Lane[] = [];
    for (let lane = this.#heap.first; lane !== undefined && lane.dueMs <= nowMs; lane = this.#heap.first) {
      this.#heap.remove(lane);
      // Nothing is tried there, so that something must be at its end.
      if (lane.destination.blockedUntilMs > nowMs) ending.push(lane);
      if (lane.isLoading) lane.isStirred = true;
      else this.#wake(lane);
    }
    if (ending.length > 0) this.#track(this.#tend(ending));
    this.#setTimer();
    this.#pump();
  }
}
