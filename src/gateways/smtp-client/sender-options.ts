/** What can be set about sending, and what is fixed. */
export interface SmtpSenderOptions {
  /** What we call ourselves. RFC 5321 section 4.1.1.1 */
  readonly hostname: string;
  /** 25 for hosts that MX records name; tests have their own. */
  readonly port: number;
  readonly connectTimeoutMs: number;
  /** How long a connection is kept for the next message; 0 for not at all. */
  readonly idleMs: number;
  readonly maxMessagesPerConnection: number;
  /** RFC 7672 */
  readonly useDane: boolean;
  /** RFC 8461 */
  readonly useMtaSts: boolean;
  /** All certificates to trust, PEM; undefined for those that come with the program. */
  readonly authorities: readonly string[] | undefined;
}

/** How long is waited, in milliseconds. RFC 5321 section 4.5.3.2 has the least for each. */
export interface SmtpTimeouts {
  readonly greeting: number;
  readonly hello: number;
  readonly tls: number;
  readonly auth: number;
  readonly mail: number;
  readonly rcpt: number;
  /** For the reply to DATA. */
  readonly data: number;
  /** For the other side to take what has been written. */
  readonly block: number;
  /** For the reply to the end of the message. */
  readonly end: number;
  readonly quit: number;
}

export const SMTP_TIMEOUTS: SmtpTimeouts = {
  greeting: 5 * 60_000,
  hello: 5 * 60_000,
  tls: 60_000,
  auth: 5 * 60_000,
  mail: 5 * 60_000,
  rcpt: 5 * 60_000,
  data: 2 * 60_000,
  block: 3 * 60_000,
  end: 10 * 60_000,
  quit: 5_000,
};

export const SENDER_LIMITS = {
  /** Hosts of a domain that are tried for one message. */
  hosts: 10,
  /** Addresses of all hosts together. */
  addresses: 12,
  /** Sessions that came to a greeting. */
  sessions: 4,
  /** Recipients of one transaction, where the server does not say how many it takes. RFC 5321 section 4.5.3.1.8 */
  recipients: 100,
  /** Bytes that a server may send without being asked. */
  unreadBytes: 256 * 1024,
  /** Largest message that is kept in memory while it is sent; larger ones are read anew for each use. */
  heldBytes: 256 * 1024,
  /** Bytes of one BDAT command of a larger message, and chunks whose replies may be outstanding. */
  chunkBytes: 256 * 1024,
  chunksAhead: 4,
  /** Of the words of a server that are kept. */
  replyCharacters: 2000,
  /** Connections that are kept open for the next message, of all routes together. */
  idleConnections: 500,
  /** How long an address that did not answer is passed over, and how many are remembered. */
  deadForMs: 30_000,
  deadAddresses: 10_000,
  /** Large messages whose traits are remembered. */
  knownTraits: 1000,
  /** Where a message says that it may do without TLS, it says so in the beginning of its header. */
  inspectedHeaderBytes: 64 * 1024,
} as const;
