/**
 * Writes are data: each operation is atomic, executed by the engine's one writer without an await inside, and answered
 * only when it is on stable storage. What was read and decided on travels along as a precondition; when it no longer
 * holds, the operation fails with `conflict` and the domain decides again.
 */
import type {
  DeleteQuarantined,
  Deliver,
  DeliverResult,
  FiledEntry,
  NewContent,
  Quarantine,
  ReleaseQuarantined,
  SettleOutgoing,
  UpdateQueue,
  UpdateQueueResult,
} from './delivery-operations.ts';
import type {
  AddressTarget,
  AliasMember,
  Credential,
  DkimKeyState,
  DomainPolicy,
  Forwarding,
  Language,
  MailRoute,
  Membership,
  NewDkimKey,
  Profile,
  QuotaChoice,
  Role,
} from './directory.ts';
import type { Flags, Keywords, SystemFlags } from './flags.ts';
import type {
  AccountId,
  AliasId,
  CredentialId,
  DkimKeyId,
  DomainId,
  MailboxId,
  ModSeq,
  QuarantineId,
  Uid,
  UidValidity,
} from './ids.ts';
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

export type NewCredential = Omit<Credential, 'id' | 'account'>;

export interface NewUser {
  readonly userId: string;
  readonly localPart: string;
  readonly role: Role;
  readonly profile: Profile;
  readonly language: Language | null;
  readonly storageQuota: QuotaChoice;
  readonly messageQuota: QuotaChoice;
  readonly credentials: readonly NewCredential[];
  /** INBOX must be among them: an account without a mailbox does not exist (K1). */
  readonly mailboxes: readonly NewMailbox[];
}

/** The first domain, the first administrator and the postmaster alias. Fails with `already-exists` when there is a domain. */
export interface Initialise {
  readonly kind: 'initialise';
  readonly domain: { readonly name: string; readonly description: string; readonly dkimKeys: readonly NewDkimKey[] };
  readonly admin: NewUser;
}

/** Makes a domain and its postmaster alias. Fails with `already-exists`, `not-found` (the postmaster's account). */
export interface CreateDomain {
  readonly kind: 'create-domain';
  readonly name: string;
  readonly description: string;
  readonly postmaster: AccountId;
  readonly dkimKeys: readonly NewDkimKey[];
}

/** Absent fields stay. Fails with `not-found` (also the catch-all's target), `already-exists` (the new name). */
export interface UpdateDomain {
  readonly kind: 'update-domain';
  readonly domain: DomainId;
  readonly name?: string;
  readonly description?: string;
  readonly catchAll?: AddressTarget | null;
  readonly policy?: DomainPolicy;
}

/** Fails with `not-found` (the domain), `already-exists` (the selector). */
export interface AddDkimKey {
  readonly kind: 'add-dkim-key';
  readonly domain: DomainId;
  readonly key: NewDkimKey;
}

/** Changes the states of keys together, so that a domain is never without an active one in between. Fails with `not-found`. */
export interface SetDkimKeyStates {
  readonly kind: 'set-dkim-key-states';
  readonly keys: readonly { readonly key: DkimKeyId; readonly state: DkimKeyState | 'removed' }[];
}

/** Adds a route or replaces that of the same pattern; null removes it. Fails with `not-found` (nothing to remove). */
export interface SetMailRoute {
  readonly kind: 'set-mail-route';
  readonly pattern: string;
  readonly route: MailRoute | null;
}

/** Fails with `not-found`, `in-use` (users or aliases beside postmaster; `detail.dependents` names up to 20). */
export interface DeleteDomain {
  readonly kind: 'delete-domain';
  readonly domain: DomainId;
}

/** Account, credentials and mailboxes in one. Fails with `not-found` (domain), `already-exists` (`detail.field`: `userId` or `mail`). */
export interface CreateUser extends NewUser {
  readonly kind: 'create-user';
  readonly domain: DomainId;
}

/** Absent fields stay. Fails with `not-found`, `conflict` (version), `already-exists`, `in-use` (the last administrator). */
export interface UpdateUser {
  readonly kind: 'update-user';
  readonly account: AccountId;
  readonly expectVersion: number | null;
  readonly userId?: string;
  readonly domain?: DomainId;
  readonly localPart?: string;
  readonly role?: Role;
  readonly isEnabled?: boolean;
  readonly profile?: Partial<Profile>;
  readonly language?: Language | null;
  readonly storageQuota?: QuotaChoice;
  readonly messageQuota?: QuotaChoice;
  readonly forwarding?: Forwarding | null;
  readonly welcomeSenders?: readonly string[];
}

