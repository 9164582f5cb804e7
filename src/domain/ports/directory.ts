/** Domains, users, aliases, credentials: value types of the directory. REQUIREMENTS DI1 to DI5. */
import type { AccountPolicy, PrivilegeChoices } from './account-policy.ts';
import type { AccountId, AliasId, CredentialId, DkimKeyId, DomainId, GroupId } from './ids.ts';
import type { ServiceName } from './sessions.ts';

export interface Domain {
  readonly id: DomainId;
  /** A-label form, lower case. */
  readonly name: string;
  readonly description: string;
  readonly isPrimary: boolean;
  /** Takes what is addressed to nobody in this domain; null refuses it. MI6 */
  readonly catchAll: AddressTarget | null;
  readonly policy: DomainPolicy;
  readonly accountPolicy: AccountPolicy;
  /** Names that mean this domain as well, in A-label form, lower case: what it was called before. DI4 */
  readonly synonyms: readonly string[];
  readonly createdAtMs: number;
  /** When it was last changed; later with every change, also where the clock was set back. */
  readonly changedAtMs: number;
  /** Rises with every change of the domain; a precondition of updates. */
  readonly version: number;
}

/** What is done with mail for a domain whose origin does not prove to be what it says. MI7 */
export interface DomainPolicy {
  /**
   * Where DMARC fails: `none` only notes it; `junk` files it as junk when the sender's domain asks for quarantine or
   * rejection; `reject` does as that domain asks. RFC 7489 section 6.3
   */
  readonly dmarc: 'none' | 'junk' | 'reject';
  /** Where SPF fails (`-all`) and there is no DMARC policy that decides. */
  readonly spf: 'none' | 'junk' | 'reject';
}

export const DEFAULT_DOMAIN_POLICY: DomainPolicy = { dmarc: 'reject', spf: 'junk' };

/** `next` is published and not yet used, `active` signs, `retired` stays published until what it signed has arrived. */
export type DkimKeyState = 'next' | 'active' | 'retired';

export interface NewDkimKey {
  readonly selector: string;
  readonly algorithm: 'rsa-sha256' | 'ed25519-sha256';
  /** PKCS #8, sealed with a key that is not in the store. */
  readonly sealedPrivateKey: Uint8Array;
  /** SubjectPublicKeyInfo (RSA) or the 32 octets (Ed25519) in base64: the `p=` of the record. RFC 6376 section 3.6.1, RFC 8463 */
  readonly publicKey: string;
  readonly state: DkimKeyState;
}

export interface DkimKey extends NewDkimKey {
  readonly id: DkimKeyId;
  readonly domain: DomainId;
  readonly createdAtMs: number;
  /** When it came into its present state. */
  readonly stateSinceMs: number;
}

/** Where mail for a domain is taken, in place of its MX records. `*` is for all that have no route: a smart host. MO3 */
export interface MailRoute {
  /** A-label form, lower case; `.example.org` is for all below it; `*` for everything. */
  readonly pattern: string;
  readonly host: string;
  readonly port: number;
  readonly tls: 'none' | 'opportunistic' | 'required' | 'implicit';
  readonly userName: string | null;
  /** Sealed with a key that is not in the store; null without sign-in. */
  readonly sealedPassword: Uint8Array | null;
}

/** Where the part before `@` is compared, this form is: NFC, case folded. */
export type LocalPartKey = string;

/**
 * `administrator`: everything. `domain-administrator`: users, aliases and groups of some domains. `help-desk`: sees them
 * and sets passwords, of users only. DI9
 */
export type Role = 'user' | 'help-desk' | 'domain-administrator' | 'administrator';

/** `inherit`: the default of the server. `none`: without limit. */
export type QuotaChoice = number | 'none' | 'inherit';

export type Language = 'en' | 'fr' | 'de' | 'it' | 'pl' | 'es';

/** The fields of DI2 that are about the person; empty string where not given. */
export interface Profile {
  readonly firstName: string;
  readonly lastName: string;
  readonly title: string;
  readonly office: string;
  readonly workPhone: string;
  readonly mobilePhone: string;
  readonly homePhone: string;
  readonly pager: string;
  readonly fax: string;
  /** An address elsewhere; only administrators see and set it. */
  readonly alternateMail: string;
}

export interface User {
  readonly account: AccountId;
  /** User ID: what a person signs in with. Unique over all domains, compared without case. */
  readonly userId: string;
  readonly domain: DomainId;
  readonly domainName: string;
  /** The part before `@` of the mail address, as it was given. */
  readonly localPart: string;
  readonly role: Role;
  /** Where the role holds, for the two that are of domains; empty for the others. */
  readonly roleDomains: readonly DomainId[];
  readonly isEnabled: boolean;
  /** In the organisation's address list. */
  readonly isListed: boolean;
  /** Set aside: nobody signs in, no mail is taken, all is kept, and can be brought back. Null: in use. */
  readonly archivedAtMs: number | null;
  readonly profile: Profile;
  readonly language: Language | null;
  readonly storageQuota: QuotaChoice;
  readonly messageQuota: QuotaChoice;
  readonly privileges: PrivilegeChoices;
  /** Null: mail stays here. */
  readonly forwarding: Forwarding | null;
  /** Addresses and domains (`@example.org`) whose mail no block list keeps away. K12 */
  readonly welcomeSenders: readonly string[];
  /** What a remote directory calls the person, such as its entryUUID (RFC 4530): unique. Null: known here only. DI7 */
  readonly remoteId: string | null;
  readonly createdAtMs: number;
  /** When the user was last changed; later with every change, also where the clock was set back. */
  readonly changedAtMs: number;
  /** Rises with every change of the user; a precondition of updates. */
  readonly version: number;
}

