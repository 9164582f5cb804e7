import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Database } from '../../index/database.ts';
import type { CompactionStep } from '../../protocol.ts';
import type { SegmentAppender } from '../../segments/appender.ts';
import type { SegmentFiles } from '../../segments/files.ts';
import { type SegmentNumber, type ShardPaths, segmentFileName } from '../../segments/layout.ts';
import { HEADER_BYTES, readHeader, recordBytes } from '../../segments/record.ts';

/** Rows one step looks at, and bytes it moves: some milliseconds of work. */
const SLICE_ROWS = 10_000;
const SLICE_BYTES = 4 * 1024 * 1024;

export interface MoveContext {
  readonly database: Database;
  readonly appender: SegmentAppender;
  readonly files: SegmentFiles;
  readonly paths: ShardPaths;
}

/**
 * Moves live contents of a segment to the one that is being filled, and retires the segment when nothing is left in
 * it. A damaged record is not moved: its segment stays for the checker, and for whoever can mend it.
 */
export function moveContents(context: MoveContext, segment: SegmentNumber, after: number): CompactionStep {
  const { database, files, paths } = context;
  const nothing = { removed: 0, freedBytes: 0, next: null };
  if (segment === context.appender.currentNumber) return nothing;
  if (retireIfEmpty(database, segment)) return nothing;
  const last = database.value<number | null>(LAST_OF_SLICE, after, SLICE_ROWS) ?? null;
  if (last === null) return nothing;
  const rows = database.rows<[number, number, number]>(READ, after, last, segment);
  const descriptor = files.open(join(paths.segments, segmentFileName(segment)));
  let moved = 0;
  try {
    for (const [content, offset, sizeBytes] of rows) {
      if (moved >= SLICE_BYTES) return { removed: 0, freedBytes: 0, next: [content - 1] };
      moved += moveOne(context, descriptor, segment, content, offset, sizeBytes);
    }
  } finally {
    files.close(descriptor);
  }
  return { removed: 0, freedBytes: 0, next: [last] };
}

/** Returns the bytes that were moved. */
function moveOne(
  { database, appender, files }: MoveContext,
  descriptor: number,
  segment: SegmentNumber,
  content: number,
  offset: number,
  sizeBytes: number,
): number {
  const record = Buffer.alloc(recordBytes(sizeBytes));
  const length = files.read(descriptor, record, offset);
  const header = readHeader(record);
  const bytes = record.subarray(HEADER_BYTES);
  if (length < record.length || header === null || header.sizeBytes !== sizeBytes || crc32(bytes) !== header.crc)
    return 0;
  const place = appender.append(header, bytes);
  database.run('UPDATE content SET segment = ?, offset = ? WHERE id = ?', place.segment, place.offset, content);
  database.run('UPDATE segment SET dead_bytes = dead_bytes + ? WHERE number = ?', record.length, segment);
  return record.length;
}

function retireIfEmpty(database: Database, segment: SegmentNumber): boolean {
  return database.run('UPDATE segment SET is_retired = 1 WHERE number = ? AND dead_bytes = used_bytes', segment) > 0;
}

const LAST_OF_SLICE = 'SELECT max(id) FROM (SELECT id FROM content WHERE id > ? ORDER BY id LIMIT ?)';
const READ = 'SELECT id, offset, size_bytes FROM content WHERE id > ? AND id <= ? AND segment = ? ORDER BY id';
