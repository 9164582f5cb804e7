import type { Entry } from '../entries/entry.ts';

/** Where entries of a search come from, in the order of their keys. */
export interface EntrySource {
  /** The rows behind `after`, which is empty at the beginning; fewer than `limit` mean that there are no more. */
  read(after: string, limit: number): Promise<readonly SourceRow[]>;
}

export interface SourceRow {
  readonly key: string;
  /** One at a time: some are large. Null: there is nothing to see. */
  readonly makeEntry: () => Promise<Entry | null> | Entry | null;
}
