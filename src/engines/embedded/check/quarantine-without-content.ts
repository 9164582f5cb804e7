import type { QuarantineId } from '../../../domain/ports/ids.ts';
import { type Check, slices } from './check.ts';

/** What is held in quarantine has its message. */
export const quarantineWithoutContent: Check = {
  kind: 'quarantine-without-content',

  async *find({ database }) {
    const read = (last: Row | null) => database.rows<Row>(READ, last?.[0] ?? 0);
    for await (const [id, queueId, content, isThere] of slices<Row>(read)) {
      if (isThere === 1) continue;
      const subject = `quarantined message ${id} (${queueId})`;
      yield { subject, message: `its content ${content} is not there`, key: [id] };
    }
  },

  /** There is nothing left to release: the finding itself is what tells of the loss. */
  repair({ database }, [id = 0]) {
    database.run(REMOVE, id);
    return true;
  },
};

type Row = [id: QuarantineId, queueId: string, content: number, isThere: 0 | 1];

const READ = `
  SELECT id, queue_id, content, EXISTS (SELECT 1 FROM content WHERE content.id = quarantine.content)
  FROM quarantine WHERE id > ? ORDER BY id LIMIT 2000`;
const REMOVE = `
  DELETE FROM quarantine WHERE id = ? AND NOT EXISTS (SELECT 1 FROM content WHERE content.id = quarantine.content)`;
