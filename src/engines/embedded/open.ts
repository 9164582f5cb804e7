/** Opens the embedded store of a data directory: lock, writer, readers. */
import { mkdir } from 'node:fs/promises';
import type { Clock } from '../../base/clock.ts';
import type { Failure } from '../../base/failure.ts';
import type { Logger } from '../../base/log.ts';
import type { Store } from '../../domain/ports/store.ts';
import { WriterClient } from './client/writer-client.ts';
import { type OpenLink, threadLink } from './client/writer-link.ts';
import { EmbeddedContents } from './contents/content-store.ts';
import { FreeSpace } from './contents/free-space.ts';
import { OpenSegments } from './contents/open-segments.ts';
import { PlaceHints } from './contents/place-hints.ts';
import { Feed } from './feed.ts';
import { connectReader, connectScanner } from './index/connect.ts';
import { RESERVE_BYTES } from './limits.ts';
import { EmbeddedMaintenance } from './maintenance.ts';
import { EmbeddedReader } from './reader/reader.ts';
import { RowBlocks } from './reader/row-blocks.ts';
import { shardPaths } from './segments/layout.ts';
import { EmbeddedStore } from './store.ts';
import { lockStore } from './store-lock.ts';

export interface EmbeddedStoreOptions {
  /** The data directory; made when it is not there. */
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Free disk space below which nothing may grow, in bytes. */
  readonly reserveBytes?: number;
  /**
   * Disk or index broke: every call fails with `unavailable` from now on, and the process should end, to start again
   * from what is on disk. Called once.
   */
  readonly onFatal?: (failure: Failure) => void;
  /** How the writer is reached; a thread of its own unless a test wants to see its files. */
  readonly openLink?: OpenLink;
}

/**
 * Fails with `in-use` when another server has the store open, `unsupported` when a newer program made it.
 * Disposing the store waits for what was applied before, and gives the directory back.
 */
export async function openEmbeddedStore(options: EmbeddedStoreOptions): Promise<Store> {
  const { directory, clock, log, reserveBytes = RESERVE_BYTES, onFatal = () => {}, openLink = threadLink } = options;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  // What is opened is closed in the opposite order, also when something further down cannot be opened: the writer before
  // the readers, who are there for whom it still answers.
  await using opened = new AsyncDisposableStack();
  opened.use(lockStore(directory));
  const reading = opened.use(new AsyncDisposableStack());
  const writer = new WriterClient({ nowMs: () => clock.nowMs(), log, onFatal }, (listener) =>
    openLink({ directory, reserveBytes, nowMs: clock.nowMs() }, listener),
  );
  opened.defer(() => writer.close());
  const feed = new Feed(await writer.ready, log);
  writer.publishTo(feed);

  const paths = shardPaths(directory);
  const database = reading.adopt(connectReader(paths.index), (connection) => connection.close());
  const scanner = reading.adopt(connectScanner(paths.index), (connection) => connection.close());
  const segments = reading.adopt(new OpenSegments(paths.segments), (open) => open.close());
  const blocks = new RowBlocks();
  const hints = new PlaceHints();
  const space = new FreeSpace(directory, reserveBytes, () => clock.monotonicMs());
  await space.poll();
  const spillOptions = { incoming: paths.incoming, isDiskShort: space.isShort };
  const maintenance = { paths, database, blocks, hints, segments, writer, feed, space };

  const running = opened.move();
  return new EmbeddedStore({
    writer,
    feed,
    reader: new EmbeddedReader({ database, scanner, index: paths.index, blocks, hints }),
    contents: new EmbeddedContents(database, segments, hints, spillOptions),
    maintenance: new EmbeddedMaintenance({ ...maintenance, nowMs: () => clock.nowMs() }),
    close: () => running.disposeAsync(),
  });
}
