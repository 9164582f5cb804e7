/**
 * Outgoing mail as the store keeps it: messages, and for each what is still to be done for whom. What is done with them
 * is domain/queue's.
 */
import type { AccountId, ContentHash, QueueMessageId, QueueRecipientId } from './ids.ts';

/** MAIL FROM with what its parameters asked for. RFC 5321 section 4.1.1.2, RFC 3461 section 4.3, 4.4 */
export interface ReturnPath {
  /** Address, or the empty string for the null reverse-path. */
  readonly address: string;
  readonly envelopeId: string | null;
  readonly returnContent: 'full' | 'headers' | null;
  /** The message needs SMTPUTF8 (RFC 6531), 8BITMIME (RFC 6152), BINARYMIME (RFC 3030). */
  readonly smtpUtf8: boolean;
  readonly body: '7bit' | '8bitmime' | 'binarymime';
}

export const NULL_RETURN_PATH: ReturnPath = {
  address: '',
  envelopeId: null,
  returnContent: null,
  smtpUtf8: false,
  body: '7bit',
};

export type NotifyCondition = 'success' | 'failure' | 'delay';

/**
 * How a recipient is reached: over SMTP; by a mailbox file or a program that the administrator named, both as members
 * of an alias.
 */
export type Channel =
  | { readonly kind: 'smtp' }
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'program'; readonly name: string };

/** RCPT TO of one recipient that is not a mailbox here. RFC 3461 section 4.1, 4.2 */
export interface OutgoingRecipient {
  readonly address: string;
  /** Null where the sender said nothing; an empty list means NEVER. */
  readonly notify: readonly NotifyCondition[] | null;
  /** `addr-type;xtext-decoded address` */
  readonly originalRecipient: string | null;
  readonly channel: Channel;
  /**
   * The destination: recipients with the same one share connections and limits. For SMTP the domain of the address in
   * A-label form, lower case; `file:NAME`, `program:NAME` for the others.
   */
  readonly lane: string;
}

/** DELIVERBY: RFC 2852 section 4. */
export interface DeliverBy {
  readonly atMs: number;
  /** What becomes of it afterwards: the sender is told, or it is given back. */
  readonly mode: 'notify' | 'return';
  readonly isTraced: boolean;
}

/** Where an outgoing message came from; decides about retries, notices and limits. */
export type OutgoingOrigin =
  /** A user or device of ours sent it. */
  | 'submitted'
  /** It came for a user who has his mail forwarded. */
  | 'forwarded'
  /** It came for an alias with members elsewhere. */
  | 'list'
  /** Written by this server: notices about delivery, reports. */
  | 'notice';

/** A message that leaves, with one return path. Several may share one content. */
export interface OutgoingMessage {
  /** Printable, unique; the one in the reply to DATA, in every line of the log, and in the trace. */
  readonly queueId: string;
  readonly returnPath: ReturnPath;
  readonly origin: OutgoingOrigin;
  /** Whose limits it counts for, and who may see it; null where it is nobody's. */
  readonly account: AccountId | null;
  /** Header fields that go before the content on its way out, with line ends: signatures, ARC sets. Octets. */
  readonly head: string;
  /** −9 to 9. RFC 6710 */
  readonly priority: number;
  /** RFC 8689: only over TLS whose certificate was verified. */
  readonly requiresTls: boolean;
  readonly deliverBy: DeliverBy | null;
  /** Not before this time, milliseconds since the epoch: FUTURERELEASE. RFC 4865 */
  readonly notBeforeMs: number | null;
  /** Waits until somebody releases it; says why. */
  readonly heldBecause: string | null;
  /** At least one. */
  readonly recipients: readonly OutgoingRecipient[];
}

/** What an attempt came to, kept with the recipient until the next one; the trace keeps all of them. */
export interface AttemptSummary {
  readonly atMs: number;
  /** Host name and address that were spoken to; null where it did not come to that. */
  readonly host: string | null;
  readonly address: string | null;
  /** `4.4.1`, RFC 3463. */
  readonly status: string;
  /** What the other side said, or what is wrong, in English; one line for each line of a reply. */
  readonly text: string;
}

export interface QueuedRecipient extends OutgoingRecipient {
  readonly id: QueueRecipientId;
  readonly attempts: number;
  readonly nextAttemptAtMs: number;
  readonly lastAttempt: AttemptSummary | null;
  /** The sender has been told of the delay. */
  readonly isDelayTold: boolean;
}

export interface QueuedMessage extends Omit<OutgoingMessage, 'recipients'> {
  readonly id: QueueMessageId;
  readonly content: ContentHash;
  readonly sizeBytes: number;
  readonly queuedAtMs: number;
  readonly recipients: readonly QueuedRecipient[];
}

/** What waits for one destination. */
export interface LaneState {
  readonly lane: string;
  readonly recipients: number;
  /** When the first of those that are not held is due. */
  readonly nextAttemptAtMs: number;
}

export interface QueueCounts {
  readonly messages: number;
  readonly recipients: number;
  readonly heldMessages: number;
}

/** A page of the queue, oldest first. Conditions that are absent do not restrict. */
export interface QueueQuery {
  /** Part of the queue id, the sender's or a recipient's address, compared without case. */
  readonly text?: string;
  readonly lane?: string;
  readonly account?: AccountId;
  readonly isHeld?: boolean;
  readonly after?: QueueMessageId;
  readonly limit: number;
}
