/** Bytes of known size: already here, or still to be read. */
import type { ContentStore } from '../ports/contents.ts';
import type { ContentHash } from '../ports/ids.ts';

export interface SectionBytes {
  readonly sizeBytes: number;
  /** The bytes where they are at hand (small sections); null where they must be streamed. */
  readonly bytes: Uint8Array | null;
  /** Yields `sizeBytes` bytes in all. May fail with `unavailable`. Can be called once. */
  stream(): AsyncIterable<Uint8Array>;
}

export interface PartialRange {
  readonly offset: number;
  readonly length: number;
}

/** Sections up to this size are read at once. */
export const MAX_AT_ONCE_BYTES = 256 * 1024;

export function bytesAtHand(bytes: Uint8Array): SectionBytes {
  return {
    sizeBytes: bytes.length,
    bytes,
    async *stream() {
      if (bytes.length > 0) yield bytes;
    },
  };
}

/** Bytes of a content from `start` up to `end`. */
export async function contentRange(
  contents: ContentStore,
  hash: ContentHash,
  start: number,
  end: number,
): Promise<SectionBytes> {
  const sizeBytes = end - start;
  if (sizeBytes <= MAX_AT_ONCE_BYTES) return bytesAtHand(await contents.read(hash, start, end));
  return { sizeBytes, bytes: null, stream: () => contents.stream(hash, start, end) };
}

/** The range that a client's `<offset.length>` leaves of so many bytes. */
export function applyPartial(
  start: number,
  end: number,
  partial: PartialRange | null | undefined,
): { readonly start: number; readonly end: number } {
  if (partial === null || partial === undefined) return { start, end };
  const from = Math.min(end, start + partial.offset);
  return { start: from, end: Math.min(end, from + partial.length) };
}
