import type { RecipientSettlement } from '../../../../domain/ports/delivery-operations.ts';
import type { QueueMessageId } from '../../../../domain/ports/ids.ts';
import type { Handler, OperationContext } from '../context.ts';
import { fileNew } from '../file-delivery.ts';
import { removeQueued } from '../remove-queued.ts';

/** Notices are filed only where at least one recipient was still there: nobody is told twice of the same attempt. */
export const settleOutgoing: Handler<'settle-outgoing'> = (context, { message, recipients, notices }) => {
  const { database } = context;
  const settled = recipients.filter((recipient) => settleOne(context, message, recipient));
  if (settled.length === 0) return { isGone: true };
  if (notices.length > 0) context.requireSpace();
  for (const notice of notices) fileNew(context, notice);
  if (database.value(HAS_RECIPIENT, message) === undefined) removeQueued(context, message);
  return { isGone: false };
};

/** Returns false when the recipient is gone. */
function settleOne({ database }: OperationContext, message: QueueMessageId, settlement: RecipientSettlement): boolean {
  const { recipient } = settlement;
  if (settlement.kind === 'done') return database.run(REMOVE, recipient, message) > 0;
  const { nextAttemptAtMs, attempt, isDelayTold } = settlement;
  return database.run(PUT_OFF, nextAttemptAtMs, JSON.stringify(attempt), isDelayTold ? 1 : 0, recipient, message) > 0;
}

const REMOVE = 'DELETE FROM queue_recipient WHERE id = ? AND message = ?';
const PUT_OFF = `
  UPDATE queue_recipient SET attempts = attempts + 1, next_attempt_at_ms = ?, last_attempt = ?,
    is_delay_told = max(is_delay_told, ?)
  WHERE id = ? AND message = ?`;
const HAS_RECIPIENT = 'SELECT 1 FROM queue_recipient WHERE message = ? LIMIT 1';
