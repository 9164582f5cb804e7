/** Operations on the directory, its credentials, and the settings. Each is written into the audit log when it says how. */
import type { AccountPolicy, PrivilegeChoices } from './account-policy.ts';
import type { NewAuditEntry } from './audit.ts';
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
import type {
  AccountId,
  AliasId,
  CredentialId,
  DkimKeyId,
  DomainId,
  GroupId,
  SecondFactorId,
  SessionId,
} from './ids.ts';
import type { NewMailbox } from './mailbox-operations.ts';
import type { NewSecondFactor } from './second-factors.ts';
import type { NewSession } from './sessions.ts';

/** Written in the commit of the operation, and only if that succeeds. Absent: the change is the server's own upkeep. */
export interface Audited {
  readonly audit?: NewAuditEntry;
}

export type NewCredential = Omit<Credential, 'id' | 'account' | 'lastUsedAtMs' | 'lastUsedFrom'>;

export interface NewUser {
  readonly userId: string;
  readonly localPart: string;
  readonly role: Role;
  readonly roleDomains: readonly DomainId[];
  /** Absent: true. */
  readonly isEnabled?: boolean;
  /** Absent: null. */
  readonly forwarding?: Forwarding | null;
  readonly isListed: boolean;
  readonly profile: Profile;
  readonly language: Language | null;
  readonly storageQuota: QuotaChoice;
  readonly messageQuota: QuotaChoice;
  readonly privileges: PrivilegeChoices;
  /** Absent: null. */
  readonly remoteId?: string | null;
  readonly credentials: readonly NewCredential[];
  /** INBOX must be among them: an account without a mailbox does not exist (K1). */
  readonly mailboxes: readonly NewMailbox[];
}

/** The first domain, the first administrator and the postmaster alias. Fails with `already-exists` when there is a domain. */
export interface Initialise extends Audited {
  readonly kind: 'initialise';
  readonly domain: { readonly name: string; readonly description: string; readonly dkimKeys: readonly NewDkimKey[] };
  readonly admin: NewUser;
}

/** Makes a domain and its postmaster alias. Fails with `already-exists`, `not-found` (the postmaster's account). */
export interface CreateDomain extends Audited {
  readonly kind: 'create-domain';
  readonly name: string;
  readonly description: string;
  readonly postmaster: AccountId;
  readonly dkimKeys: readonly NewDkimKey[];
}

/**
 * Absent fields stay. Fails with `not-found` (also the catch-all's target), `conflict` (version), `already-exists` (the
 * new name or a synonym is that of another domain; `detail.name`).
 */
export interface UpdateDomain extends Audited {
  readonly kind: 'update-domain';
  readonly domain: DomainId;
  readonly expectVersion: number | null;
  readonly name?: string;
  readonly description?: string;
  readonly catchAll?: AddressTarget | null;
  readonly policy?: DomainPolicy;
  readonly accountPolicy?: AccountPolicy;
  /** Replaces the list. */
  readonly synonyms?: readonly string[];
}

/** Fails with `not-found` (the domain), `already-exists` (the selector). */
export interface AddDkimKey extends Audited {
  readonly kind: 'add-dkim-key';
  readonly domain: DomainId;
  readonly key: NewDkimKey;
}

/** Changes the states of keys together, so that a domain is never without an active one in between. Fails with `not-found`. */
export interface SetDkimKeyStates extends Audited {
  readonly kind: 'set-dkim-key-states';
  readonly keys: readonly { readonly key: DkimKeyId; readonly state: DkimKeyState | 'removed' }[];
}

/** Adds a route or replaces that of the same pattern; null removes it. Fails with `not-found` (nothing to remove). */
export interface SetMailRoute extends Audited {
  readonly kind: 'set-mail-route';
  readonly pattern: string;
  readonly route: MailRoute | null;
}

/** Fails with `not-found`, `in-use` (users or aliases beside postmaster; `detail.dependents` names up to 20). */
export interface DeleteDomain extends Audited {
  readonly kind: 'delete-domain';
  readonly domain: DomainId;
}

