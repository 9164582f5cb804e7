/** Finds messages by their keys: every word of the question is the beginning of one. Newest first. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TracedMessage, TraceEvent, TraceQuery } from '../../../domain/ports/observations.ts';
import type { Database } from '../index/database.ts';
import { MAX_ANSWER_EVENTS, MAX_SEARCH_WORDS } from './limits.ts';
import type { ObservationFile } from './observation-file.ts';

/** A word with more keys than that is not gone through: messages are, from the newest back. */
const MAX_KEY_ROWS = 20_000;
/** Messages that are looked at in one go. */
const SLICE = 5000;

type MessageRow = [id: number, queueId: string];
type Times = readonly [toMs: number, fromMs: number];
/** Keys that begin with a word: from it to the last text that does. */
type KeyRange = readonly [from: string, to: string];

export async function findTraces(file: ObservationFile, query: TraceQuery): Promise<TracedMessage[]> {
  const { text, fromMs = 0, toMs = Number.MAX_SAFE_INTEGER, limit } = query;
  const ranges = searchWords(text).map((word): KeyRange => [word, `${word}\u{10ffff}`]);
  const rarest = file.use((database) => rarestRange(database, ranges));
  const messages =
    rarest === null
      ? await newestFirst(file, ranges, [toMs, fromMs], limit)
      : file.use((database) => byKey(database, rarest, ranges, [toMs, fromMs], limit));
  return file.use((database) => withEvents(database, messages));
}

/** As keys are: NFC, lower case; without what only surrounds them in a text. */
function searchWords(text: string): string[] {
  const words = text
    .normalize('NFC')
    .toLowerCase()
    .split(/\s+/u)
    .map((word) => word.replace(/^[<>()[\]"',;:.!?]+|[<>()[\]"',;:.!?]+$/gu, ''));
  return [...new Set(words)].filter((word) => word !== '').slice(0, MAX_SEARCH_WORDS);
}

/** The range with the fewest keys; null when even that has too many, or when there is none. */
function rarestRange(database: Database, ranges: readonly KeyRange[]): KeyRange | null {
  let fewest = MAX_KEY_ROWS + 1;
  let rarest: KeyRange | null = null;
  for (const range of ranges) {
    const count = database.value<number>(COUNT_KEYS, ...range, fewest) ?? 0;
    if (count < fewest) [fewest, rarest] = [count, range];
  }
  return rarest;
}

function byKey(
  database: Database,
  rarest: KeyRange,
  ranges: readonly KeyRange[],
  times: Times,
  limit: number,
): MessageRow[] {
  const others = ranges.filter((range) => range !== rarest);
  const sql = `
    SELECT DISTINCT message.id, queue_id FROM trace_key JOIN message ON message.id = trace_key.message
    WHERE trace_key.key >= ? AND trace_key.key < ? AND ${IN_TIME}${HAS_KEY.repeat(others.length)}
    ORDER BY message.id DESC LIMIT ?`;
  return database.rows<MessageRow>(sql, ...rarest, ...times, ...others.flat(), limit);
}

/** What most messages have is soon found; other work goes on between the slices. */
async function newestFirst(
  file: ObservationFile,
  ranges: readonly KeyRange[],
  times: Times,
  limit: number,
): Promise<MessageRow[]> {
  const sql = `
    SELECT id, queue_id FROM message WHERE id < ? AND id >= ? AND ${IN_TIME}${HAS_KEY.repeat(ranges.length)}
    ORDER BY id DESC LIMIT ?`;
  const found: MessageRow[] = [];
  const last = file.use((database) => database.value<number | null>('SELECT max(id) FROM message')) ?? 0;
  for (let below = last + 1; below > 1 && found.length < limit; below -= SLICE) {
    const values = [below, below - SLICE, ...times, ...ranges.flat(), limit - found.length];
    found.push(...file.use((database) => database.rows<MessageRow>(sql, ...values)));
    await nextTurn();
  }
  return found;
}

function withEvents(database: Database, messages: readonly MessageRow[]): TracedMessage[] {
  let left = MAX_ANSWER_EVENTS;
  return messages.map(([id, queueId]) => {
    const rows = database.rows<[number, string, string]>(EVENTS, id, left);
    left -= rows.length;
    const events = rows.map(([atMs, kind, facts]): TraceEvent => {
      return { queueId, atMs, kind, facts: JSON.parse(facts) as TraceEvent['facts'] };
    });
    return { queueId, events };
  });
}

const COUNT_KEYS = 'SELECT count(*) FROM (SELECT 1 FROM trace_key WHERE key >= ? AND key < ? LIMIT ?)';
const IN_TIME = 'first_at_ms <= ? AND last_at_ms >= ?';
const HAS_KEY = `
    AND EXISTS (SELECT 1 FROM trace_key AS k WHERE k.message = message.id AND k.key >= ? AND k.key < ?)`;
const EVENTS = 'SELECT at_ms, kind, facts FROM event WHERE message = ? ORDER BY at_ms, number LIMIT ?';
