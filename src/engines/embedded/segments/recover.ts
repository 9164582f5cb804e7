/** Puts the segments in order when a store is opened: after a crash they may hold more than the index knows of. */
import { join } from 'node:path';
import type { Database } from '../index/database.ts';
import { SEGMENT_BYTES } from '../limits.ts';
import { SegmentAppender } from './appender.ts';
import type { SegmentFiles } from './files.ts';
import { parseSegmentFileName, type SegmentNumber, type ShardPaths, segmentFileName } from './layout.ts';
import { HEADER_BYTES } from './record.ts';

/**
 * What was written without a commit was promised to nobody: files that the index never named, the tail of the last
 * segment, spill files, and retired segments whose readers are gone. Their numbers stay used.
 */
export function recoverSegments(database: Database, files: SegmentFiles, paths: ShardPaths): SegmentAppender {
  const counted = database.value<number>(LAST_NUMBER) ?? 0;
  const present = files
    .list(paths.segments)
    .map(parseSegmentFileName)
    .filter((number) => number !== null);
  const last = Math.max(counted, ...present) as SegmentNumber;
  database.run(SAVE_LAST_NUMBER, last);

  const beyond = present.filter((number) => number > counted);
  const retired = database.rows<[SegmentNumber]>(RETIRED).map(([number]) => number);
  for (const number of [...beyond, ...retired]) files.remove(join(paths.segments, segmentFileName(number)));
  for (const name of files.list(paths.incoming)) files.remove(join(paths.incoming, name));
  for (const number of retired) database.run('DELETE FROM segment WHERE number = ?', number);

  const appender = new SegmentAppender(files, paths, last);
  const newest = database.row<[SegmentNumber, number]>(NEWEST_SHARED);
  // Never an older one, even with room left: compaction takes every shared segment but the newest for finished.
  if (newest === undefined || newest[1] >= SEGMENT_BYTES - HEADER_BYTES || !present.includes(newest[0]))
    return appender;
  appender.resume(...newest);
  return appender;
}

const LAST_NUMBER = `SELECT value FROM counter WHERE name = 'segment'`;
const SAVE_LAST_NUMBER = `UPDATE counter SET value = ? WHERE name = 'segment'`;
const RETIRED = 'SELECT number FROM segment WHERE is_retired = 1';
const NEWEST_SHARED = `
  SELECT number, used_bytes FROM segment WHERE is_retired = 0 AND is_shared = 1
  ORDER BY number DESC LIMIT 1`;
