/** Mailboxes, emails and entries as every layer above the engines sees them. */
import type { Keywords, SystemFlags } from './flags.ts';
import type { AccountId, ContentHash, EmailNumber, MailboxId, ModSeq, ThreadNumber, Uid, UidValidity } from './ids.ts';

/** Hierarchy separator of mailbox paths, in the store and in IMAP. */
export const PATH_SEPARATOR = '/';

/** The name INBOX has in the store, whatever case a client writes. RFC 9051 section 5.1 */
export const INBOX = 'INBOX';

/** RFC 6154 section 2, without the backslash; `inbox` is not among them because its name says it. */
export type SpecialUse = 'All' | 'Archive' | 'Drafts' | 'Flagged' | 'Junk' | 'Sent' | 'Trash' | 'Important';

export interface Mailbox {
  readonly id: MailboxId;
  readonly account: AccountId;
  /** Full path in NFC, parts joined by PATH_SEPARATOR, no leading or trailing separator. */
  readonly path: string;
  readonly uidValidity: UidValidity;
  /** The UID that the next entry will have, at least. */
  readonly uidNext: Uid;
  readonly highestModSeq: ModSeq;
  readonly messageCount: number;
  readonly unseenCount: number;
  readonly deletedCount: number;
  /** Sum of RFC822.SIZE. RFC 8438 */
  readonly sizeBytes: number;
  /** Sum of RFC822.SIZE of the entries with \Deleted. RFC 9051 section 6.3.11: DELETED; RFC 9208: DELETED-STORAGE */
  readonly deletedBytes: number;
  /** Entries with a UID at or above it have not been announced as \Recent to any session. RFC 3501 section 2.3.2 */
  readonly firstRecentUid: Uid;
  /** Tombstones with a ModSeq at or below it may have been forgotten; 0 while all are kept. RFC 7162 section 3.2.5.2 */
  readonly forgottenModSeq: ModSeq;
  readonly specialUse: readonly SpecialUse[];
  readonly isSubscribed: boolean;
}

/** When a message arrived: milliseconds since the epoch, with the offset that INTERNALDATE shows. */
export interface ReceivedAt {
  readonly ms: number;
  readonly offsetMinutes: number;
}

/**
 * What can be asked of an entry, by column. The first group lies in the entry itself, the second in its email, the
 * third in the content's digest; an engine reads only what is asked for.
 */
export interface EntryFields {
  readonly uid: Uid;
  readonly modSeq: ModSeq;
  readonly system: SystemFlags;
  readonly keywords: Keywords;
  readonly savedAtMs: number;
  readonly emailNumber: EmailNumber;

  readonly threadNumber: ThreadNumber;
  readonly receivedAtMs: number;
  readonly receivedOffsetMinutes: number;

  readonly hash: ContentHash;
  readonly sizeBytes: number;
  readonly digestVersion: number;
  /** IMAP's ENVELOPE as a string of octets (char codes 0 to 255), ready to send. */
  readonly envelope: string;
  /** Encoded part tree with offsets: `decodeParts` of formats/mime reads it. */
  readonly parts: string;
  readonly preview: string;
  /** Local day of the Date header, `YYYY-MM-DD`; null without a valid one. */
  readonly sentDay: string | null;
  readonly sentAtMs: number | null;
  /** Folded, decoded text of the fields, for searching. */
  readonly subjectKey: string;
  readonly fromKey: string;
  readonly toKey: string;
  readonly ccKey: string;
  readonly bccKey: string;
  readonly messageId: string | null;
  readonly hasAttachment: 0 | 1;
}

export type EntryField = keyof EntryFields;

/** All others are the same as long as the entry is there. */
export const CHANGING_FIELDS: ReadonlySet<EntryField> = new Set<EntryField>(['modSeq', 'system', 'keywords']);

/** Fields of the digest whose text a sender can make long: a megabyte and more for one message. */
export const LONG_FIELDS: ReadonlySet<EntryField> = new Set<EntryField>([
  'envelope',
  'parts',
  'preview',
  'subjectKey',
  'fromKey',
  'toKey',
  'ccKey',
  'bccKey',
  'messageId',
]);

/** A row holds its values in the order in which the fields were asked for. */
export type EntryRow<F extends readonly EntryField[]> = { readonly [K in keyof F]: EntryFields[F[K]] };

/** An entry that has changed, or a tombstone, as CONDSTORE and QRESYNC need it. RFC 7162 section 3.1.4.1, section 3.2.10 */
export interface ChangeMark {
  readonly uid: Uid;
  readonly modSeq: ModSeq;
}

export interface AccountUsage {
  readonly storageBytes: number;
  readonly messageCount: number;
}

/** Effective limits; null means without limit. They are decided in domain/directory and travel with the operation. */
export interface QuotaLimits {
  readonly storageBytes: number | null;
  readonly messageCount: number | null;
}
