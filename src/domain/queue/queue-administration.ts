/** What an administrator does with what waits. */
import type { Clock } from '../../base/clock.ts';
import type { UpdateQueue } from '../ports/delivery-operations.ts';
import type { QueuedMessage } from '../ports/queue.ts';
import { applyOne, type Store } from '../ports/store.ts';
import type { Trace } from '../trace/trace.ts';
import { type Fate, wantsNotice } from './fate.ts';
import type { GuardOfQueue } from './outbound-guard.ts';
import type { OutgoingQueue } from './outgoing-queue.ts';
import { type QueueSelection, selectMessages } from './select-messages.ts';
import type { Settle, SettledRecipient } from './settle.ts';
import { localReport } from './transmit.ts';

export interface AdministrationDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly trace: Trace;
  readonly settle: Settle;
  readonly guard: Pick<GuardOfQueue, 'release'>;
  /** Tries these lanes at once, whatever is known of their destinations. */
  readonly unblock: (lanes: Iterable<string>) => void;
  readonly signal: AbortSignal;
}

export type QueueAdministration = Pick<OutgoingQueue, 'retry' | 'hold' | 'release' | 'bounce' | 'delete'>;

export function createQueueAdministration(deps: AdministrationDeps): QueueAdministration {
  const { store, clock, trace } = deps;

  /** One operation for each page. Returns those that were changed. */
  const update = async (
    selection: QueueSelection,
    change: UpdateQueue['change'],
    tell: (message: QueuedMessage) => void,
    where: { readonly isHeld?: boolean } = {},
  ): Promise<number> => {
    let count = 0;
    for await (const page of selectMessages(store, selection, where)) {
      const messages = page.map(({ id }) => id);
      const { changed } = await applyOne(store, { kind: 'update-queue', messages, change });
      const ids = new Set(changed);
      for (const message of page) if (ids.has(message.id)) tell(message);
      count += changed.length;
    }
    return count;
  };

  /** Recipients leave the queue; of a lane only its own. */
  const giveUp = async (
    selection: QueueSelection,
    isTold: boolean,
    tell: (message: QueuedMessage) => void,
  ): Promise<number> => {
    let count = 0;
    for await (const page of selectMessages(store, selection)) {
      for (const message of page) {
        const recipients = message.recipients.filter((one) => !('lane' in selection) || one.lane === selection.lane);
        const settled = recipients.map((one): SettledRecipient => [one, givenBack(one, isTold, clock.nowMs())]);
        if (settled.length === 0) continue;
        tell(message);
        await deps.settle(message, settled, deps.signal, 'given-back');
        count += 1;
      }
    }
    return count;
  };

  return {
    async retry(selection, by) {
      const lanes = new Set<string>();
      const count = await update(selection, { kind: 'retry', atMs: clock.nowMs() }, ({ queueId, recipients }) => {
        trace.add(queueId, 'retried', { by });
        for (const { lane } of recipients) lanes.add(lane);
      });
      deps.unblock(lanes);
      return count;
    },
    hold: (selection, because) =>
      update(selection, { kind: 'hold', because }, ({ queueId }) => trace.add(queueId, 'held', { because }), {
        isHeld: false,
      }),
    release(selection, by) {
      if ('account' in selection) deps.guard.release(selection.account);
      if ('all' in selection) deps.guard.release(null);
      return update(selection, { kind: 'release' }, ({ queueId }) => trace.add(queueId, 'released', { by }), {
        isHeld: true,
      });
    },
    bounce: (selection, by) => giveUp(selection, true, ({ queueId }) => trace.add(queueId, 'bounced', { by })),
    delete(selection, by) {
      const tell = ({ queueId }: QueuedMessage) => trace.add(queueId, 'deleted', { by });
      return 'lane' in selection ? giveUp(selection, false, tell) : update(selection, { kind: 'delete' }, tell);
    },
  };
}

/** `other or undefined mail system status`: no server has said anything. RFC 3463 section 3.4 */
const GIVEN_BACK_STATUS = '5.3.0';

function givenBack(recipient: QueuedMessage['recipients'][number], isTold: boolean, nowMs: number): Fate {
  const report = localReport(nowMs, 'failed', GIVEN_BACK_STATUS, 'Given back by an administrator');
  const told = isTold && wantsNotice(recipient, 'failure') ? 'failed' : null;
  return { kind: 'done', report, told, expiredAfter: null };
}
