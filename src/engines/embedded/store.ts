import type { NewContent } from '../../domain/ports/delivery-operations.ts';
import type { Operation } from '../../domain/ports/operations.ts';
import type { Reader } from '../../domain/ports/reader.ts';
import type { Maintenance, Outcome, Store } from '../../domain/ports/store.ts';
import type { WriterClient } from './client/writer-client.ts';
import type { EmbeddedContents } from './contents/content-store.ts';
import { requireStaged } from './contents/staged.ts';
import type { Feed } from './feed.ts';

export interface EmbeddedStoreParts {
  readonly writer: WriterClient;
  readonly reader: Reader;
  readonly contents: EmbeddedContents;
  readonly feed: Feed;
  readonly maintenance: Maintenance;
  readonly close: () => Promise<void>;
}

export class EmbeddedStore implements Store {
  readonly contents: EmbeddedContents;
  readonly feed: Feed;
  readonly maintenance: Maintenance;
  readonly #parts: EmbeddedStoreParts;
  #closing: Promise<void> | null = null;

  constructor(parts: EmbeddedStoreParts) {
    this.#parts = parts;
    this.contents = parts.contents;
    this.feed = parts.feed;
    this.maintenance = parts.maintenance;
  }

  async apply<const O extends readonly Operation[]>(
    operations: O,
  ): Promise<{ readonly [K in keyof O]: Outcome<O[K]> }> {
    const outcomes = await this.#parts.writer.apply(operations);
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.ok) await settle(operations[index]);
    }
    // The writer answers each operation with the result of its kind.
    return outcomes as unknown as { readonly [K in keyof O]: Outcome<O[K]> };
  }

  /** Every position that anybody was told of is in the index already: a read sees the last commit. */
  reader(): Reader {
    return this.#parts.reader;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#parts.close();
    return this.#closing;
  }
}

/** What was staged belongs to the store now. */
async function settle(operation: Operation): Promise<void> {
  for (const { staged } of contentsOf(operation)) await requireStaged(staged).consumed();
}

function contentsOf(operation: Operation): readonly NewContent[] {
  switch (operation.kind) {
    case 'deliver':
    case 'quarantine':
      return [operation.content];
    case 'settle-outgoing':
      return operation.notices.map(({ content }) => content);
    case 'append-emails':
      return operation.emails.map(({ content }) => content);
    default:
      return [];
  }
}
