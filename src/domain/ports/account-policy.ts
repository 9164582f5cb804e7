/**
 * What a level of the organisation says of the accounts below it. From the widest to the narrowest: server, domain,
 * group, user; the narrowest that says something decides. REQUIREMENTS DI8, ST6
 */
import type { QuotaChoice } from './directory.ts';

/** What people may do for themselves. All are given unless a level withholds them. DI8 */
export const PRIVILEGES = [
  'change-password',
  'change-profile',
  'change-forwarding',
  'change-vacation',
  'change-junk',
  'create-aliases',
  /** Aliases as members of an alias. */
  'add-alias-members',
  /** Addresses elsewhere as members of an alias. */
  'add-remote-members',
] as const;

export type Privilege = (typeof PRIVILEGES)[number];

/** Absent: as the next wider level says. */
export type PrivilegeChoices = Readonly<Partial<Record<Privilege, boolean>>>;

export interface AccountPolicy {
  readonly storageQuota: QuotaChoice;
  readonly messageQuota: QuotaChoice;
  readonly privileges: PrivilegeChoices;
}

/** Says nothing. */
export const OPEN_POLICY: AccountPolicy = { storageQuota: 'inherit', messageQuota: 'inherit', privileges: {} };
