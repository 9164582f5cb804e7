import { setImmediate as nextTurn } from 'node:timers/promises';
import { foldText } from '../../../base/text.ts';
import type { AccountId, QueueMessageId } from '../../../domain/ports/ids.ts';
import type { LaneState, QueueCounts, QueuedMessage, QueueQuery } from '../../../domain/ports/queue.ts';
import type { QueueReader } from '../../../domain/ports/reader.ts';
import type { Database, SqlValue } from '../index/database.ts';
import { longRead } from './long-read.ts';
import { firstDue, readDue } from './queue-due.ts';
import {
  type MessageTuple,
  type RecipientTuple,
  SELECT_MESSAGE,
  SELECT_RECIPIENT,
  toMessage,
  toRecipient,
} from './queue-rows.ts';

/** Recipients, and messages with their recipients, of one slice: some milliseconds of work. */
const LANE_SLICE = 20_000;
const LIST_SLICE = 500;

export class EmbeddedQueueReader implements QueueReader {
  readonly #database: Database;
  readonly #index: string;

  /** @param index path of the index file. */
  constructor(database: Database, index: string) {
    this.#database = database;
    this.#index = index;
  }

  async counts(): Promise<QueueCounts> {
    const database = this.#database;
    return database.snapshot(() => ({
      messages: database.value<number>('SELECT count(*) FROM queue_message') ?? 0,
      recipients: database.value<number>('SELECT count(*) FROM queue_recipient') ?? 0,
      heldMessages: database.value<number>(COUNT_HELD) ?? 0,
    }));
  }

  /** Every lane is counted anew: some 100 nanoseconds for each recipient, a slice at a time. */
  lanes(): Promise<readonly LaneState[]> {
    return longRead(this.#index, readLanes);
  }

  async firstDue(lane: string): Promise<number | null> {
    return this.#database.snapshot(() => firstDue(this.#database, lane));
  }

  async due(
    lane: string,
    nowMs: number,
    limit: number,
    except: ReadonlySet<QueueMessageId>,
    after?: QueuedMessage,
  ): Promise<readonly QueuedMessage[]> {
    return this.#database.snapshot(() => readDue(this.#database, lane, nowMs, limit, except, after));
  }

  async message(id: QueueMessageId): Promise<QueuedMessage | null> {
    const [message] = this.#messages(`${SELECT_MESSAGE} WHERE queue_message.id = ?`, id);
    return message ?? null;
  }

  async findByQueueId(queueId: string): Promise<readonly QueuedMessage[]> {
    return this.#messages(`${SELECT_MESSAGE} WHERE queue_id = ? ORDER BY queue_message.id`, queueId);
  }

  list(query: QueueQuery): Promise<readonly QueuedMessage[]> {
    return longRead(this.#index, (database) => readList(database, query));
  }

  async countHeldBack(account: AccountId, nowMs: number): Promise<number> {
    return this.#database.value<number>(COUNT_HELD_BACK, account, nowMs) ?? 0;
  }

  #messages(sql: string, ...values: SqlValue[]): QueuedMessage[] {
    const database = this.#database;
    return database.snapshot(() => database.rows<MessageTuple>(sql, ...values).map((row) => complete(database, row)));
  }
}

function complete(database: Database, row: MessageTuple): QueuedMessage {
  return toMessage(row, database.rows<RecipientTuple>(RECIPIENTS, row[0]).map(toRecipient));
}

type WaitingTuple = [lane: string, priority: number, nextAttemptAtMs: number, id: number];

async function readLanes(database: Database): Promise<LaneState[]> {
  const lanes: { lane: string; recipients: number; nextAttemptAtMs: number }[] = [];
  let after: WaitingTuple = ['', Number.MIN_SAFE_INTEGER, 0, 0];
  for (;;) {
    const last = database.row<WaitingTuple>(LAST_OF_SLICE, ...after, LANE_SLICE - 1);
    const values = last === undefined ? after : [...after, ...last];
    const sql = last === undefined ? COUNT_REST : COUNT_SLICE;
    for (const [lane, recipients, nextAttemptAtMs] of database.rows<[string, number, number]>(sql, ...values)) {
      const known = lanes.at(-1);
      if (known?.lane !== lane) lanes.push({ lane, recipients, nextAttemptAtMs });
      else {
        known.recipients += recipients;
        known.nextAttemptAtMs = Math.min(known.nextAttemptAtMs, nextAttemptAtMs);
      }
    }
    if (last === undefined) return lanes;
    after = last;
    await nextTurn();
  }
}

/** Conditions on texts are compared here: the database knows case only for ASCII. */
async function readList(database: Database, query: QueueQuery): Promise<QueuedMessage[]> {
  const { account, isHeld, limit } = query;
  const conditions = ['queue_message.id > ?'];
  if (isHeld !== undefined) conditions.push(`held_because IS ${isHeld ? 'NOT ' : ''}NULL`);
  if (account !== undefined) conditions.push('account = ?');
  const sql = `${SELECT_MESSAGE} WHERE ${conditions.join(' AND ')} ORDER BY queue_message.id LIMIT ${LIST_SLICE}`;
  const isWanted = matcher(query);
  const found: QueuedMessage[] = [];
  for (let after: number = query.after ?? 0; ; await nextTurn()) {
    const rows = database.rows<MessageTuple>(sql, after, ...(account === undefined ? [] : [account]));
    for (const row of rows) {
      const message = complete(database, row);
      if (isWanted(message)) found.push(message);
      if (found.length >= limit) return found;
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < LIST_SLICE) return found;
    after = last[0];
  }
}

function matcher({ text, lane }: QueueQuery): (message: QueuedMessage) => boolean {
  const wanted = text === undefined ? '' : foldText(text);
  const has = (value: string) => foldText(value).includes(wanted);
  return ({ queueId, returnPath, recipients }) => {
    if (lane !== undefined && !recipients.some((recipient) => recipient.lane === lane)) return false;
    if (wanted === '') return true;
    return has(queueId) || has(returnPath.address) || recipients.some(({ address }) => has(address));
  };
}

const COUNT_HELD = 'SELECT count(*) FROM queue_message WHERE held_because IS NOT NULL';
/** One that left under several return paths is one message. */
const COUNT_HELD_BACK = 'SELECT count(DISTINCT queue_id) FROM queue_message WHERE account = ? AND not_before_ms > ?';
const RECIPIENTS = `${SELECT_RECIPIENT} WHERE message = ? ORDER BY id`;
const WAITING = 'FROM queue_recipient WHERE is_held = 0 AND (lane, priority, next_attempt_at_ms, id) > (?, ?, ?, ?)';
const LAST_OF_SLICE = `
  SELECT lane, priority, next_attempt_at_ms, id ${WAITING}
  ORDER BY lane, priority, next_attempt_at_ms, id LIMIT 1 OFFSET ?`;
const COUNT_REST = `SELECT lane, count(*), min(next_attempt_at_ms) ${WAITING} GROUP BY lane ORDER BY lane`;
const COUNT_SLICE = `
  SELECT lane, count(*), min(next_attempt_at_ms) ${WAITING}
    AND (lane, priority, next_attempt_at_ms, id) <= (?, ?, ?, ?)
  GROUP BY lane ORDER BY lane`;
