/** Operations on messages that arrive, wait in the queue or are held back. What an operation is: operations.ts */
import type { StagedContent, StoredDigest } from './contents.ts';
import type { Flags } from './flags.ts';
import type { AccountId, EmailNumber, MailboxId, QuarantineId, QueueMessageId, QueueRecipientId, Uid } from './ids.ts';
import type { ReceivedAt } from './mailboxes.ts';
import type { NewQuarantined } from './quarantine.ts';
import type { AttemptSummary, OutgoingMessage } from './queue.ts';

export interface NewContent {
  readonly staged: StagedContent;
  readonly digest: StoredDigest;
}

/** One local copy of a message that is being delivered. */
export interface LocalDelivery extends Flags {
  readonly account: AccountId;
  /** Where it goes; INBOX when null, or when the mailbox is gone at the moment of filing. */
  readonly mailbox: MailboxId | null;
}

/**
 * Files one message for all of its local recipients and queues it for the remote ones, in one commit.
 *
 * Never fails on quota: that was decided when the recipient was accepted. A copy for an account that is gone has the
 * outcome null, and the others are filed. Fails with `no-space`.
 */
export interface Deliver {
  readonly kind: 'deliver';
  readonly content: NewContent;
  readonly receivedAt: ReceivedAt;
  readonly local: readonly LocalDelivery[];
  /** All of the same content. */
  readonly outgoing: readonly OutgoingMessage[];
}

export interface FiledEntry {
  readonly mailbox: MailboxId;
  readonly uid: Uid;
  readonly emailNumber: EmailNumber;
}

export interface DeliverResult {
  /** In the order of `local`. */
  readonly local: readonly (FiledEntry | null)[];
  /** In the order of `outgoing`. */
  readonly outgoing: readonly QueueMessageId[];
}

/** What became of one recipient in an attempt. */
export type RecipientSettlement =
  /** It is done with, whether delivered, given up or deleted: the recipient leaves the queue. */
  | { readonly kind: 'done'; readonly recipient: QueueRecipientId }
  | {
      readonly kind: 'put-off';
      readonly recipient: QueueRecipientId;
      readonly nextAttemptAtMs: number;
      readonly attempt: AttemptSummary;
      /** The sender is told of the delay now, by one of the notices. */
      readonly isDelayTold: boolean;
    };

/**
 * Ends an attempt, in one commit with the notices (DSN) that it gives rise to. A message without recipients leaves the
 * queue. Recipients that are gone are passed over; when all of them are, nothing is done, the notices neither, and
 * `isGone` says so. Fails with `no-space` (only with notices).
 */
export interface SettleOutgoing {
  readonly kind: 'settle-outgoing';
  readonly message: QueueMessageId;
  readonly recipients: readonly RecipientSettlement[];
  readonly notices: readonly Omit<Deliver, 'kind'>[];
}

/** What an administrator does with messages in the queue; those that are gone are passed over. */
export interface UpdateQueue {
  readonly kind: 'update-queue';
  readonly messages: readonly QueueMessageId[];
  readonly change:
    | { readonly kind: 'hold'; readonly because: string }
    | { readonly kind: 'release' }
    /** All recipients are due at this time. */
    | { readonly kind: 'retry'; readonly atMs: number }
    | { readonly kind: 'delete' };
}

export interface UpdateQueueResult {
  readonly changed: readonly QueueMessageId[];
}

/** Keeps a message aside, with what is needed to deliver it later. Fails with `no-space`. */
export interface Quarantine {
  readonly kind: 'quarantine';
  readonly content: NewContent;
  readonly receivedAt: ReceivedAt;
  readonly message: NewQuarantined;
}

/** Takes a message out of quarantine and files it, in one commit. Fails with `not-found`, `no-space`. */
export interface ReleaseQuarantined extends Pick<Deliver, 'local' | 'outgoing' | 'receivedAt'> {
  readonly kind: 'release-quarantined';
  readonly quarantined: QuarantineId;
}

/** Those that are gone are passed over. */
export interface DeleteQuarantined {
  readonly kind: 'delete-quarantined';
  readonly quarantined: readonly QuarantineId[];
}
