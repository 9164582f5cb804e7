import type { Reader } from '../../../domain/ports/reader.ts';
import type { PlaceHints } from '../contents/place-hints.ts';
import type { Database } from '../index/database.ts';
import { EmbeddedDirectoryReader } from './directory-reader.ts';
import { EmbeddedMailboxReader } from './mailbox-reader.ts';
import { EmbeddedQueueReader } from './queue-reader.ts';
import type { RowBlocks } from './row-blocks.ts';

/** Each call runs to its end without an await: one statement, or one snapshot, is one state. */
export class EmbeddedReader implements Reader {
  readonly mailboxes: EmbeddedMailboxReader;
  readonly directory: EmbeddedDirectoryReader;
  readonly queue: EmbeddedQueueReader;

  constructor(database: Database, blocks: RowBlocks, hints: PlaceHints) {
    this.mailboxes = new EmbeddedMailboxReader(database, blocks, hints);
    this.directory = new EmbeddedDirectoryReader(database);
    this.queue = new EmbeddedQueueReader(database);
  }
}
