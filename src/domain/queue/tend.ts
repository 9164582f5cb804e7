/**
 * Looks after what waits for a destination that cannot be reached: it is not tried, but it grows old, and its sender is
 * told of the delay and of the end.
 */
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { QueuedMessage } from '../ports/queue.ts';
import type { Store } from '../ports/store.ts';
import { decideFate, expiresAtMs, type QueueTimes } from './fate.ts';
import type { Lane } from './lane.ts';
import type { Settle, SettledRecipient } from './settle.ts';
import { localReport } from './transmit.ts';
import type { Turns } from './turns.ts';

export interface TendDeps {
  readonly store: Pick<Store, 'reader'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settle: Settle;
  readonly times: () => QueueTimes;
  readonly turns: Turns;
  readonly signal: AbortSignal;
}

/** Messages of a lane that are looked at together. */
const PAGE = 200;

/** Never rejects. When the next message of a lane has its time while nothing is tried there: by the names of the lanes. */
export async function tend(deps: TendDeps, lanes: readonly Lane[]): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>();
  for (const lane of lanes) {
    try {
      times.set(lane.name, await tendLane(deps, lane));
    } catch (error) {
      if (deps.signal.aborted) break;
      deps.log.error({ err: error, lane: lane.name }, 'waiting messages not looked at');
    }
  }
  return times;
}

/** What is due before the destination is tried again: whoever has a time of his own by then is among that. See `decideFate`. */
async function tendLane({ store, turns, signal, ...deps }: TendDeps, lane: Lane): Promise<number> {
  const times = deps.times();
  let nextMs = Infinity;
  let last: QueuedMessage | undefined;
  do {
    await turns.take(PAGE);
    const { blockedUntilMs } = lane.destination;
    const page = await store.reader().queue.due(lane.name, blockedUntilMs, PAGE, lane.trying, last);
    for (const message of page) nextMs = Math.min(nextMs, await tendMessage({ ...deps, signal }, lane, message, times));
    last = page.length === PAGE ? page.at(-1) : undefined;
  } while (last !== undefined && !signal.aborted);
  return nextMs;
}

/** When there is something to tell of it, if that is before its destination is tried again. */
async function tendMessage(
  { clock, settle, signal }: Pick<TendDeps, 'clock' | 'settle' | 'signal'>,
  lane: Lane,
  message: QueuedMessage,
  times: QueueTimes,
): Promise<number> {
  const nowMs = clock.nowMs();
  const { blockedUntilMs, lastFailure } = lane.destination;
  const settled = message.recipients.map((recipient): SettledRecipient => {
    const unreached = localReport(nowMs, 'deferred', '4.4.1', lastFailure ?? 'The destination cannot be reached');
    const report = recipient.lastAttempt === null ? unreached : { ...unreached, ...recipient.lastAttempt };
    return [recipient, decideFate(message, recipient, report, nowMs, times, blockedUntilMs)];
  });
  if (settled.some(([, fate]) => fate.told !== null || fate.kind === 'done')) await settle(message, settled, signal);
  const isSoon = (atMs: number) => atMs > nowMs && atMs < blockedUntilMs;
  return Math.min(...[expiresAtMs(message, times), message.deliverBy?.atMs ?? Infinity].filter(isSoon));
}
