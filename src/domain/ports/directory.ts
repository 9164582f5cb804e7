/** Domains, users, aliases, credentials: value types of the directory. REQUIREMENTS DI1 to DI5. */
import type { AccountId, AliasId, CredentialId, DomainId } from './ids.ts';

export interface Domain {
  readonly id: DomainId;
  /** A-label form, lower case. */
  readonly name: string;
  readonly description: string;
  readonly isPrimary: boolean;
  /** Takes what is addressed to nobody in this domain; null refuses it. MI6 */
  readonly catchAll: AddressTarget | null;
  readonly createdAtMs: number;
}

/** Where the part before `@` is compared, this form is: NFC, case folded. */
export type LocalPartKey = string;

export type Role = 'user' | 'administrator';

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
  readonly isEnabled: boolean;
  readonly profile: Profile;
  readonly language: Language | null;
  readonly storageQuota: QuotaChoice;
  readonly messageQuota: QuotaChoice;
  readonly createdAtMs: number;
  /** Rises with every change of the user; a precondition of updates. */
  readonly version: number;
}

export type AliasMember =
  | { readonly kind: 'user'; readonly account: AccountId }
  | { readonly kind: 'alias'; readonly alias: AliasId }
  /** An address on another server. */
  | { readonly kind: 'remote'; readonly address: string };

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
  readonly version: number;
}

/** What an address of one of our domains leads to. */
export type AddressTarget =
  | { readonly kind: 'user'; readonly account: AccountId }
  | { readonly kind: 'alias'; readonly alias: AliasId };

/**
 * A way to prove who one is. `verifier` is a PHC string (argon2id); `scram` holds the SCRAM-SHA-256 keys, sealed with
 * a key that is not in the store, or null where the mechanism is not offered.
 */
export interface Credential {
  readonly id: CredentialId;
  readonly account: AccountId;
  readonly kind: 'password' | 'app-password';
  /** What the user calls an app password; empty for the password. */
  readonly label: string;
  readonly verifier: string;
  readonly scram: Uint8Array | null;
  /** A one-time password: good for changing it, and marked until then. */
  readonly mustChange: boolean;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
}

/** A page of a listing: rows in key order after `after`, at most `limit`, whose searchable text contains `query`. */
export interface PageRequest {
  readonly query?: string;
  readonly after?: string;
  readonly limit: number;
}
