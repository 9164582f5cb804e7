/**
 * The mailboxes that one signed-in user may work with. Every protocol comes through here: who may do what is decided
 * in this place and no other. What belongs to another account does not exist for the caller: Failure `not-found`.
 *
 * Paths are taken in any form that a client may write (INBOX in any case, any normal form of Unicode); what comes back
 * is the stored form.
 */
import type { Flags, Keywords, SystemFlags } from '../ports/flags.ts';
import type { AccountId, MailboxId, ModSeq, Uid } from '../ports/ids.ts';
import type { AppendResult, CopyResult, ExpungeResult } from '../ports/mailbox-operations.ts';
import type { Mailbox, ReceivedAt, SpecialUse } from '../ports/mailboxes.ts';
import type { MailboxSession } from './mailbox-session.ts';
import type { StoredMessage, StoredMessageRow, WholeMessageRow } from './message-reader.ts';
import type { QuotaState } from './quota.ts';
import type { SearchQuery } from './search/search-query.ts';
import type { SearchOptions, SearchResult } from './search/search-result.ts';

export interface AccountMailboxes {
  readonly account: AccountId;

  /** All mailboxes, by path. */
  list(): Promise<readonly Mailbox[]>;
  /** Names that are subscribed although no such mailbox exists. */
  subscribedNames(): Promise<readonly string[]>;
  /** Null where there is none, or the name cannot be one. */
  find(path: string): Promise<Mailbox | null>;
  /** Throws Failure `not-found`. */
  get(path: string): Promise<Mailbox>;
  /** Entries of which no session has been told yet. STATUS RECENT: RFC 3501 section 6.3.10 */
  countRecent(mailbox: Mailbox): Promise<number>;

  /**
   * Makes a mailbox and those above it. A trailing separator is passed over. RFC 9051 section 6.3.4
   * Throws Failure `invalid` (`detail.reason` says what is wrong with the name, or `special-use`), `already-exists`,
   * `too-many`.
   */
  create(path: string, options?: CreateOptions): Promise<Mailbox>;
  /** RFC 9051 section 6.3.6. Throws Failure `not-found`, `already-exists`, `invalid`. */
  rename(from: string, to: string): Promise<void>;
  /** RFC 9051 section 6.3.5. Throws Failure `not-found`, `invalid` (INBOX), `in-use` (mailboxes below it). */
  delete(path: string): Promise<void>;
  /** Also takes a name that no mailbox has. RFC 9051 section 6.3.7. Throws Failure `invalid`. */
  setSubscribed(path: string, isSubscribed: boolean): Promise<void>;
  /** RFC 6154 section 5. Throws Failure `not-found`, `invalid` (another mailbox has it). */
  setSpecialUse(path: string, specialUse: readonly SpecialUse[]): Promise<void>;

  /** Begins to file messages. Throws Failure `not-found`, `over-quota` (already full). */
  startAppend(path: string): Promise<AppendBatch>;
  /**
   * Changes flags; UIDs that are gone are passed over. Large requests are executed in slices, each atomic.
   * Throws Failure `not-found`, `too-many` (keywords), `too-large` or `invalid` (a keyword).
   */
  storeFlags(mailbox: MailboxId, request: StoreFlagsRequest): Promise<StoredFlags>;
  /**
   * Copies or moves to another mailbox of the account, all or none; UIDs that are gone are passed over unless
   * `requiresAll` is set.
   * Throws Failure `not-found` (`detail.field`: `target` or `source`), `over-quota`, `no-space`, `conflict` (some are
   * gone, and all were required).
   */
  copy(from: MailboxId, uids: readonly Uid[], targetPath: string, options?: TransferOptions): Promise<CopyResult>;
  move(from: MailboxId, uids: readonly Uid[], targetPath: string, options?: TransferOptions): Promise<CopyResult>;
  /** Removes entries with \Deleted, all or those named. Throws Failure `not-found`. */
  expungeDeleted(mailbox: MailboxId, uids: readonly Uid[] | null): Promise<ExpungeResult>;
  /** Removes the named entries whatever their flags: POP3, JMAP. Throws Failure `not-found`. */
  remove(mailbox: MailboxId, uids: readonly Uid[]): Promise<ExpungeResult>;

  /** Limits in force, and what is used of them. */
  quota(): Promise<QuotaState>;

