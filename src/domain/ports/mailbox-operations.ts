/** Operations on mailboxes and what they hold. */
import type { FiledEntry, NewContent } from './delivery-operations.ts';
import type { Flags, Keywords, SystemFlags } from './flags.ts';
import type { AccountId, MailboxId, ModSeq, Uid, UidValidity } from './ids.ts';
import type { QuotaLimits, ReceivedAt, SpecialUse } from './mailboxes.ts';

export interface NewEmail extends Flags {
  readonly content: NewContent;
  readonly receivedAt: ReceivedAt;
}

/**
 * Files emails into one mailbox, all or none (RFC 3502). UIDs ascend in the order given.
 * Fails with `not-found`, `over-quota`, `no-space`.
 */
export interface AppendEmails {
  readonly kind: 'append-emails';
  readonly mailbox: MailboxId;
  readonly emails: readonly NewEmail[];
  readonly limits: QuotaLimits;
}

export interface AppendResult {
  readonly uidValidity: UidValidity;
  readonly entries: readonly FiledEntry[];
}

/**
 * Changes flags of the named entries; UIDs that do not exist are passed over. An entry whose flags do not change keeps
 * its ModSeq and is not in the result. RFC 9051 section 6.4.6, RFC 7162 section 3.1.3
 * Fails with `not-found` (the mailbox), `too-many` (keywords of an entry).
 */
export interface StoreFlags {
  readonly kind: 'store-flags';
  readonly mailbox: MailboxId;
  /** Ascending. */
  readonly uids: readonly Uid[];
  readonly mode: 'add' | 'remove' | 'replace';
  readonly system: SystemFlags;
  readonly keywords: Keywords;
  /** Entries changed after it are left alone and reported. */
  readonly unchangedSince: ModSeq | null;
}

export interface StoreFlagsResult {
  /** UIDs of entries left alone because of `unchangedSince`, ascending. */
  readonly modified: readonly Uid[];
  /** UIDs of entries that now carry another set of flags, ascending. */
  readonly changed: readonly Uid[];
  /** The ModSeq that the changed ones got; null when there are none. */
  readonly modSeq: ModSeq | null;
}

/**
 * Copies or moves entries to another mailbox, all or none, flags and dates kept; UIDs that do not exist are passed
 * over, or make it fail with `conflict` where `requiresAll` says so. A copy is a new entry of the same email within an account, and a new email of the same content in another.
 * Moving takes a new UID in the target, and leaves a tombstone. RFC 6851, RFC 8474 section 5.1
 * Fails with `not-found` (a mailbox), `over-quota` (only where the target's account grows), `no-space`.
 */
export interface CopyEntries {
  readonly kind: 'copy-entries';
  readonly from: MailboxId;
  readonly to: MailboxId;
  /** Ascending. */
  readonly uids: readonly Uid[];
  readonly isMove: boolean;
  /** Nothing is done unless every UID exists. */
  readonly requiresAll?: boolean;
  /** Of the target's account. */
  readonly limits: QuotaLimits;
}

export interface CopyResult {
  readonly uidValidity: UidValidity;
  /** Ascending, and `to[i]` is what became of `from[i]`. */
  readonly from: readonly Uid[];
  readonly to: readonly Uid[];
}

/**
 * Removes the named entries (all when null), of them only those with \Deleted when `onlyDeleted`. Each leaves a
 * tombstone. RFC 9051 section 6.4.3, 6.4.9. Fails with `not-found`.
 */
export interface ExpungeEntries {
  readonly kind: 'expunge-entries';
  readonly mailbox: MailboxId;
  readonly uids: readonly Uid[] | null;
  readonly onlyDeleted: boolean;
}

export interface ExpungeResult {
  /** Ascending. */
  readonly uids: readonly Uid[];
  /** Null when nothing was removed. */
  readonly modSeq: ModSeq | null;
}

export interface NewMailbox {
  readonly path: string;
  readonly specialUse: readonly SpecialUse[];
  readonly isSubscribed: boolean;
}

/**
 * Makes a mailbox, and those above it that are missing. RFC 9051 section 6.3.4
 * Fails with `already-exists`, `not-found` (the account), `invalid` (a special use that another mailbox has),
 * `too-many` (mailboxes of the account; `maxMailboxes`).
 */
export interface CreateMailbox extends NewMailbox {
  readonly kind: 'create-mailbox';
  readonly account: AccountId;
  readonly maxMailboxes: number;
}

/**
 * Gives a mailbox another path, and all those below it with it; missing ones above the new path are made.
 * Renaming INBOX moves its entries into a new mailbox and leaves INBOX, and what is below it, in place.
 * RFC 9051 section 6.3.6. Fails with `not-found`, `already-exists`, `invalid` (into itself).
 */
export interface RenameMailbox {
  readonly kind: 'rename-mailbox';
  readonly mailbox: MailboxId;
  readonly newPath: string;
}

/** Removes a mailbox with its entries. Fails with `not-found`, `invalid` (INBOX), `in-use` (it has inferiors). */
export interface DeleteMailbox {
  readonly kind: 'delete-mailbox';
  readonly mailbox: MailboxId;
}

/** Fields that are absent stay as they are. Fails with `not-found`, `invalid` (special use taken). */
export interface UpdateMailbox {
  readonly kind: 'update-mailbox';
  readonly mailbox: MailboxId;
  readonly isSubscribed?: boolean;
  readonly specialUse?: readonly SpecialUse[];
  /** Only ever raised: a lower value changes nothing. */
  readonly firstRecentUid?: Uid;
}

/** Remembers that a name is subscribed or not where no such mailbox exists. RFC 9051 section 6.3.7 */
export interface SubscribeName {
  readonly kind: 'subscribe-name';
  readonly account: AccountId;
  readonly path: string;
  readonly isSubscribed: boolean;
}
