/** Keeps the file within its bounds, a slice at a time, so that writing goes on in between. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database } from '../index/database.ts';
import type { ObservationFile } from './observation-file.ts';
import type { CleanOptions } from './protocol.ts';

/** Messages, notes and pages of one slice. */
const SLICE = 200;
const PAGE_SLICE = 1000;

/**
 * Removes notes whose time is over and traces that are too old; then, while it is still too much, the oldest traces,
 * and after them the notes that would end first.
 */
export async function cleanFile(file: ObservationFile, options: CleanOptions & { readonly nowMs: number }) {
  const { nowMs, tracesBeforeMs, maxBytes } = options;
  await repeat(() => file.write((database) => removeNotes(database, nowMs)));
  await repeat(() => file.write((database) => removeTraces(database, tracesBeforeMs)));
  const isTooLarge = () => file.use(usedBytes) > maxBytes;
  await repeat(() => isTooLarge() && file.write((database) => removeTraces(database, Number.MAX_SAFE_INTEGER)));
  await repeat(() => isTooLarge() && file.write((database) => removeNotes(database, Number.MAX_SAFE_INTEGER)));
  await repeat(() => file.use(giveBackPages));
}

/** Until a slice has nothing to do. */
async function repeat(slice: () => boolean): Promise<void> {
  while (slice()) await nextTurn();
}

function removeTraces(database: Database, beforeMs: number): boolean {
  const messages = database.rows<[number]>(OLDEST, beforeMs, SLICE).flat();
  for (const message of messages) {
    database.run('DELETE FROM event WHERE message = ?', message);
    database.run('DELETE FROM trace_key WHERE message = ?', message);
    database.run('DELETE FROM message WHERE id = ?', message);
  }
  return messages.length > 0;
}

function removeNotes(database: Database, untilMs: number): boolean {
  return database.run(REMOVE_NOTES, untilMs, SLICE) > 0;
}

/** What the file holds; pages that are free are given back, or used again. */
function usedBytes(database: Database): number {
  return database.value<number>(USED_BYTES) ?? 0;
}

function giveBackPages(database: Database): boolean {
  const before = database.value<number>('PRAGMA freelist_count') ?? 0;
  if (before === 0) return false;
  database.rows(`PRAGMA incremental_vacuum(${PAGE_SLICE})`);
  return (database.value<number>('PRAGMA freelist_count') ?? 0) < before;
}

const OLDEST = 'SELECT id FROM message WHERE last_at_ms < ? ORDER BY last_at_ms LIMIT ?';
const REMOVE_NOTES = `
  DELETE FROM note WHERE (topic, key) IN (SELECT topic, key FROM note WHERE until_ms <= ? ORDER BY until_ms LIMIT ?)`;
const USED_BYTES = `
  SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size`;