  /**
   * Opens a mailbox. Answers from its counters; the sequence map is loaded when it is first needed.
   * A session that is not read-only takes the \Recent of what is new. Throws Failure `not-found`.
   */
  open(path: string, options: { readonly isReadOnly: boolean }): Promise<MailboxSession>;

  /**
   * Finds messages of an open session, in its numbering; do not call `takeChanges` with `mayExpunge` meanwhile.
   * Throws Failure `invalid` (a sequence number that does not exist), and the signal's reason.
   */
  search(session: MailboxSession, query: SearchQuery, options?: SearchOptions): Promise<SearchResult>;

  /**
   * Reads one entry of a mailbox, whole or in parts; null where it is gone. For many entries scan the columns
   * MESSAGE_FIELDS with what else is needed, and call `openMessage` with each.
   */
  message(mailbox: MailboxId, uid: Uid): Promise<StoredMessage | null>;
  /**
   * Throws Failure `unavailable`. The row must come from a mailbox of this account. One of WHOLE_MESSAGE_FIELDS is
   * enough where only the whole message, or a range of it, will be asked for.
   */
  openMessage(row: StoredMessageRow | WholeMessageRow): Promise<StoredMessage>;

  /**
   * Tells of mailboxes of the account that come, go or change, and when who signed in may not go on, also if that was so
   * before. Returns what ends that.
   */
  watch(listener: (event: MailboxEvent) => void): () => void;
}

export interface CreateOptions {
  readonly specialUse?: readonly SpecialUse[];
  readonly isSubscribed?: boolean;
}

export interface TransferOptions {
  readonly requiresAll?: boolean;
}

export interface StoreFlagsRequest {
  /** Ascending. */
  readonly uids: readonly Uid[];
  readonly mode: 'add' | 'remove' | 'replace';
  readonly system: SystemFlags;
  readonly keywords: Keywords;
  /** Entries changed after it are left alone and reported. RFC 7162 section 3.1.3 */
  readonly unchangedSince: ModSeq | null;
}

export interface StoredFlags {
  /** UIDs left alone because of `unchangedSince`, ascending. */
  readonly modified: readonly Uid[];
  /** What changed: one for each slice, in order. Goes to `MailboxSession.acknowledge` where the client knows. */
  readonly changes: readonly { readonly uids: readonly Uid[]; readonly modSeq: ModSeq }[];
}

/** Messages that are filed together or not at all (RFC 3502). Disposing before `commit` gives everything up. */
export interface AppendBatch extends AsyncDisposable {
  readonly mailbox: Mailbox;
  /**
   * Begins the next message; finish one before beginning another.
   * Throws Failure `too-large` (above `maxMessageBytes`), `over-quota`, `too-many`.
   *
   * @param expectedBytes what the client announced, null when it did not.
   */
  add(message: AppendMessage, expectedBytes: number | null): MessageReceiver;
  /**
   * Files what was finished. Throws Failure `not-found` (deleted meanwhile), `over-quota`, `no-space`.
   * The result's `uidValidity` and `entries` make APPENDUID. RFC 4315 section 3
   */
  commit(): Promise<AppendResult>;
}

export interface AppendMessage extends Flags {
  /** Null: now. */
  readonly receivedAt: ReceivedAt | null;
}

/** Takes the bytes of one message. */
export interface MessageReceiver {
  /**
   * Takes the next bytes; the chunk must not be changed afterwards. A promise means: wait for it before the next.
   * Fails with `too-large`, `no-space`; after a failure the batch can only be disposed.
   */
  write(chunk: Uint8Array): Promise<void> | undefined;
  finish(): Promise<void>;
}

export type MailboxEvent =
  | { readonly kind: 'created'; readonly mailbox: MailboxId; readonly path: string }
  | { readonly kind: 'renamed'; readonly mailbox: MailboxId; readonly oldPath: string; readonly path: string }
  | { readonly kind: 'deleted'; readonly mailbox: MailboxId; readonly path: string }
  /** Subscription or special use. */
  | { readonly kind: 'changed'; readonly mailbox: MailboxId }
  /** The user was switched off or archived: may not go on. */
  | { readonly kind: 'user-disabled' }
  /** The password (or app password) that this connection signed in with is no longer valid: may not go on. */
  | { readonly kind: 'credential-revoked' }
  /** The session whose token it signed in with was ended: may not go on. */
  | { readonly kind: 'session-ended' }
  | { readonly kind: 'user-deleted' };
