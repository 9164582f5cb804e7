/** Rows of the queue as the port has them. */
import type { AccountId, ContentHash, QueueMessageId, QueueRecipientId } from '../../../domain/ports/ids.ts';
import type {
  AttemptSummary,
  DeliverBy,
  NotifyCondition,
  OutgoingOrigin,
  QueuedMessage,
  QueuedRecipient,
  ReturnPath,
} from '../../../domain/ports/queue.ts';
import { decodeChannel } from '../queue-channel.ts';

export const SELECT_MESSAGE = `
  SELECT queue_message.id, queue_id, lower(hex(content.hash)), content.size_bytes, head, return_path, origin, account,
    priority, requires_tls, deliver_by, not_before_ms, held_because, queued_at_ms
  FROM queue_message JOIN content ON content.id = queue_message.content`;

export type MessageTuple = [
  id: QueueMessageId,
  queueId: string,
  content: ContentHash,
  sizeBytes: number,
  head: string,
  returnPath: string,
  origin: OutgoingOrigin,
  account: AccountId | null,
  priority: number,
  requiresTls: 0 | 1,
  deliverBy: string | null,
  notBeforeMs: number | null,
  heldBecause: string | null,
  queuedAtMs: number,
];

export function toMessage(row: MessageTuple, recipients: readonly QueuedRecipient[]): QueuedMessage {
  const [id, queueId, content, sizeBytes, head, returnPath, origin, account, priority, ...rest] = row;
  const [requiresTls, deliverBy, notBeforeMs, heldBecause, queuedAtMs] = rest;
  return {
    ...{ id, queueId, content, sizeBytes, head, origin, account, priority, notBeforeMs, heldBecause, queuedAtMs },
    returnPath: JSON.parse(returnPath) as ReturnPath,
    requiresTls: requiresTls === 1,
    deliverBy: deliverBy === null ? null : (JSON.parse(deliverBy) as DeliverBy),
    recipients,
  };
}

export const SELECT_RECIPIENT = `
  SELECT id, address, channel, lane, notify, original_recipient, attempts, next_attempt_at_ms, last_attempt,
    is_delay_told
  FROM queue_recipient`;

export type RecipientTuple = [
  id: QueueRecipientId,
  address: string,
  channel: string,
  lane: string,
  notify: string | null,
  originalRecipient: string | null,
  attempts: number,
  nextAttemptAtMs: number,
  lastAttempt: string | null,
  isDelayTold: 0 | 1,
];

export function toRecipient(row: RecipientTuple): QueuedRecipient {
  const [id, address, channel, lane, notify, originalRecipient, attempts, nextAttemptAtMs, ...rest] = row;
  const [lastAttempt, isDelayTold] = rest;
  return {
    ...{ id, address, lane, originalRecipient, attempts, nextAttemptAtMs },
    channel: decodeChannel(channel),
    notify: notify === null ? null : (JSON.parse(notify) as NotifyCondition[]),
    lastAttempt: lastAttempt === null ? null : (JSON.parse(lastAttempt) as AttemptSummary),
    isDelayTold: isDelayTold === 1,
  };
}
