import type { QueueMessageId } from '../../../domain/ports/ids.ts';
import { type Check, slices } from './check.ts';

/** What waits to be sent has its message. */
export const queueWithoutContent: Check = {
  kind: 'queue-without-content',

  async *find({ database }) {
    const read = (last: Row | null) => database.rows<Row>(READ, last?.[0] ?? 0);
    for await (const [message, queueId, content, isThere] of slices<Row>(read)) {
      if (isThere === 1) continue;
      yield {
        subject: `queue message ${message} (${queueId})`,
        message: `its content ${content} is not there`,
        key: [message],
      };
    }
  },

  /** There is nothing left to send: the finding itself is what tells of the loss. */
  repair({ database }, [message = 0]) {
    if (database.run(REMOVE, message) > 0) database.run('DELETE FROM queue_recipient WHERE message = ?', message);
    return true;
  },
};

type Row = [message: QueueMessageId, queueId: string, content: number, isThere: 0 | 1];

const READ = `
  SELECT id, queue_id, content, EXISTS (SELECT 1 FROM content WHERE content.id = queue_message.content)
  FROM queue_message WHERE id > ? ORDER BY id LIMIT 2000`;
const REMOVE = `
  DELETE FROM queue_message
  WHERE id = ? AND NOT EXISTS (SELECT 1 FROM content WHERE content.id = queue_message.content)`;