/** Account, credentials and mailboxes in one. Fails with `not-found` (domain), `already-exists` (`detail.field`: `userId`, `mail` or `remoteId`). */
export interface CreateUser extends NewUser, Audited {
  readonly kind: 'create-user';
  readonly domain: DomainId;
}

/** Absent fields stay. Fails with `not-found`, `conflict` (version), `already-exists`, `in-use` (the last administrator). */
export interface UpdateUser extends Audited {
  readonly kind: 'update-user';
  readonly account: AccountId;
  readonly expectVersion: number | null;
  readonly userId?: string;
  readonly domain?: DomainId;
  readonly localPart?: string;
  readonly role?: Role;
  readonly roleDomains?: readonly DomainId[];
  readonly isEnabled?: boolean;
  readonly isListed?: boolean;
  readonly archivedAtMs?: number | null;
  readonly profile?: Partial<Profile>;
  readonly language?: Language | null;
  readonly storageQuota?: QuotaChoice;
  readonly messageQuota?: QuotaChoice;
  readonly privileges?: PrivilegeChoices;
  readonly forwarding?: Forwarding | null;
  readonly welcomeSenders?: readonly string[];
  readonly remoteId?: string | null;
  /** All sessions of the account end in the same commit. */
  readonly ends?: 'sessions';
}

/**
 * Removes a user with everything it owns; what it sent and still waits in the queue stays there, and is nobody's.
 *
 * Fails with `not-found` (also the heir), `conflict` (version), `invalid` (the heir is the user, or archived), and
 * `in-use` where something depends on the user that is not handed over: an alias would lose its last owner or member, a catch-all its target
 * (`detail.dependents`: their names), or the server its last administrator. DI5, K2
 */
export interface DeleteUser extends Audited {
  readonly kind: 'delete-user';
  readonly account: AccountId;
  readonly expectVersion: number | null;
  /**
   * Takes the user's place as owner and member of aliases, as catch-all, and where others forward to the user's address.
   * Null: others' forwarding to that address stays as it is, and leads nowhere.
   */
  readonly handOverTo: AccountId | null;
}

/** Fails with `not-found` (domain), `already-exists`. */
export interface CreateGroup extends Audited {
  readonly kind: 'create-group';
  readonly domain: DomainId;
  readonly name: string;
  readonly description: string;
  readonly rank: number;
  readonly accountPolicy: AccountPolicy;
  readonly members: readonly AccountId[];
}

/**
 * Absent fields stay. Who is a member already, or is none, is passed over.
 * Fails with `not-found` (group, or a member to be added), `conflict`, `already-exists`.
 */
export interface UpdateGroup extends Audited {
  readonly kind: 'update-group';
  readonly group: GroupId;
  readonly expectVersion: number | null;
  readonly name?: string;
  readonly description?: string;
  readonly rank?: number;
  readonly accountPolicy?: AccountPolicy;
  readonly addMembers?: readonly AccountId[];
  readonly removeMembers?: readonly AccountId[];
}

/** Fails with `not-found`, `conflict` (version). */
export interface DeleteGroup extends Audited {
  readonly kind: 'delete-group';
  readonly group: GroupId;
  readonly expectVersion: number | null;
}

/**
 * Replaces the credential of the same kind and label, or adds it. It gets a new id: what was proved by the old one is void.
 * Fails with `not-found` (account), `conflict` (the user's version; the credential of `rehashOf` is there no longer).
 */
export interface SetCredential extends Audited {
  readonly kind: 'set-credential';
  readonly account: AccountId;
  readonly credential: NewCredential;
  /** The secret stays the same and only its verifiers are new: that credential keeps its id, and who signed in with it stays. */
  readonly rehashOf?: CredentialId;
  /** What else of the account ends in the same commit, whatever it was proved by or made with. */
  readonly ends?: 'sessions' | 'sessions-and-app-passwords';
  /** Of the user; absent: whatever it is. Credentials do not raise it. */
  readonly expectVersion?: number;
}

