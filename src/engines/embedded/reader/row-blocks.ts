/**
 * Rows of scans that were made more than once, kept while the memory set aside for them lasts, the least recently used dropped first.
 *
 * Only fields that never change are kept, so that a block can be out of date in one way alone: the mailbox has other
 * entries in its range now. That is asked of the index each time, in one statement that reads no row: UIDs are never
 * used again and come only behind all others, so a range that has as many entries as before, and the same last one, has
 * the same entries. (A digest may be renewed by a newer program; what the older one says stays true of the same bytes.)
 */
import { CHANGING_FIELDS, type EntryField } from '../../../domain/ports/mailboxes.ts';

export type Block = readonly (readonly unknown[])[];

/** A shorter block costs about as much to look up as to read. */
export const MIN_BLOCK_ROWS = 32;

const MAX_BYTES = 24 * 1024 * 1024;
/** Scans that are remembered without their rows. */
const MAX_ASKED_ONCE = 4000;
/** What a row and each of its values take besides the text. */
const ROW_BYTES = 32;
const VALUE_BYTES = 24;

/** These lie in the entry itself: reading them again costs hardly more than looking whether they are still there. */
const CHEAP: ReadonlySet<EntryField> = new Set<EntryField>(['uid', 'savedAtMs', 'emailNumber', 'sizeBytes']);

/** The UID comes first, nothing changes, and something has to be fetched from far. */
export function isKeepable(fields: readonly EntryField[]): boolean {
  return (
    fields[0] === 'uid' &&
    !fields.some((field) => CHANGING_FIELDS.has(field)) &&
    !fields.every((field) => CHEAP.has(field))
  );
}

export class RowBlocks {
  readonly #maxBytes: number;
  /** The last in the map is the last used. */
  readonly #blocks = new Map<string, { readonly rows: Block; readonly sizeBytes: number }>();
  readonly #askedOnce = new Set<string>();
  #sizeBytes = 0;

  constructor(maxBytes = MAX_BYTES) {
    this.#maxBytes = maxBytes;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get(key: string): Block | undefined {
    const block = this.#blocks.get(key);
    if (block === undefined) return undefined;
    this.#blocks.delete(key);
    this.#blocks.set(key, block);
    return block.rows;
  }

  /**
   * Takes the place of what was kept under that key. What is asked for the first time is not kept yet: most listings are
   * never made again, and keeping their rows would cost a fifth more.
   */
  set(key: string, rows: Block): void {
    const isNew = !this.#blocks.has(key);
    this.#drop(key);
    if (rows.length < MIN_BLOCK_ROWS) return;
    if (isNew && !this.#askedOnce.delete(key)) {
      if (this.#askedOnce.size >= MAX_ASKED_ONCE) this.#askedOnce.clear();
      this.#askedOnce.add(key);
      return;
    }
    const sizeBytes = measure(rows);
    this.#blocks.set(key, { rows, sizeBytes });
    this.#sizeBytes += sizeBytes;
    for (const oldest of this.#blocks.keys()) {
      if (this.#sizeBytes <= this.#maxBytes) return;
      this.#drop(oldest);
    }
  }

  /** For when something was mended that otherwise never changes. */
  clear(): void {
    this.#blocks.clear();
    this.#sizeBytes = 0;
  }

  #drop(key: string): void {
    this.#sizeBytes -= this.#blocks.get(key)?.sizeBytes ?? 0;
    this.#blocks.delete(key);
  }
}

function measure(rows: Block): number {
  let sizeBytes = 0;
  for (const row of rows) {
    sizeBytes += ROW_BYTES + row.length * VALUE_BYTES;
    for (const value of row) if (typeof value === 'string') sizeBytes += value.length;
  }
  return sizeBytes;
}
