import { stat } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StoreStatus } from '../../domain/ports/store.ts';
import type { Database } from './index/database.ts';
import type { MaintenanceParts } from './maintenance.ts';
import { SCHEMA_VERSION } from './migrations/migrate.ts';

/** Contents are counted in slices of so many ids, about a millisecond each: a million at once take 47 ms. */
const SLICE_IDS = 20_000;

/** Sums come from counters and from narrow tables. Mail that comes and goes meanwhile may be counted or not. */
export async function readStatus(parts: MaintenanceParts): Promise<StoreStatus> {
  const { database, paths, feed, space } = parts;
  const { contentCount, contentBytes } = await countContents(database);
  const [emailCount = 0, emailBytes = 0] = database.row<[number, number]>(EMAILS) ?? [];
  const [segmentCount = 0, segmentBytes = 0] = database.row<[number, number]>(SEGMENTS) ?? [];
  const freeDiskBytes = await space.poll();
  return {
    schemaVersion: SCHEMA_VERSION,
    position: feed.position,
    ...{ contentCount, contentBytes, emailCount, emailBytes, segmentCount, segmentBytes },
    indexBytes: (await sizeOf(paths.index)) + (await sizeOf(`${paths.index}-wal`)),
    freeDiskBytes,
    isDiskShort: space.isShort(),
  };
}

async function countContents(database: Database): Promise<{ contentCount: number; contentBytes: number }> {
  const [first = 1, last = 0] = database.row<[number, number]>(FIRST_AND_LAST_CONTENT) ?? [];
  let contentCount = 0;
  let contentBytes = 0;
  for (let id = first; id <= last; id += SLICE_IDS) {
    if (id > first) await nextTurn();
    const [count = 0, bytes = 0] = database.row<[number, number]>(CONTENTS, id, id + SLICE_IDS) ?? [];
    contentCount += count;
    contentBytes += bytes;
  }
  return { contentCount, contentBytes };
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}

const FIRST_AND_LAST_CONTENT = `
  SELECT coalesce((SELECT min(id) FROM content), 1), coalesce((SELECT max(id) FROM content), 0)`;
const CONTENTS = 'SELECT count(*), coalesce(sum(size_bytes), 0) FROM content WHERE id >= ? AND id < ?';
const SEGMENTS = 'SELECT count(*), coalesce(sum(used_bytes), 0) FROM segment';
const EMAILS = 'SELECT coalesce(sum(message_count), 0), coalesce(sum(storage_bytes), 0) FROM account';
