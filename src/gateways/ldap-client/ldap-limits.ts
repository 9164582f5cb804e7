/** Bounds on what is sent to a remote directory, and on what it sends. */
export const LDAP_CLIENT_LIMITS = {
  /** Each step of opening a connection, and each answer. */
  timeoutMs: 5000,
  /** Until the next entry of a search: a server sorts or walks its tree before the first. */
  searchTimeoutMs: 30_000,
  /** Octets of one message: an entry with the attributes that are asked for. */
  messageBytes: 1024 * 1024,
  /** Entries of a page and of a slice. RFC 2696 */
  pageEntries: 200,
  /** Octets of a slice, which is shorter then; one entry may still be more. */
  sliceBytes: 4 * 1024 * 1024,
  /**
   * Connections for searches, and as many for passwords. More than sign-ins ask at once, so that their time hardly runs
   * while they wait for one.
   */
  connections: 16,
  /** Callers that may wait for one. */
  waiting: 200,
  /** Unused connections are closed after this. */
  idleMs: 60_000,
  /** Characters that are repeated of what a server says. */
  saidCharacters: 200,
} as const;

export type LdapClientLimits = { readonly [N in keyof typeof LDAP_CLIENT_LIMITS]: number };
