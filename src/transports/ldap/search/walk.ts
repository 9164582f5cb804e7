import type { Entry } from '../entries/entry.ts';
import type { EntrySource } from './entry-source.ts';

/** Behind which entry a search goes on. */
export interface Position {
  readonly source: number;
  readonly after: string;
}

export const BEGINNING: Position = { source: 0, after: '' };

/** Sees an entry and where it stands. Returns whether the walk goes on. */
export type Visit = (entry: Entry, position: Position) => boolean;

/** Rows that are looked at before others may have their turn: about a millisecond of work. */
const SLICE = 100;
/** Up to so many that are wanted at all are read at once. */
const MAX_SLICE = 250;
/** Values that are made before what was sent has to leave: those of some groups are thousands. */
const MAX_VALUES = 5000;

/**
 * Shows all entries of the sources that can be seen, beginning behind a position.
 *
 * @param pause called between two slices. @param most that are wanted: so many, where they are few, are read and no more.
 */
export async function walk(
  sources: readonly EntrySource[],
  from: Position,
  pause: () => Promise<void>,
  visit: Visit,
  most = Number.POSITIVE_INFINITY,
): Promise<void> {
  const slice = most <= MAX_SLICE ? most : SLICE;
  let { after } = from;
  for (const [offset, source] of sources.slice(from.source).entries()) {
    for (;;) {
      const rows = await source.read(after, slice);
      let values = 0;
      for (const { key, makeEntry } of rows) {
        after = key;
        const made = makeEntry();
        // Most are there at once, and waiting for each would take as long as all the rest.
        const entry = made instanceof Promise ? await made : made;
        if (entry === null) continue;
        if (!visit(entry, { source: from.source + offset, after })) return;
        values += countValues(entry);
        if (values > MAX_VALUES) {
          await pause();
          values = 0;
        }
      }
      await pause();
      if (rows.length < slice) break;
    }
    after = '';
  }
}

export function countValues({ attributes }: Entry): number {
  return attributes.reduce((sum, { count }) => sum + count, 0);
}
