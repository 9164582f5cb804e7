import type { QueueItemId } from '../../../domain/ports/ids.ts';
import type { Check } from './check.ts';

/** What waits to be sent has its message. */
export const queueWithoutContent: Check = {
  kind: 'queue-without-content',

  async *find({ database }) {
    for (const [item, address, content] of database.rows<[QueueItemId, string, number]>(FIND)) {
      const message = `the message for ${address}, content ${content}, is not there`;
      yield { subject: `queue item ${item}`, message, key: [item] };
    }
  },

  /** There is nothing left to send: the finding itself is what tells of the loss. */
  repair({ database }, [item = 0]) {
    database.run(REMOVE, item);
    return true;
  },
};

const FIND = `
  SELECT id, address, content FROM queue
  WHERE NOT EXISTS (SELECT 1 FROM content WHERE content.id = queue.content) LIMIT 2000`;
const REMOVE = `
  DELETE FROM queue WHERE id = ? AND NOT EXISTS (SELECT 1 FROM content WHERE content.id = queue.content)`;
