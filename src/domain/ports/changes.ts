/** The typed change feed: what every reader of the store (IDLE, push, caches, full text) follows. */
import type { Flags } from './flags.ts';
import type {
  AccountId,
  AliasId,
  DomainId,
  EmailNumber,
  GroupId,
  MailboxId,
  ModSeq,
  Position,
  QueueMessageId,
  SessionId,
  Uid,
} from './ids.ts';

export interface AddedEntry extends Flags {
  readonly uid: Uid;
  readonly modSeq: ModSeq;
  readonly emailNumber: EmailNumber;
}

export interface ChangedEntry extends Flags {
  readonly uid: Uid;
  readonly modSeq: ModSeq;
}

export type Change =
  /** Ascending by UID. */
  | {
      readonly kind: 'entries-added';
      readonly account: AccountId;
      readonly mailbox: MailboxId;
      readonly entries: readonly AddedEntry[];
    }
  | {
      readonly kind: 'flags-changed';
      readonly account: AccountId;
      readonly mailbox: MailboxId;
      readonly entries: readonly ChangedEntry[];
    }
  /** Ascending. */
  | {
      readonly kind: 'entries-expunged';
      readonly account: AccountId;
      readonly mailbox: MailboxId;
      readonly uids: readonly Uid[];
      readonly modSeq: ModSeq;
    }
  | {
      readonly kind: 'mailbox-created';
      readonly account: AccountId;
      readonly mailbox: MailboxId;
      readonly path: string;
    }
  /** One for each mailbox whose path changed. */
  | {
      readonly kind: 'mailbox-renamed';
      readonly account: AccountId;
      readonly mailbox: MailboxId;
      readonly oldPath: string;
      readonly path: string;
    }
  | {
      readonly kind: 'mailbox-deleted';
      readonly account: AccountId;
      readonly mailbox: MailboxId;
      readonly path: string;
    }
  /** Subscription or special use. */
  | { readonly kind: 'mailbox-changed'; readonly account: AccountId; readonly mailbox: MailboxId }
  | { readonly kind: 'domain-changed'; readonly domain: DomainId }
  | { readonly kind: 'user-changed'; readonly account: AccountId }
  | { readonly kind: 'user-deleted'; readonly account: AccountId }
  | { readonly kind: 'credentials-changed'; readonly account: AccountId }
  /** Its policy or its members: what holds for these may be different now. */
  | { readonly kind: 'group-changed'; readonly group: GroupId }
  | { readonly kind: 'second-factors-changed'; readonly account: AccountId }
  | { readonly kind: 'sessions-ended'; readonly account: AccountId; readonly sessions: readonly SessionId[] }
  | { readonly kind: 'alias-changed'; readonly alias: AliasId }
  | { readonly kind: 'setting-changed'; readonly name: string }
  | { readonly kind: 'dkim-keys-changed'; readonly domain: DomainId }
  | { readonly kind: 'mail-routes-changed' }
  /** Something is due in these lanes at these times: new messages, releases, retries. */
  | { readonly kind: 'queued'; readonly lanes: readonly { readonly lane: string; readonly nextAttemptAtMs: number }[] }
  /** Messages that were held, released or deleted, by others than the queue itself. */
  | { readonly kind: 'queue-updated'; readonly messages: readonly QueueMessageId[] }
  | { readonly kind: 'quarantine-changed' };

/** All changes of one commit, in the order in which its operations were executed. */
export interface ChangeBatch {
  readonly position: Position;
  readonly changes: readonly Change[];
}

export interface ChangeFeed {
  /** The last commit that listeners have been told of. */
  readonly position: Position;
  /**
   * Calls the listener after each commit, in order, before the results of that commit's operations are handed to
   * their callers. A listener must be quick and must not throw. Returns what ends the subscription.
   */
  subscribe(listener: (batch: ChangeBatch) => void): () => void;
}
