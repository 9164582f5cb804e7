/** What the main thread and the one that verifies imported hashes say to each other: one question at a time. */

export interface CryptQuestion {
  readonly hash: string;
  readonly password: Uint8Array;
}

/** `failed`: a bug; the message is for the log. */
export type CryptAnswer =
  | { readonly kind: 'done'; readonly isMatch: boolean }
  | { readonly kind: 'failed'; readonly message: string };