/** What tables show of users beside themselves. */
export interface AccountFacts {
  readonly account: AccountId;
  readonly storageBytes: number;
  readonly messageCount: number;
  /** Signing in takes more than the password. */
  readonly hasSecondFactor: boolean;
  /** By whatever means; as exact as the uses of credentials and sessions are kept. Null: never. */
  readonly lastSignInAtMs: number | null;
}

/** Users who are treated alike. A user may be in several, also of other domains. */
export interface Group {
  readonly id: GroupId;
  readonly domain: DomainId;
  readonly domainName: string;
  /** Unique within the domain, compared without case. */
  readonly name: string;
  readonly description: string;
  /** Of several groups that say something of a user the one with the lowest rank decides, of equal ones the older. */
  readonly rank: number;
  readonly accountPolicy: AccountPolicy;
  readonly createdAtMs: number;
  /** As with users; members who come and go are changes of the group. */
  readonly changedAtMs: number;
  readonly version: number;
}

/** Where a user has his mail sent on. */
export interface Forwarding {
  /** Canonical addresses, at least one. */
  readonly addresses: readonly string[];
  readonly keepsCopy: boolean;
}

export type AliasMember =
  | { readonly kind: 'user'; readonly account: AccountId }
  | { readonly kind: 'alias'; readonly alias: AliasId }
  /** An address on another server. */
  | { readonly kind: 'remote'; readonly address: string }
  /** A mailbox file, or a program, by its name in the administrator's folder. Set by administrators only. */
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'program'; readonly name: string };

/** Who may add and remove members. DI3 */
export type Membership = 'open' | 'self-service' | 'closed';

export interface Alias {
  readonly id: AliasId;
  readonly domain: DomainId;
  readonly domainName: string;
  readonly localPart: string;
  readonly description: string;
  readonly membership: Membership;
  readonly owners: readonly AccountId[];
  readonly members: readonly AliasMember[];
  /** The postmaster alias of a domain cannot be deleted while the domain exists. DI4 */
  readonly isPostmaster: boolean;
  readonly createdAtMs: number;
  /** As with users; owners and members who come and go are changes of the alias. */
  readonly changedAtMs: number;
  readonly version: number;
}

/** What an address of one of our domains leads to. */
export type AddressTarget =
  | { readonly kind: 'user'; readonly account: AccountId }
  | { readonly kind: 'alias'; readonly alias: AliasId };

/** Why a user cannot simply be deleted. DI5 */
export type Dependent =
  /** Nobody else owns it, or nobody else is its member. */
  | { readonly kind: 'alias-owner' | 'alias-member'; readonly alias: AliasId; readonly address: string }
  /** Takes what is addressed to nobody in the domain. */
  | { readonly kind: 'catch-all'; readonly domain: DomainId; readonly name: string }
  /** Mail of that user is sent on to this one. */
  | { readonly kind: 'forwarding'; readonly account: AccountId; readonly userId: string };

/**
 * `remote-password` is what a remote directory last took from the user: good only while that directory is away, since it
 * alone knows whether the password is still the same. DI7
 */
export type CredentialKind = 'password' | 'app-password' | 'remote-password';

/**
 * A way to prove who one is. `verifier` is a PHC string (argon2id), or the hash of an imported password in the form of
 * crypt(5) or RFC 2307; `scram` holds the SCRAM-SHA-256 keys, sealed with a key that is not in the store, or null where
 * the mechanism is not offered.
 */
export interface Credential {
  readonly id: CredentialId;
  readonly account: AccountId;
  readonly kind: CredentialKind;
  /** What the user calls an app password; empty for the others. */
  readonly label: string;
  readonly verifier: string;
  readonly scram: Uint8Array | null;
  /** A one-time password: good for changing it, and marked until then. */
  readonly mustChange: boolean;
  /** Where it may be used; null: everywhere. */
  readonly services: readonly ServiceName[] | null;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  /** Null: never. Kept to the quarter of an hour, so that signing in writes nothing most of the time. */
  readonly lastUsedAtMs: number | null;
  /** IP address; empty where it was never used. */
  readonly lastUsedFrom: string;
}

/** A page of a listing: rows in key order after `after`, at most `limit`, whose searchable text contains `query`. */
export interface PageRequest {
  readonly query?: string;
  readonly after?: string;
  readonly limit: number;
}

/** Which members of groups are counted. */
export interface MembersAmong {
  readonly domains: 'all' | readonly DomainId[];
  /** Absent: whatever theirs is. */
  readonly role?: Role;
  /** Counted wherever he is, whatever his role. */
  readonly and?: AccountId;
}

/** Which users of a listing are meant; what is absent lets all of them through. */
export interface UserFilter {
  readonly role?: Role;
  readonly isArchived?: boolean;
  /** Known to a remote directory. */
  readonly isRemote?: boolean;
}
