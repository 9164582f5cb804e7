import type { QueueRecipientId } from '../../../domain/ports/ids.ts';
import { type Check, slices } from './check.ts';

/** Recipients in the queue belong to a message. */
export const queueRecipientWithoutMessage: Check = {
  kind: 'queue-recipient-without-message',

  async *find({ database }) {
    const read = (last: Row | null) => database.rows<Row>(READ, last?.[0] ?? 0);
    for await (const [recipient, address, message, isThere] of slices<Row>(read)) {
      if (isThere === 1) continue;
      const subject = `queue recipient ${recipient} (${address})`;
      yield { subject, message: `its message ${message} is not there`, key: [recipient] };
    }
  },

  /** Without its message nothing can be sent to it: the finding itself is what tells of the loss. */
  repair({ database }, [recipient = 0]) {
    database.run(REMOVE, recipient);
    return true;
  },
};

type Row = [recipient: QueueRecipientId, address: string, message: number, isThere: 0 | 1];

const READ = `
  SELECT id, address, message, EXISTS (SELECT 1 FROM queue_message WHERE queue_message.id = queue_recipient.message)
  FROM queue_recipient WHERE id > ? ORDER BY id LIMIT 2000`;
const REMOVE = `
  DELETE FROM queue_recipient
  WHERE id = ? AND NOT EXISTS (SELECT 1 FROM queue_message WHERE queue_message.id = queue_recipient.message)`;
