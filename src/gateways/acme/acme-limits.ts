/** Bounds on what a certificate authority may send, and on what it may make us do. */
export const ACME_LIMITS = {
  /** One answer, from the first octet to the last. */
  timeoutMs: 30_000,
  /** A chain of the largest certificates with a hundred names is a fraction of it. */
  bodyBytes: 512 * 1024,
  /** A nonce that is refused is replaced this often for one request. RFC 8555 section 6.5 */
  nonceRetries: 10,
  /** Characters of a nonce, and of an address that the authority names. */
  nonceCharacters: 512,
  urlCharacters: 2048,
  /** Authorizations of an order. */
  authorizations: 200,
  /** What is repeated of its words. */
  saidCharacters: 400,
  /** The longest that it may ask us to wait. RFC 9110 section 10.2.3 */
  retryAfterMs: 7 * 86_400_000,
} as const;

export type AcmeLimits = { readonly [N in keyof typeof ACME_LIMITS]: number };
