import type { Reader } from '../../../domain/ports/reader.ts';
import type { PlaceHints } from '../contents/place-hints.ts';
import type { Database } from '../index/database.ts';
import { EmbeddedAuditReader } from './audit-reader.ts';
import { EmbeddedDirectoryReader } from './directory-reader.ts';
import { EmbeddedMailboxReader } from './mailbox-reader.ts';
import { EmbeddedQuarantineReader } from './quarantine-reader.ts';
import { EmbeddedQueueReader } from './queue-reader.ts';
import type { RowBlocks } from './row-blocks.ts';

export interface ReaderParts {
  readonly database: Database;
  /** For the queue. */
  readonly scanner: Database;
  /** Path of the index file, for what is read in slices. */
  readonly index: string;
  readonly blocks: RowBlocks;
  readonly hints: PlaceHints;
}

/**
 * Each call sees one state: it runs to its end without an await, or, where it takes long, in slices on a snapshot of
 * its own.
 */
export class EmbeddedReader implements Reader {
  readonly mailboxes: EmbeddedMailboxReader;
  readonly directory: EmbeddedDirectoryReader;
  readonly queue: EmbeddedQueueReader;
  readonly quarantine: EmbeddedQuarantineReader;
  readonly audit: EmbeddedAuditReader;

  constructor({ database, scanner, index, blocks, hints }: ReaderParts) {
    this.mailboxes = new EmbeddedMailboxReader(database, blocks, hints);
    this.directory = new EmbeddedDirectoryReader(database);
    this.queue = new EmbeddedQueueReader(scanner, index);
    this.quarantine = new EmbeddedQuarantineReader(database, index);
    this.audit = new EmbeddedAuditReader(database);
  }
}
