/** What is known of a message before its first octet. */
import type { MailAddress } from '../../formats/address/mail-address.ts';
import type { AccountId, MailboxId } from '../ports/ids.ts';
import type { NotifyCondition, ReturnPath } from '../ports/queue.ts';
import type { RecipientRefusal } from './refusals.ts';

/** One copy for one account. */
export interface RecipientCopy {
  readonly account: AccountId;
  readonly userId: string;
  /** Null is INBOX. */
  readonly mailbox: MailboxId | null;
  /** What led here: `address`, `catch-all`, or the address of the alias. For the trace. */
  readonly via: string;
}

export interface AcceptedRecipient {
  /** Canonical form of the address as it was given. */
  readonly address: string;
  /** No account twice. */
  readonly copies: readonly RecipientCopy[];
  /** Members of an alias who get no copy because they are switched off. For the trace. */
  readonly passedOver?: readonly string[];
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
  /** RFC 3848 and RFC 6531 section 4.3: `ESMTPSA`. */
  readonly protocol: string;
  /** `TLSv1.3 with cipher TLS_AES_256_GCM_SHA384`; null in the clear. */
  readonly tls: string | null;
}

export interface Envelope {
  readonly sender: MailAddress | null;
  readonly returnPath: ReturnPath;
  /** At least one. */
  readonly recipients: readonly EnvelopeRecipient[];
  readonly client: ClientTrace;
  /**
   * The user who submits: From must be his, and what is missing of the header is added. `device` is one that may
   * submit without signing in: the header is completed, the addresses are not compared. Null: mail from other servers.
   */
  readonly submitter: AccountId | 'device' | null;
  /** SIZE, where the client gave it. */
  readonly declaredBytes: number | null;
}
