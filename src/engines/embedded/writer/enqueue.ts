import type { QueueItemId } from '../../../domain/ports/ids.ts';
import type { OutgoingRecipient, ReturnPath } from '../../../domain/ports/queue.ts';
import type { OperationContext } from './context.ts';

/** Adds one queue item for each recipient. The content already counts them. */
export function enqueue(
  { database, changes, nowMs }: OperationContext,
  content: number,
  returnPath: ReturnPath,
  recipients: readonly OutgoingRecipient[],
): QueueItemId[] {
  if (recipients.length === 0) return [];
  const path = JSON.stringify(returnPath);
  const items = recipients.map(({ address, notify, originalRecipient }) => {
    const conditions = notify === null ? null : JSON.stringify(notify);
    return database.insert(INSERT, content, address, conditions, originalRecipient, path, nowMs, nowMs) as QueueItemId;
  });
  changes.push({ kind: 'queued', items });
  return items;
}

const INSERT = `
  INSERT INTO queue (content, address, notify, original_recipient, return_path, queued_at_ms, next_attempt_at_ms,
    attempts)
  VALUES (?, ?, ?, ?, ?, ?, ?, 0)`;
