/**
 * Where contents lie that a row has just named: whoever asks for the hash of a message mostly reads it next, and is
 * spared the second lookup.
 *
 * A hint cannot lead to other bytes. Segments are only appended to, and their numbers never used again: compaction may
 * have moved the record since, but until the segment is gone the record is there too, and then the file is not found.
 */
import type { ContentHash } from '../../../domain/ports/ids.ts';
import type { RecordPlace } from '../segments/appender.ts';

export interface StoredContent extends RecordPlace {
  readonly sizeBytes: number;
}

/** Those of the messages that some dozen sessions are about to read. */
const MAX_HINTS = 2000;

export class PlaceHints {
  readonly #places = new Map<ContentHash, StoredContent>();

  note(hash: ContentHash, place: StoredContent): void {
    if (this.#places.size >= MAX_HINTS) this.clear();
    this.#places.set(hash, place);
  }

  /** Serves once: what is read for long is looked up again. */
  take(hash: ContentHash): StoredContent | undefined {
    const place = this.#places.get(hash);
    if (place !== undefined) this.#places.delete(hash);
    return place;
  }

  /** Contents are removed: a hint must not make one of them last longer. */
  clear(): void {
    this.#places.clear();
  }
}
