import { join } from 'node:path';
import type { CompactionStep } from '../../protocol.ts';
import { type SegmentNumber, segmentFileName } from '../../segments/layout.ts';
import type { TaskContext } from './context.ts';

/** Removes a retired segment that no reader uses. The file goes first: a row without a file is found again. */
export function removeSegment({ database, files, paths }: TaskContext, segment: SegmentNumber): CompactionStep {
  const path = join(paths.segments, segmentFileName(segment));
  const isRetired = database.value('SELECT 1 FROM segment WHERE number = ? AND is_retired = 1', segment);
  if (isRetired === undefined) return { removed: 0, freedBytes: 0, next: null };
  const freedBytes = files.list(paths.segments).includes(segmentFileName(segment)) ? files.sizeBytes(path) : 0;
  files.remove(path);
  files.flushDirectory(paths.segments);
  database.run('DELETE FROM segment WHERE number = ?', segment);
  return { removed: 1, freedBytes, next: null };
}
