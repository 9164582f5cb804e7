/** The outgoing queue: what is queued is tried until it has arrived or its time is over. REQUIREMENTS MO1 to MO6 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '../../base/log.ts';
import type { MailRoute } from '../ports/directory.ts';
import type { LocalChannels } from '../ports/local-programs.ts';
import type { MailSender } from '../ports/mail-sender.ts';
import type { Observations } from '../ports/observations.ts';
import type { LaneState, QueueCounts, QueuedMessage, QueueQuery } from '../ports/queue.ts';
import type { Settings } from '../settings/settings.ts';
import type { Trace } from '../trace/trace.ts';
import type { Fate, QueueTimes } from './fate.ts';
import { createMailRoutes } from './mail-routes.ts';
import { createNoticeWriter, type NoticeDeps } from './notice-writer.ts';
import { createOutboundGuard, type OutboundGuard } from './outbound-guard.ts';
import { createQueueAdministration } from './queue-administration.ts';
import { type Schedule, Scheduler } from './scheduler.ts';
import type { QueueSelection } from './select-messages.ts';
import { createSettle, type Settle } from './settle.ts';
import { createSuccessNotices, type SuccessNotices } from './success-notices.ts';
import { tend } from './tend.ts';
import { transmit } from './transmit.ts';
import { Turns } from './turns.ts';

export type { QueueSelection } from './select-messages.ts';

/** A destination as the scheduler sees it. */
export interface LaneView extends LaneState {
  /** Transmissions that run now where this lane ends, and how many may. */
  readonly running: number;
  readonly limit: number;
  /** Nothing is tried before this time, because the destination could not be reached; null where it can. */
  readonly blockedUntilMs: number | null;
  /** Why, in English. */
  readonly lastFailure: string | null;
}

/**
 * Disposing takes up nothing new, lets what runs end within the deadline, and aborts the rest: that counts as not
 * tried. It comes before the store's and the sender's. Who may call what is decided by the caller.
 */
export interface OutgoingQueue extends AsyncDisposable {
  /** Limits of the accounts; knows the days before once the queue has started. */
  readonly guard: OutboundGuard;
  readonly successNotices: SuccessNotices;

  /** Reads what the guard counts on: before mail is taken. Throws Failure `unavailable`. */
  prepare(): Promise<void>;
  /** Begins to deliver, once it is prepared. Once. Throws Failure `unavailable`. */
  start(): Promise<void>;

  /** While it is paused nothing is begun; mail is taken, and waits. Not kept over a restart. */
  pause(isPaused: boolean): void;
  readonly isPaused: boolean;

  counts(): Promise<QueueCounts>;
  lanes(): Promise<readonly LaneView[]>;
  /** The next attempt of a recipient is not before its destination is tried again. */
  list(query: QueueQuery): Promise<readonly QueuedMessage[]>;
  /** As `list`. All messages of a queue id, as one that was accepted may leave under several return paths. */
  show(queueId: string): Promise<readonly QueuedMessage[]>;

  /**
   * Each returns how many messages it changed; those that are gone are passed over. A lane means all messages with a
   * recipient there; `bounce` and `delete` take only those recipients. Throws Failure `unavailable`.
   *
   * @param by whose doing it is, for the trace: a User ID.
   */
  retry(selection: QueueSelection, by: string): Promise<number>;
  hold(selection: QueueSelection, because: string, by: string): Promise<number>;
  /** An account that was held as a whole sends again. */
  release(selection: QueueSelection, by: string): Promise<number>;
  /** Gives messages up: their senders are told. */
  bounce(selection: QueueSelection, by: string): Promise<number>;
  /** Nobody is told. */
  delete(selection: QueueSelection, by: string): Promise<number>;
}

export interface OutgoingQueueDeps extends NoticeDeps {
  readonly settings: Pick<Settings, 'get' | 'onChange'>;
  readonly log: Logger;
  readonly trace: Trace;
  readonly observations: Pick<Observations, 'tally' | 'tallies' | 'forgetTallies'>;
  /** 0 to below 1: so that not everything is tried again at the same moment. */
  readonly random: () => number;
  readonly sender: MailSender;
  readonly channels: LocalChannels;
  /** The password of a route. Throws Failure `unavailable` when it does not open. */
  readonly openPassword: (route: MailRoute) => string;
  /** How long disposing waits for transmissions that run. */
  readonly stopDeadlineMs?: number;
  /** For tests. */
  readonly schedule?: Schedule;
}

const DEFAULT_STOP_DEADLINE_MS = 5000;

