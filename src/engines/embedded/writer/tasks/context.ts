import type { SegmentFiles } from '../../segments/files.ts';
import type { ShardPaths } from '../../segments/layout.ts';
import type { CommitParts } from '../commit.ts';

/** What a maintenance task works with, while no operation runs. */
export interface TaskContext extends CommitParts {
  readonly files: SegmentFiles;
  readonly paths: ShardPaths;
}
