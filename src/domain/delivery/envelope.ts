/** What is known of a message before its first octet. */
import type { MailAddress } from '../../formats/address/mail-address.ts';
import type { DomainPolicy } from '../ports/directory.ts';
import type { AccountId, MailboxId } from '../ports/ids.ts';
import type { TransferWishes } from '../ports/kept-envelope.ts';
import type { Channel, NotifyCondition, ReturnPath } from '../ports/queue.ts';
import type { ClientLook } from '../reputation/client-reputation.ts';
import type { RecipientDecision as TracedDecision } from '../trace/trace-facts.ts';
import type { RecipientRefusal } from './refusals.ts';

/** One copy for one account. */
export interface RecipientCopy {
  readonly account: AccountId;
  readonly userId: string;
  /** Null is INBOX. */
  readonly mailbox: MailboxId | null;
  /** What led here: `address`, `catch-all`, or the address of the alias or the forwarding user. For the trace. */
  readonly via: string;
  readonly decision: TracedDecision;
  /** The account wants mail of these addresses and domains in any case. K12 */
  readonly welcomeSenders: readonly string[];
}

/** A copy that leaves: for another server, a mailbox file or a program. */
export interface Departure {
  /** Canonical. Null for a file or a program, which has none of its own: it gets the one that the client gave. */
  readonly address: string | null;
  readonly channel: Channel;
  readonly lane: string;
  readonly decision: TracedDecision;
  readonly route: DepartureRoute;
}

/** How a copy that leaves came to be, and so under which return path it does. */
export interface DepartureRoute {
  /** `returned` is a bounce that came back to a return path which this server had rewritten. */
  readonly kind: 'submitted' | 'forwarded' | 'list' | 'returned';
  /** The domain of ours that sends it on: for SRS and ARC; empty for what is submitted. */
  readonly domain: string;
  /** Who gets the errors of a list: `owner-ALIAS@domain`; null where the sender stays the sender. */
  readonly errorsTo: string | null;
  /** Aliases and forwarding users on the way, outermost first: each leaves its mark, so that a loop is seen. */
  readonly marks: readonly string[];
  /** The user whose forwarding it is. */
  readonly account: AccountId | null;
}

export const SUBMITTED: DepartureRoute = { kind: 'submitted', domain: '', errorsTo: null, marks: [], account: null };

/** Departures of one user's forwarding, and the copy that is filed here in their place when they would go in a circle. */
export interface AcceptedRecipient {
  /** Canonical form of the address as it was given. */
  readonly address: string;
  /** No account twice. */
  readonly copies: readonly RecipientCopy[];
  readonly departures: readonly Departure[];
  /** By account: the copies of those who keep none, for when their forwarding leads back here. */
  readonly returns: ReadonlyMap<AccountId, RecipientCopy>;
  /** Canonical address of the alias that was named; null where it is a user's. A message that bears its mark has been here. */
  readonly alias: string | null;
  /** Of the domain that was addressed; null for what is another server's. */
  readonly policy: DomainPolicy | null;
  /** From whom any account that is reached wants mail in any case. K12 */
  readonly welcomeSenders: readonly string[];
  /** Members of an alias who get no copy because they are switched off. For the trace. */
  readonly passedOver: readonly string[];
}

/** A recipient with what the sender asked to be told about it: RFC 3461 section 4. */
export interface EnvelopeRecipient extends AcceptedRecipient {
  /** Null where nothing was said; an empty list means NEVER. */
  readonly notify: readonly NotifyCondition[] | null;
  /** `addr-type;address`, decoded. */
  readonly originalRecipient: string | null;
}

export type RecipientDecision =
  | { readonly accepted: AcceptedRecipient; readonly refusal?: never }
  | { readonly accepted?: never; readonly refusal: RecipientRefusal };

/** Where the message comes from: the parts of the Received field. RFC 5321 section 4.4 */
export interface ClientTrace {
  /** The name in EHLO. */
  readonly name: string;
  /** The empty string for a Unix socket. */
  readonly address: string;
  readonly port: number;
  /** RFC 3848 and RFC 6531 section 4.3: `ESMTPSA`. */
  readonly protocol: string;
  /** `TLSv1.3 with cipher TLS_AES_256_GCM_SHA384`; null in the clear. */
  readonly tls: string | null;
}

/** How far the one who hands it over is believed. */
export type MessageSource =
  /** Another server: what it says is looked at. */
  | 'server'
  /** Another server, in a network that is trusted. */
  | 'trusted-server'
  /** A mail server of this machine, over LMTP. */
  | 'local-server'
  /** A user who signed in, or a device. */
  | 'submission'
  /** A content filter gives back what it was given. */
  | 'filter'
  /** The queue of this server, when the time of a message has come. */
  | 'queue';

export const NO_WISHES: TransferWishes = { priority: null, requiresTls: false, deliverBy: null, notBeforeMs: null };

export interface Envelope {
  readonly source: MessageSource;
  readonly sender: MailAddress | null;
  readonly returnPath: ReturnPath;
  readonly wishes: TransferWishes;
  /** At least one. */
  readonly recipients: readonly EnvelopeRecipient[];
  readonly client: ClientTrace;
  /** What is known of the client beside its address; null where nobody looked. */
  readonly look: ClientLook | null;
  /**
   * The user who submits: From must be his, and what is missing of the header is added. `device` is one that may
   * submit without signing in: the header is completed, the addresses are not compared. Null: not submitted.
   */
  readonly submitter: AccountId | 'device' | null;
  /** User ID of the submitter, where it is a user. */
  readonly userId: string | null;
  /** SIZE, where the client gave it. */
  readonly declaredBytes: number | null;
}