export function createOutgoingQueue(deps: OutgoingQueueDeps): OutgoingQueue {
  const { store, settings, clock, log, trace, schedule = byTimer, stopDeadlineMs = DEFAULT_STOP_DEADLINE_MS } = deps;
  const stopping = new AbortController();
  const { signal } = stopping;
  const notices = createNoticeWriter(deps);
  const guard = createOutboundGuard({ ...deps, notices, signal });
  const routes = createMailRoutes(deps);
  const times = (): QueueTimes => ({
    firstMs: settings.get('queueFirstRetryMs'),
    longestMs: settings.get('queueLongestRetryMs'),
    random: deps.random,
    lifetimeMs: settings.get('queueLifetimeMs'),
    noticeLifetimeMs: settings.get('noticeLifetimeMs'),
    delayNoticeAfterMs: settings.get('delayNoticeAfterMs'),
  });
  const perDestination = () => settings.get('queueMaxDeliveriesPerDestination');
  const settle = watched(createSettle({ store, clock, log, trace, notices, sleep }), guard.failed);
  const attempt = {
    store,
    clock,
    log,
    trace,
    sender: deps.sender,
    channels: deps.channels,
    settle,
    times,
    perDestination,
    signal,
  };
  const turns = new Turns(schedule);
  const tending = { store, clock, log, settle, times, turns, signal };
  const scheduler = new Scheduler({
    store,
    clock,
    log,
    schedule,
    turns,
    routes,
    limits: () => ({ total: settings.get('queueMaxDeliveries'), perDestination: perDestination() }),
    send: (group, lane) => transmit(attempt, group, lane),
    tend: (lanes) => tend(tending, lanes),
  });
  const administration = createQueueAdministration({
    store,
    clock,
    trace,
    settle,
    guard,
    unblock: (lanes) => scheduler.unblock(lanes),
    signal,
  });
  const unsubscribe = settings.onChange((name) => {
    if (name === 'mailLookUpDestinations') scheduler.reroute();
  });
  let prepared: Promise<void> | null = null;
  const prepare = (): Promise<void> => {
    prepared ??= guard.start();
    return prepared;
  };
  const reader = () => store.reader().queue;
  const planned = (message: QueuedMessage): QueuedMessage => ({
    ...message,
    recipients: message.recipients.map((recipient) => {
      const notBeforeMs = scheduler.look(recipient.lane)?.blockedUntilMs ?? 0;
      return { ...recipient, nextAttemptAtMs: Math.max(recipient.nextAttemptAtMs, notBeforeMs) };
    }),
  });
  return {
    guard,
    successNotices: createSuccessNotices({ store, log, trace, notices, signal }),
    ...administration,
    prepare,
    async start() {
      await prepare();
      await scheduler.start();
    },
    pause: (isPaused) => scheduler.pause(isPaused),
    get isPaused() {
      return scheduler.isPaused;
    },
    counts: () => reader().counts(),
    list: async (query) => (await reader().list(query)).map(planned),
    show: async (queueId) => (await reader().findByQueueId(queueId)).map(planned),
    async lanes() {
      const nowMs = clock.nowMs();
      return (await reader().lanes()).map((state): LaneView => {
        const seen = scheduler.look(state.lane);
        return {
          ...state,
          nextAttemptAtMs: Math.max(state.nextAttemptAtMs, seen?.blockedUntilMs ?? 0),
          running: seen?.running ?? 0,
          limit: seen?.limit ?? 0,
          blockedUntilMs: seen !== null && seen.blockedUntilMs > nowMs ? seen.blockedUntilMs : null,
          lastFailure: seen?.lastFailure ?? null,
        };
      });
    },
    async [Symbol.asyncDispose]() {
      unsubscribe();
      const reason = new Error('the server stops');
      const cancel = schedule(stopDeadlineMs, () => stopping.abort(reason));
      await scheduler.stop();
      cancel();
      stopping.abort(reason);
    },
  };
}

/** Tells the guard of recipients that another server says do not exist. */
function watched(
  settle: Settle,
  failed: (account: NonNullable<QueuedMessage['account']>, recipients: number) => void,
): Settle {
  return async (message, recipients, signal, reason) => {
    await settle(message, recipients, signal, reason);
    if (message.account === null || message.origin !== 'submitted' || reason !== undefined) return;
    const unknown = recipients.filter(([, fate]) => isUnknown(fate)).length;
    if (unknown > 0) failed(message.account, unknown);
  };
}

/** `bad destination mailbox address` or system address. RFC 3463 section 3.2 */
function isUnknown(fate: Fate): boolean {
  return fate.kind === 'done' && /^5\.1\.(?:[0-3]|6|10)$/.test(fate.report.status);
}

function byTimer(afterMs: number, callback: () => void): () => void {
  const timer = setTimeout(callback, afterMs);
  return () => clearTimeout(timer);
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal });
}
