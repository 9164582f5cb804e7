import type { QueueMessageId } from '../../../domain/ports/ids.ts';
import { releaseContent } from '../holders.ts';
import type { OperationContext } from './context.ts';

/** Takes a message and what is left of its recipients out of the queue. Returns false when it is gone. */
export function removeQueued({ database, nowMs }: OperationContext, message: QueueMessageId): boolean {
  const content = database.value<number>('DELETE FROM queue_message WHERE id = ? RETURNING content', message);
  if (content === undefined) return false;
  database.run('DELETE FROM queue_recipient WHERE message = ?', message);
  releaseContent(database, content, 'queued', nowMs);
  return true;
}
