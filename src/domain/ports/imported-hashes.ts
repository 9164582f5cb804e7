/** Passwords against hashes that were made elsewhere: src/workers verifies them, away from the main thread. */

export interface ImportedHashes {
  /** Whether a hash is of a kind that is known, and not too costly to verify. Takes no time. */
  isKnown(hash: string): boolean;
  /**
   * Whether a password, in UTF-8, fits a hash; never so for one that is not known. One after the other.
   *
   * Throws Failure `unavailable` when too many wait, or when it takes longer than it may.
   */
  verify(hash: string, password: Uint8Array): Promise<boolean>;
}
