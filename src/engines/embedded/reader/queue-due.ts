/** The messages of a lane that are due, in the order in which they are to be tried. */
import type { QueueMessageId, QueueRecipientId } from '../../../domain/ports/ids.ts';
import type { QueuedMessage } from '../../../domain/ports/queue.ts';
import type { Database } from '../index/database.ts';
import {
  type MessageTuple,
  type RecipientTuple,
  SELECT_MESSAGE,
  SELECT_RECIPIENT,
  toMessage,
  toRecipient,
} from './queue-rows.ts';

/** Recipients looked at in one go. */
const PAGE = 100;

/** Inside a snapshot. */
export function readDue(
  database: Database,
  lane: string,
  nowMs: number,
  limit: number,
  except: ReadonlySet<QueueMessageId>,
  after?: QueuedMessage,
): QueuedMessage[] {
  const messages: QueuedMessage[] = [];
  for (const id of dueMessages(database, lane, nowMs, except, after)) {
    if (messages.length >= limit) break;
    const row = database.row<MessageTuple>(`${SELECT_MESSAGE} WHERE queue_message.id = ?`, id);
    if (row === undefined) continue;
    const recipients = database.rows<RecipientTuple>(DUE_OF_MESSAGE, id, lane, nowMs).map(toRecipient);
    const message = toMessage(row, recipients);
    // Of its later recipients it is not found once more.
    if (after === undefined || inOrder(after, message) < 0) messages.push(message);
  }
  return messages;
}

/** The priorities in a lane are few: each is a place of its own in the index. */
function* dueMessages(
  database: Database,
  lane: string,
  nowMs: number,
  except: ReadonlySet<QueueMessageId>,
  last?: QueuedMessage,
): Generator<QueueMessageId> {
  const seen = new Set<QueueMessageId>(except);
  for (const priority of priorities(database, lane, last?.priority)) {
    let after: Place | null = priority === last?.priority ? placeOf(last) : FIRST_PLACE;
    while (after !== null) {
      const rows: DueRow[] = database.rows<DueRow>(DUE, lane, priority, nowMs, ...after, PAGE);
      for (const [, , message] of rows) {
        if (seen.has(message)) continue;
        seen.add(message);
        yield message;
      }
      const [atMs, recipient] = rows.at(-1) ?? FIRST_PLACE;
      after = rows.length < PAGE ? null : [atMs, recipient];
    }
  }
}

/** Within a priority. */
type Place = readonly [nextAttemptAtMs: number, recipient: number];

const FIRST_PLACE: Place = [Number.MIN_SAFE_INTEGER, 0];

/** That of the first of its recipients that are due. */
function placeOf({ recipients }: QueuedMessage): Place {
  const places = recipients.map(({ nextAttemptAtMs, id }): Place => [nextAttemptAtMs, id]);
  return places.toSorted(inPlaces)[0] ?? FIRST_PLACE;
}

function inPlaces(a: Place, b: Place): number {
  return a[0] - b[0] || a[1] - b[1];
}

function inOrder(a: QueuedMessage, b: QueuedMessage): number {
  return b.priority - a.priority || inPlaces(placeOf(a), placeOf(b));
}

/** Highest first. @param highest where they begin. */
function* priorities(database: Database, lane: string, highest = Number.MAX_SAFE_INTEGER - 1): Generator<number> {
  for (let below = highest + 1; ; ) {
    const priority: number | null = database.value<number | null>(NEXT_PRIORITY, lane, below) ?? null;
    if (priority === null) return;
    yield priority;
    below = priority;
  }
}

/** When the first recipient of a lane is due; null when nothing waits in it. */
export function firstDue(database: Database, lane: string): number | null {
  let first: number | null = null;
  for (const priority of priorities(database, lane)) {
    const time = database.value<number | null>(FIRST_DUE, lane, priority) ?? null;
    if (time !== null && (first === null || time < first)) first = time;
  }
  return first;
}

type DueRow = [nextAttemptAtMs: number, recipient: QueueRecipientId, message: QueueMessageId];

export const NEXT_PRIORITY =
  'SELECT max(priority) FROM queue_recipient WHERE is_held = 0 AND lane = ? AND priority < ?';
export const DUE = `
  SELECT next_attempt_at_ms, id, message FROM queue_recipient
  WHERE is_held = 0 AND lane = ? AND priority = ? AND next_attempt_at_ms <= ? AND (next_attempt_at_ms, id) > (?, ?)
  ORDER BY next_attempt_at_ms, id LIMIT ?`;
export const FIRST_DUE = `
  SELECT min(next_attempt_at_ms) FROM queue_recipient WHERE is_held = 0 AND lane = ? AND priority = ?`;
export const DUE_OF_MESSAGE = `
  ${SELECT_RECIPIENT} WHERE message = ? AND lane = ? AND is_held = 0 AND next_attempt_at_ms <= ? ORDER BY id`;
