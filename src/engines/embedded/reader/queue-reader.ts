import type { ContentHash, QueueItemId } from '../../../domain/ports/ids.ts';
import type { NotifyCondition, QueueItem, ReturnPath } from '../../../domain/ports/queue.ts';
import type { QueueReader } from '../../../domain/ports/reader.ts';
import type { Database } from '../index/database.ts';

type QueueTuple = [
  id: QueueItemId,
  content: ContentHash,
  sizeBytes: number,
  address: string,
  notify: string | null,
  originalRecipient: string | null,
  returnPath: string,
  queuedAtMs: number,
  nextAttemptAtMs: number,
  attempts: number,
];

export class EmbeddedQueueReader implements QueueReader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async count(): Promise<number> {
    return this.#database.value<number>('SELECT count(*) FROM queue') ?? 0;
  }

  async list(limit: number): Promise<readonly QueueItem[]> {
    return this.#database.rows<QueueTuple>(LIST, limit).map(toQueueItem);
  }
}

function toQueueItem(row: QueueTuple): QueueItem {
  const [id, content, sizeBytes, address, notify, originalRecipient, returnPath, ...times] = row;
  const [queuedAtMs, nextAttemptAtMs, attempts] = times;
  return {
    ...{ id, content, sizeBytes, address, originalRecipient, queuedAtMs, nextAttemptAtMs, attempts },
    notify: notify === null ? null : (JSON.parse(notify) as NotifyCondition[]),
    returnPath: JSON.parse(returnPath) as ReturnPath,
  };
}

const LIST = `
  SELECT queue.id, lower(hex(content.hash)), content.size_bytes, address, notify, original_recipient, return_path,
    queued_at_ms, next_attempt_at_ms, attempts
  FROM queue JOIN content ON content.id = queue.content ORDER BY next_attempt_at_ms, queue.id LIMIT ?`;
