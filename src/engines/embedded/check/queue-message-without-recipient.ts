import type { QueueMessageId } from '../../../domain/ports/ids.ts';
import { removeQueued } from '../writer/remove-queued.ts';
import { type Check, slices } from './check.ts';

/** A message whose last recipient is done with has left the queue. */
export const queueMessageWithoutRecipient: Check = {
  kind: 'queue-message-without-recipient',

  async *find({ database }) {
    const read = (last: Row | null) => database.rows<Row>(READ, last?.[0] ?? 0);
    for await (const [message, queueId, hasRecipient] of slices<Row>(read)) {
      if (hasRecipient === 1) continue;
      const subject = `queue message ${message} (${queueId})`;
      yield { subject, message: 'it has no recipient', key: [message] };
    }
  },

  repair(context, key) {
    const [message] = key as [QueueMessageId];
    if (context.database.value(HAS_RECIPIENT, message) === undefined) removeQueued(context, message);
    return true;
  },
};

type Row = [message: QueueMessageId, queueId: string, hasRecipient: 0 | 1];

const READ = `
  SELECT id, queue_id, EXISTS (SELECT 1 FROM queue_recipient WHERE queue_recipient.message = queue_message.id)
  FROM queue_message WHERE id > ? ORDER BY id LIMIT 2000`;
const HAS_RECIPIENT = 'SELECT 1 FROM queue_recipient WHERE message = ? LIMIT 1';
