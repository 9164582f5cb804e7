/**
 * What is told of a message's life: for each kind of event the facts that its sentence is made of.
 *
 * Facts are data, partly from strangers: they are stored as they are, and made harmless where they are shown.
 * Free texts are English, or another server's own words; times are milliseconds since the epoch.
 */
export interface TraceFacts {
  /** Positive reply to the end of the message, or taken from a program of this machine. */
  readonly accepted: {
    /** `mail.example.org [192.0.2.1]`, or the address alone where it has no name that proves right. */
    readonly client: string;
    readonly helo: string;
    /** Return path; empty for the null one. */
    readonly from: string;
    /** How many the client named. */
    readonly recipients: number;
    readonly sizeBytes: number;
    /** `ESMTPS`: RFC 3848, RFC 6531 section 4.3. */
    readonly protocol: string;
    /** `TLSv1.3`; null in the clear. */
    readonly tls: string | null;
    /** User ID of who signed in. */
    readonly userId: string | null;
  };
  readonly refused: {
    readonly client: string;
    readonly from: string;
    /** Null where the message as a whole was refused. */
    readonly recipient: string | null;
    readonly code: number;
    /** A name that `explain` knows (`unknown-recipient`), or what the client was told. */
    readonly reason: string;
  };
  /** Where one of the recipients leads; one event for each place. */
  readonly recipient: {
    /** User ID, address elsewhere, `file:NAME` or `program:NAME`. */
    readonly recipient: string;
    /** The address that led there, as the client gave it; null where it is the recipient itself. */
    readonly via: string | null;
    readonly decision: RecipientDecision;
  };
  readonly checked: {
    /** `spf`, `dkim`, `dmarc`, `arc`, `dnsbl:ZONE`, `greylist`, `helo`, `reverse-dns`, `filter:NAME`, `score`. */
    readonly what: string;
    readonly result: string;
    /** May be empty. */
    readonly detail: string;
  };
  readonly filed: {
    readonly user: string;
    readonly folder: string;
    /** Empty where nothing speaks for another folder than INBOX; `subaddress`, or free text. */
    readonly because: string;
  };
  readonly queued: { readonly recipient: string; readonly lane: string };
  readonly attempt: {
    readonly recipient: string;
    /** Null where no host could be spoken to. */
    readonly host: string | null;
    readonly address: string | null;
    readonly tls: string | null;
    readonly outcome: 'delivered' | 'deferred' | 'failed';
    /** `4.2.0`: RFC 3463. */
    readonly status: string;
    /** What the other server said, or what is wrong. */
    readonly reply: string;
  };
  readonly delayed: { readonly recipient: string; readonly untilMs: number; readonly reason: string };
  readonly notice: {
    /** Who is told. */
    readonly recipient: string;
    /** The recipient that it is about. */
    readonly about: string;
    readonly kind: 'delay' | 'failure' | 'success';
  };
  /** Given up after its time. */
  readonly expired: { readonly recipient: string };
  readonly held: { readonly because: string };
  readonly released: { readonly by: string };
  readonly retried: { readonly by: string };
  readonly deleted: { readonly by: string };
  readonly bounced: { readonly by: string };
  readonly quarantined: { readonly reason: string };
  /** Released from quarantine. */
  readonly freed: { readonly by: string };
  /** The return path, under which it is forwarded. */
  readonly rewritten: { readonly from: string; readonly to: string };
  readonly piped: { readonly program: string; readonly exitCode: number | null };
  readonly appended: { readonly file: string };
}

export type RecipientDecision =
  | 'mailbox'
  /** With a detail behind `+`. */
  | 'subaddress'
  | 'alias'
  | 'owners'
  | 'catch-all'
  | 'forward'
  /** A bounce that comes back to a rewritten return path. */
  | 'returned'
  | 'remote'
  | 'file'
  | 'program'
  /** Added or taken away by a content filter. */
  | 'added'
  | 'removed'
  /** It would have gone in a circle. */
  | 'loop';

export type TraceKind = keyof TraceFacts;
