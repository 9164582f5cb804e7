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

/** Messages of a lane that are looked at together: those that are due first. */
const PAGE = 200;

/**
 * Never rejects. When lanes have a message again whose time ends, while nothing is tried there: by their names.
 *
 * The first page is looked at whole. Behind it only what has been due for as long as a delay takes: each of them is put
 * off, and does not come again before it has waited as long once more.
 */
export async function tend(deps: TendDeps, lanes: readonly Lane[]): Promise<ReadonlyMap<string, number>> {
  const ends = new Map<string, number>();
  for (const lane of lanes) {
    try {
      ends.set(lane.name, await tendLane(deps, lane));
    } catch (error) {
      if (deps.signal.aborted) break;
      deps.log.error({ err: error, lane: lane.name }, 'waiting messages not looked at');
    }
  }
  return ends;
}

async function tendLane(deps: TendDeps, lane: Lane): Promise<number> {
  const { clock, signal } = deps;
  const times = deps.times();
  const read = async (dueMs: number) => {
    await deps.turns.take(PAGE);
    return deps.store.reader().queue.due(lane.name, dueMs, PAGE, lane.trying);
  };
  let endsMs = Infinity;
  let page = await read(clock.nowMs());
  for (const message of page) endsMs = Math.min(endsMs, await tendMessage(deps, lane, message, times, false));
  while (page.length === PAGE && !signal.aborted) {
    page = await read(clock.nowMs() - times.delayNoticeAfterMs);
    for (const message of page) endsMs = Math.min(endsMs, await tendMessage(deps, lane, message, times, true));
  }
  return endsMs;
}

/** When its time ends, if that is before its destination is tried again. */
async function tendMessage(
  deps: TendDeps,
  lane: Lane,
  message: QueuedMessage,
  times: QueueTimes,
  isPutOff: boolean,
): Promise<number> {
  const nowMs = deps.clock.nowMs();
  const { blockedUntilMs, lastFailure } = lane.destination;
  const settled = message.recipients.map((recipient): SettledRecipient => {
    const unreached = localReport(nowMs, 'deferred', '4.4.1', lastFailure ?? 'The destination cannot be reached');
    const report = recipient.lastAttempt === null ? unreached : { ...unreached, ...recipient.lastAttempt };
    return [recipient, decideFate(message, recipient, report, nowMs, times, blockedUntilMs)];
  });
  if (isPutOff || settled.some(([, fate]) => fate.told !== null || fate.kind === 'done')) {
    await deps.settle(message, settled, deps.signal);
  }
  const endsMs = expiresAtMs(message, times);
  return endsMs > nowMs && endsMs < blockedUntilMs ? endsMs : Infinity;
}