/**
 * Removes a user with everything it owns; what it sent and still waits in the queue stays there, and is nobody's. Fails with `not-found`, `in-use` where an alias would lose its last owner or
 * member, or the server its last administrator (`detail.dependents`: alias addresses). DI5
 */
export interface DeleteUser {
  readonly kind: 'delete-user';
  readonly account: AccountId;
}

/**
 * Replaces the credential of the same kind and label, or adds it. It gets a new id: what was proved by the old one is void.
 * Fails with `not-found` (account), `conflict` (the credential of `rehashOf` is there no longer).
 */
export interface SetCredential {
  readonly kind: 'set-credential';
  readonly account: AccountId;
  readonly credential: NewCredential;
  /** The secret stays the same and only its verifiers are new: that credential keeps its id, and who signed in with it stays. */
  readonly rehashOf?: CredentialId;
}

/** Fails with `not-found`. */
export interface DeleteCredential {
  readonly kind: 'delete-credential';
  readonly account: AccountId;
  readonly credential: CredentialId;
}

/** Fails with `not-found` (domain, owner, member), `already-exists`, `invalid` (no owner, or itself among the members). */
export interface CreateAlias {
  readonly kind: 'create-alias';
  readonly domain: DomainId;
  readonly localPart: string;
  readonly description: string;
  readonly membership: Membership;
  readonly owners: readonly AccountId[];
  readonly members: readonly AliasMember[];
}

/** Absent fields stay; lists replace. Fails with `not-found`, `conflict`, `already-exists`, `invalid`. */
export interface UpdateAlias {
  readonly kind: 'update-alias';
  readonly alias: AliasId;
  readonly expectVersion: number | null;
  readonly localPart?: string;
  readonly description?: string;
  readonly membership?: Membership;
  readonly owners?: readonly AccountId[];
  readonly members?: readonly AliasMember[];
}

/** Fails with `not-found`, `in-use` (postmaster, or the only member of another alias). */
export interface DeleteAlias {
  readonly kind: 'delete-alias';
  readonly alias: AliasId;
}

/** Null puts the default back. The value is JSON text that domain/settings has checked. */
export interface SetSetting {
  readonly kind: 'set-setting';
  readonly name: string;
  readonly value: string | null;
}

/** Each operation with its result. A new operation is a new line here, and does not compile until every engine has it. */
export interface OperationResults {
  deliver: [Deliver, DeliverResult];
  'settle-outgoing': [SettleOutgoing, { readonly isGone: boolean }];
  'update-queue': [UpdateQueue, UpdateQueueResult];
  quarantine: [Quarantine, { readonly quarantined: QuarantineId }];
  'release-quarantined': [ReleaseQuarantined, DeliverResult];
  'delete-quarantined': [DeleteQuarantined, { readonly deleted: readonly QuarantineId[] }];
  'append-emails': [AppendEmails, AppendResult];
  'store-flags': [StoreFlags, StoreFlagsResult];
  'copy-entries': [CopyEntries, CopyResult];
  'expunge-entries': [ExpungeEntries, ExpungeResult];
  'create-mailbox': [CreateMailbox, { readonly mailbox: MailboxId }];
  'rename-mailbox': [RenameMailbox, null];
  'delete-mailbox': [DeleteMailbox, null];
  'update-mailbox': [UpdateMailbox, null];
  'subscribe-name': [SubscribeName, null];
  initialise: [Initialise, { readonly domain: DomainId; readonly admin: AccountId }];
  'create-domain': [CreateDomain, { readonly domain: DomainId }];
  'update-domain': [UpdateDomain, null];
  'delete-domain': [DeleteDomain, null];
  'add-dkim-key': [AddDkimKey, { readonly key: DkimKeyId }];
  'set-dkim-key-states': [SetDkimKeyStates, null];
  'set-mail-route': [SetMailRoute, null];
  'create-user': [CreateUser, { readonly account: AccountId }];
  'update-user': [UpdateUser, null];
  'delete-user': [DeleteUser, null];
  'set-credential': [SetCredential, { readonly credential: CredentialId }];
  'delete-credential': [DeleteCredential, null];
  'create-alias': [CreateAlias, { readonly alias: AliasId }];
  'update-alias': [UpdateAlias, null];
  'delete-alias': [DeleteAlias, null];
  'set-setting': [SetSetting, null];
}

export type OperationKind = keyof OperationResults;
export type Operation = OperationResults[OperationKind][0];
export type ResultOf<O extends Operation> = OperationResults[O['kind']][1];
