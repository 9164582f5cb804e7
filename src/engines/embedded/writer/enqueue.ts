import type { QueueMessageId } from '../../../domain/ports/ids.ts';
import type { OutgoingMessage } from '../../../domain/ports/queue.ts';
import { encodeChannel } from '../queue-channel.ts';
import type { OperationContext } from './context.ts';
import { LaneTimes } from './lane-times.ts';

/** Adds messages with their recipients to the queue. The content already counts them. */
export function enqueue(
  context: OperationContext,
  content: number,
  messages: readonly OutgoingMessage[],
): QueueMessageId[] {
  const lanes = new LaneTimes();
  const ids = messages.map((message) => addMessage(context, content, message, lanes));
  lanes.tell(context.changes);
  return ids;
}

function addMessage(
  { database, counters, nowMs }: OperationContext,
  content: number,
  message: OutgoingMessage,
  lanes: LaneTimes,
): QueueMessageId {
  if (message.recipients.length === 0) throw new RangeError('a message in the queue needs a recipient');
  const { priority, notBeforeMs, heldBecause } = message;
  // Deleted since the message was accepted: it goes out all the same, and is nobody's.
  const account = message.account === null ? null : (counters.account(message.account)?.id ?? null);
  const values = messageValues({ ...message, account }, content, nowMs);
  const id = database.insert(INSERT_MESSAGE, ...values) as QueueMessageId;
  const firstAttemptAtMs = Math.max(nowMs, notBeforeMs ?? 0);
  const isHeld = heldBecause !== null;
  for (const { address, channel, lane, notify, originalRecipient } of message.recipients) {
    const conditions = notify === null ? null : JSON.stringify(notify);
    const whom = [id, address, encodeChannel(channel), lane, conditions, originalRecipient];
    database.run(INSERT_RECIPIENT, ...whom, firstAttemptAtMs, isHeld ? 1 : 0, priority);
    if (!isHeld) lanes.add(lane, firstAttemptAtMs);
  }
  return id;
}

function messageValues(message: OutgoingMessage, content: number, nowMs: number) {
  const { queueId, head, returnPath, origin, account, priority, requiresTls, deliverBy } = message;
  return [
    ...[queueId, content, head, JSON.stringify(returnPath), origin, account, priority, requiresTls ? 1 : 0],
    ...[deliverBy === null ? null : JSON.stringify(deliverBy), message.notBeforeMs, message.heldBecause, nowMs],
  ];
}

const INSERT_MESSAGE = `
  INSERT INTO queue_message (queue_id, content, head, return_path, origin, account, priority, requires_tls,
    deliver_by, not_before_ms, held_because, queued_at_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const INSERT_RECIPIENT = `
  INSERT INTO queue_recipient (message, address, channel, lane, notify, original_recipient, next_attempt_at_ms,
    is_held, priority, attempts, is_delay_told)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)`;
