import type { UpdateQueue } from '../../../../domain/ports/delivery-operations.ts';
import type { QueueMessageId } from '../../../../domain/ports/ids.ts';
import type { Handler, OperationContext } from '../context.ts';
import { LaneTimes } from '../lane-times.ts';
import { removeQueued } from '../remove-queued.ts';

/** A message that is as it is asked to be does not count as changed; another reason for holding it does. */
export const updateQueue: Handler<'update-queue'> = (context, { messages, change }) => {
  const lanes = new LaneTimes();
  const changed = [...new Set(messages)].filter((message) => changeOne(context, message, change, lanes));
  if (changed.length > 0 && change.kind !== 'retry') {
    context.changes.push({ kind: 'queue-updated', messages: changed });
  }
  lanes.tell(context.changes);
  return { changed };
};

/** Returns whether the message is there and changed. */
function changeOne(
  context: OperationContext,
  message: QueueMessageId,
  change: UpdateQueue['change'],
  lanes: LaneTimes,
): boolean {
  const { database } = context;
  switch (change.kind) {
    case 'delete':
      return removeQueued(context, message);
    case 'hold':
      if (database.run(HOLD_MESSAGE, change.because, message, change.because) === 0) return false;
      database.run('UPDATE queue_recipient SET is_held = 1 WHERE message = ?', message);
      return true;
    case 'release':
      if (database.run(RELEASE_MESSAGE, message) === 0) return false;
      database.run('UPDATE queue_recipient SET is_held = 0 WHERE message = ?', message);
      addLanes(context, message, lanes);
      return true;
    case 'retry':
      if (database.run(SET_NEXT_ATTEMPT, change.atMs, message) === 0) return false;
      addLanes(context, message, lanes);
      return true;
  }
}

function addLanes({ database }: OperationContext, message: QueueMessageId, lanes: LaneTimes): void {
  for (const [lane, nextAttemptAtMs] of database.rows<[string, number]>(WAITING, message)) {
    lanes.add(lane, nextAttemptAtMs);
  }
}

const HOLD_MESSAGE = 'UPDATE queue_message SET held_because = ? WHERE id = ? AND held_because IS NOT ?';
const RELEASE_MESSAGE = 'UPDATE queue_message SET held_because = NULL WHERE id = ? AND held_because IS NOT NULL';
const SET_NEXT_ATTEMPT = 'UPDATE queue_recipient SET next_attempt_at_ms = ? WHERE message = ?';
const WAITING = `
  SELECT lane, min(next_attempt_at_ms) FROM queue_recipient WHERE message = ? AND is_held = 0 GROUP BY lane`;
