import type { Entry } from '../entries/entry.ts';
import type { EntrySource } from './entry-sources.ts';

/** Behind which entry a search goes on. */
export interface Position {
  readonly source: number;
  readonly after: string;
}

export const BEGINNING: Position = { source: 0, after: '' };

export interface WalkedEntry {
  readonly entry: Entry;
  /** Behind this entry. */
  readonly position: Position;
}

/** Rows that are looked at before others may have their turn: about a millisecond of work. */
const SLICE = 100;

/**
 * All entries of the sources that can be seen, beginning behind a position.
 *
 * @param pause called between two slices.
 */
export async function* walk(
  sources: readonly EntrySource[],
  from: Position,
  pause: () => Promise<void>,
): AsyncGenerator<WalkedEntry, void, undefined> {
  let { after } = from;
  for (const [offset, source] of sources.slice(from.source).entries()) {
    for (;;) {
      const rows = await source.read(after, SLICE);
      for (const { key, entry } of rows) {
        after = key;
        if (entry !== null) yield { entry, position: { source: from.source + offset, after } };
      }
      await pause();
      if (rows.length < SLICE) break;
    }
    after = '';
  }
}
