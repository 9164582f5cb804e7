import type { QueueRecipientId } from '../../../domain/ports/ids.ts';
import { type Check, slices } from './check.ts';

/** A recipient has its message's priority, and is held when its message is: otherwise it might wait for ever. */
export const queueRecipientState: Check = {
  kind: 'queue-recipient-state',

  async *find({ database }) {
    const read = (last: Row | null) => database.rows<Row>(READ, last?.[0] ?? 0);
    for await (const [recipient, address, isSame] of slices<Row>(read)) {
      if (isSame === 1) continue;
      const subject = `queue recipient ${recipient} (${address})`;
      yield { subject, message: 'its priority, or whether it is held, differs from its message', key: [recipient] };
    }
  },

  repair({ database }, [recipient = 0]) {
    database.run(MEND, recipient);
    return true;
  },
};

type Row = [recipient: QueueRecipientId, address: string, isSame: 0 | 1];

const READ = `
  SELECT queue_recipient.id, address, is_held = (held_because IS NOT NULL) AND queue_recipient.priority = message.priority
  FROM queue_recipient JOIN queue_message AS message ON message.id = queue_recipient.message
  WHERE queue_recipient.id > ? ORDER BY queue_recipient.id LIMIT 2000`;
const MEND = `
  UPDATE queue_recipient SET (is_held, priority) = (
    SELECT held_because IS NOT NULL, priority FROM queue_message WHERE queue_message.id = queue_recipient.message)
  WHERE id = ? AND EXISTS (SELECT 1 FROM queue_message WHERE queue_message.id = queue_recipient.message)`;
