/** Writes what was observed: events of messages with their keys, and counts of reports. */
import type { Tally, TraceEvent } from '../../../domain/ports/observations.ts';
import type { Database } from '../index/database.ts';
import { MAX_EVENTS_OF_MESSAGE, MAX_TALLY_ROWS } from './limits.ts';
import type { Observed } from './protocol.ts';

/** Rows of each topic and day, as far as they were asked for. */
type RowCounts = Map<string, number>;

export class BatchWriter {
  /** A file that was begun anew is another database. */
  readonly #rowCounts = new WeakMap<Database, RowCounts>();

  write(database: Database, batch: readonly Observed[]): void {
    for (const observed of batch) {
      if (observed.kind === 'trace') writeEvent(database, observed.event);
      else this.#addTally(database, observed.tally);
    }
  }

  /** Rows were removed, or a transaction given up: they are counted again. */
  forgetCounts(database: Database): void {
    this.#rowCounts.delete(database);
  }

  /** A row more than a day may have is not begun: somebody makes them up. */
  #addTally(database: Database, { topic, day, subject, row, count }: Tally): void {
    if (database.run(COUNT_TALLY, count, topic, day, subject, row) > 0) return;
    const counts = this.#rowCounts.get(database) ?? new Map<string, number>();
    this.#rowCounts.set(database, counts);
    const place = JSON.stringify([topic, day]);
    const rows = counts.get(place) ?? database.value<number>(COUNT_TALLY_ROWS, topic, day) ?? 0;
    if (rows >= MAX_TALLY_ROWS) return;
    database.run(ADD_TALLY, topic, day, subject, row, count);
    counts.set(place, rows + 1);
  }
}

function writeEvent(database: Database, { queueId, atMs, kind, facts, keys }: TraceEvent): void {
  const [message, number] = database.row<[number, number]>(COUNT_EVENT, queueId, atMs, atMs) ?? [0, 0];
  if (number > MAX_EVENTS_OF_MESSAGE) return;
  if (number === 1) database.run(ADD_KEY, queueId.toLowerCase(), message);
  for (const key of keys ?? []) database.run(ADD_KEY, key, message);
  database.run(ADD_EVENT, message, number, atMs, kind, JSON.stringify(facts));
}

const COUNT_EVENT = `
  INSERT INTO message (queue_id, first_at_ms, last_at_ms, events) VALUES (?, ?, ?, 1)
  ON CONFLICT (queue_id) DO UPDATE SET last_at_ms = max(last_at_ms, excluded.last_at_ms),
    first_at_ms = min(first_at_ms, excluded.first_at_ms), events = events + 1
  RETURNING id, events`;
const ADD_KEY = 'INSERT OR IGNORE INTO trace_key (key, message) VALUES (?, ?)';
const ADD_EVENT = 'INSERT INTO event (message, number, at_ms, kind, facts) VALUES (?, ?, ?, ?, ?)';
const COUNT_TALLY = 'UPDATE tally SET count = count + ? WHERE topic = ? AND day = ? AND subject = ? AND row = ?';
const COUNT_TALLY_ROWS = 'SELECT count(*) FROM tally WHERE topic = ? AND day = ?';
const ADD_TALLY = 'INSERT INTO tally (topic, day, subject, row, count) VALUES (?, ?, ?, ?, ?)';
