/** What is known of a client from another network before its message is taken: block lists, names, limits. MI8, K12 */

/** One thing that speaks against a message, with its weight; the sum decides. */
export interface ScoreFact {
  /** `dnsbl:ZONE`, `reverse-dns`, `helo`, `from-name`: as the trace names it. */
  readonly rule: string;
  /** Points; zero where it is only told. */
  readonly score: number;
  /** A short English sentence for the trace. */
  readonly text: string;
}

/**
 * One client for the length of its connection. Lookups begin when it is opened and end with it; nothing here rejects:
 * what DNS does not answer in time does not count.
 */
export interface ClientLook extends Disposable {
  /** By reverse DNS, checked forwards; null where there is none or DNS does not answer in time. */
  readonly hostName: Promise<string | null>;
  /** At RCPT, once for each recipient that would be accepted otherwise. Null: may be accepted. */
  judge(request: JudgeRequest): Promise<ReputationRefusal | null>;
  /**
   * All that is known when the message has come. Called once for each message: it is counted here.
   *
   * @param from unfolded bodies of its From fields.
   */
  scores(helo: string, sender: string, from: readonly string[]): Promise<readonly ScoreFact[]>;
}

export interface JudgeRequest {
  /** As the client gave it. */
  readonly helo: string;
  /** Canonical address; empty for the null reverse-path. */
  readonly sender: string;
  /** Canonical address. */
  readonly recipient: string;
  /** Addresses and domains (`@example.org`) from which these accounts want mail in any case. K12 */
  readonly exceptions: readonly string[];
}

export type ReputationRefusal =
  /** 554 5.7.1; the text is one line of printable ASCII for the client. */
  | { readonly kind: 'listed'; readonly zone: string; readonly text: string }
  /** 451 4.7.1 */
  | { readonly kind: 'greylisted'; readonly retryAfterSeconds: number }
  /** 450 4.7.1 */
  | { readonly kind: 'too-many'; readonly what: 'messages' | 'recipients' };

export interface ClientReputation {
  /**
   * @param client normalised address; the empty string for a Unix socket. Who is trusted is neither looked up in lists
   *   nor limited.
   */
  open(client: { readonly address: string; readonly isTrusted: boolean }): ClientLook;
}
