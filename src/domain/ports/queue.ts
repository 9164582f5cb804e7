/** Outgoing messages as the store keeps them. What is done with them is domain/queue's. */
import type { ContentHash, QueueItemId } from './ids.ts';

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

/** RCPT TO of one remote recipient. RFC 3461 section 4.1, 4.2 */
export interface OutgoingRecipient {
  readonly address: string;
  /** Null where the sender said nothing; an empty list means NEVER. */
  readonly notify: readonly NotifyCondition[] | null;
  /** `addr-type;xtext-decoded address` */
  readonly originalRecipient: string | null;
}

export interface QueueItem extends OutgoingRecipient {
  readonly id: QueueItemId;
  readonly content: ContentHash;
  readonly sizeBytes: number;
  readonly returnPath: ReturnPath;
  readonly queuedAtMs: number;
  readonly nextAttemptAtMs: number;
  readonly attempts: number;
}
