/** What a search found. RFC 9051 section 6.4.4 */
import type { ModSeq } from '../../ports/ids.ts';

export interface SearchResult {
  /** Sequence numbers in the session's present numbering, ascending. */
  readonly seqs: Uint32Array;
  /** The same messages by UID, ascending. */
  readonly uids: Uint32Array;
  /** The highest ModSeq among them where the query asks for one; null otherwise, and where nothing was found. */
  readonly highestModSeq: ModSeq | null;
}

export interface SearchOptions {
  /** Failure `unavailable` (a content cannot be read) is not one of the whole search: such a message does not match. */
  readonly signal?: AbortSignal;
}
