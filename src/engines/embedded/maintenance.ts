import type {
  CheckOptions,
  CompactionReport,
  CompactOptions,
  DiskSpace,
  Finding,
  Maintenance,
  StoreStatus,
} from '../../domain/ports/store.ts';
import { runChecks } from './check/run.ts';
import type { WriterClient } from './client/writer-client.ts';
import { compactStore } from './compact.ts';
import type { FreeSpace } from './contents/free-space.ts';
import type { OpenSegments } from './contents/open-segments.ts';
import type { PlaceHints } from './contents/place-hints.ts';
import type { Feed } from './feed.ts';
import type { Database } from './index/database.ts';
import type { RowBlocks } from './reader/row-blocks.ts';
import type { ShardPaths } from './segments/layout.ts';
import { readStatus } from './status.ts';

export interface MaintenanceParts {
  readonly paths: ShardPaths;
  /** The main side's own connection. */
  readonly database: Database;
  readonly blocks: RowBlocks;
  readonly hints: PlaceHints;
  readonly segments: OpenSegments;
  readonly writer: WriterClient;
  readonly feed: Feed;
  readonly space: FreeSpace;
  readonly nowMs: () => number;
}

export class EmbeddedMaintenance implements Maintenance {
  readonly #parts: MaintenanceParts;

  constructor(parts: MaintenanceParts) {
    this.#parts = parts;
  }

  check(options: CheckOptions): AsyncIterable<Finding> {
    return runChecks(this.#parts, options);
  }

  compact(options: CompactOptions): Promise<CompactionReport> {
    return compactStore(this.#parts, options);
  }

  async diskSpace(): Promise<DiskSpace> {
    const { space } = this.#parts;
    const freeBytes = await space.poll();
    return { freeBytes, usedBytes: space.usedBytes, isShort: space.isShort() };
  }

  status(): Promise<StoreStatus> {
    return readStatus(this.#parts);
  }
}
