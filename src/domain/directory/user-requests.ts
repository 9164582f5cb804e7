/** What callers say of users: names where the store has ids. DI2, DI8, DI9 */
import type { PrivilegePatch } from '../access/policy/change-policy.ts';
import type { Forwarding, Language, Profile, QuotaChoice, Role } from '../ports/directory.ts';

export interface NewUserRequest {
  readonly userId: string;
  readonly mail: string;
  readonly password: string;
  /** In place of the password, which does not count then: see `importedPassword`. */
  readonly passwordHash?: string;
  readonly profile?: Partial<Profile>;
  readonly role?: Role;
  /** Names of domains: of a role that is of domains at least one. */
  readonly roleDomains?: readonly string[];
  readonly isEnabled?: boolean;
  readonly isListed?: boolean;
  readonly language?: Language | null;
  readonly storageQuota?: QuotaChoice;
  readonly messageQuota?: QuotaChoice;
  readonly privileges?: PrivilegePatch;
  /** Addresses that are there already, and elsewhere. */
  readonly forwarding?: Forwarding | null;
}

/** What is absent stays. */
export interface UserPatch {
  readonly userId?: string;
  readonly mail?: string;
  readonly profile?: Partial<Profile>;
  readonly role?: Role;
  /** Replaces the list. */
  readonly roleDomains?: readonly string[];
  readonly isEnabled?: boolean;
  readonly isListed?: boolean;
  readonly language?: Language | null;
  readonly storageQuota?: QuotaChoice;
  readonly messageQuota?: QuotaChoice;
  /** Null leaves a privilege to the wider levels again. */
  readonly privileges?: PrivilegePatch;
  /** Addresses here and elsewhere; null keeps the mail here. */
  readonly forwarding?: Forwarding | null;
  /** Replaces the list: addresses, and domains as `@example.org`. */
  readonly welcomeSenders?: readonly string[];
}
