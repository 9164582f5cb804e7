import { stat } from 'node:fs/promises';
import type { StoreStatus } from '../../domain/ports/store.ts';
import type { MaintenanceParts } from './maintenance.ts';
import { SCHEMA_VERSION } from './migrations/migrate.ts';

/** Counts as they are now; sums come from counters and from narrow tables. */
export async function readStatus(parts: MaintenanceParts): Promise<StoreStatus> {
  const { database, paths, feed, space } = parts;
  const [contentCount = 0, contentBytes = 0] = database.row<[number, number]>(CONTENTS) ?? [];
  const [emailCount = 0, emailBytes = 0] = database.row<[number, number]>(EMAILS) ?? [];
  const segments = database.rows<[number]>('SELECT used_bytes FROM segment').map(([bytes]) => bytes);
  const freeDiskBytes = await space.poll();
  return {
    schemaVersion: SCHEMA_VERSION,
    position: feed.position,
    ...{ contentCount, contentBytes, emailCount, emailBytes },
    segmentCount: segments.length,
    segmentBytes: segments.reduce((sum, bytes) => sum + bytes, 0),
    indexBytes: (await sizeOf(paths.index)) + (await sizeOf(`${paths.index}-wal`)),
    freeDiskBytes,
    isDiskShort: space.isShort(),
  };
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}

const CONTENTS = 'SELECT count(*), coalesce(sum(size_bytes), 0) FROM content';
const EMAILS = 'SELECT coalesce(sum(message_count), 0), coalesce(sum(storage_bytes), 0) FROM account';