/** Fails with `not-found`. */
export interface DeleteCredential extends Audited {
  readonly kind: 'delete-credential';
  readonly account: AccountId;
  readonly credential: CredentialId;
}

/** Those that are gone are passed over. */
export interface NoteCredentialUse {
  readonly kind: 'note-credential-use';
  readonly credential: CredentialId;
  readonly atMs: number;
  readonly address: string;
}

/** Fails with `not-found` (account), `already-exists` (kind and label). */
export interface AddSecondFactor extends Audited {
  readonly kind: 'add-second-factor';
  readonly account: AccountId;
  readonly factor: NewSecondFactor;
}

/**
 * Notes that a factor has proved something: confirms it where it was not, and raises its counter, so that no code works
 * twice. Fails with `not-found`, `conflict` (the counter is no longer below the new one: somebody was faster).
 */
export interface UseSecondFactor extends Audited {
  readonly kind: 'use-second-factor';
  readonly factor: SecondFactorId;
  readonly counter: number;
  readonly atMs: number;
  /** Replaces the sealed secret: recovery codes without the one that was used. */
  readonly secret?: Uint8Array;
}

/** Fails with `not-found`. */
export interface DeleteSecondFactor extends Audited {
  readonly kind: 'delete-second-factor';
  readonly account: AccountId;
  readonly factor: SecondFactorId;
}

/** Fails with `not-found` (account, credential). */
export interface CreateSession extends Audited {
  readonly kind: 'create-session';
  readonly session: NewSession;
}

/**
 * Notes a use, and gives new secrets where they are said (RFC 6749 section 6).
 * Fails with `not-found`, `conflict` (`expectRefreshHash` is no longer the session's).
 */
export interface UpdateSession {
  readonly kind: 'update-session';
  readonly session: SessionId;
  readonly expectRefreshHash?: string;
  readonly usedAtMs: number;
  readonly address: string;
  readonly secretHash?: string;
  readonly refreshHash?: string;
  readonly expiresAtMs?: number;
}

/** Ends those of an account, or all but one of them; those that are gone are passed over. */
export interface EndSessions extends Audited {
  readonly kind: 'end-sessions';
  readonly account: AccountId;
  readonly sessions: readonly SessionId[] | { readonly allBut: SessionId | null };
}

/**
 * Forgets sessions whose secrets have all expired, and audit entries older than this: the oldest first, some thousands of
 * each at a time; `isDone` where none are left. The feed tells of the sessions: connections may still be open by them.
 */
export interface ForgetExpired {
  readonly kind: 'forget-expired';
  readonly sessionsBeforeMs: number;
  readonly auditBeforeMs: number;
}

/** Fails with `not-found` (domain, owner, member), `already-exists`, `invalid` (no owner, or itself among the members). */
export interface CreateAlias extends Audited {
  readonly kind: 'create-alias';
  readonly domain: DomainId;
  readonly localPart: string;
  readonly description: string;
  readonly membership: Membership;
  readonly owners: readonly AccountId[];
  readonly members: readonly AliasMember[];
}

/** Absent fields stay; lists replace. Fails with `not-found`, `conflict`, `already-exists`, `invalid`. */
export interface UpdateAlias extends Audited {
  readonly kind: 'update-alias';
  readonly alias: AliasId;
  readonly expectVersion: number | null;
  readonly localPart?: string;
  readonly description?: string;
  readonly membership?: Membership;
  readonly owners?: readonly AccountId[];
  readonly members?: readonly AliasMember[];
}

/** Fails with `not-found`, `conflict` (version), `in-use` (postmaster, or the only member of another alias). */
export interface DeleteAlias extends Audited {
  readonly kind: 'delete-alias';
  readonly alias: AliasId;
  readonly expectVersion: number | null;
}

/** Null puts the default back. The value is JSON text that domain/settings has checked. */
export interface SetSetting extends Audited {
  readonly kind: 'set-setting';
  readonly name: string;
  readonly value: string | null;
}
