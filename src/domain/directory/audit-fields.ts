/** What the audit log tells of the things of the directory: as people know them, by User IDs, addresses and names. SM6 */
import type { AccountPolicy } from '../ports/account-policy.ts';
import type { AuditFields } from '../ports/audit.ts';
import type { Domain, Group, User } from '../ports/directory.ts';
import type { DirectoryReader } from '../ports/reader.ts';
import { domainNames } from './domain-names.ts';
import { mailOf } from './mail-of.ts';

export async function userFields(directory: DirectoryReader, user: UserFacts): Promise<AuditFields> {
  return {
    userId: user.userId,
    mail: mailOf(user),
    role: user.role,
    roleDomains: await domainNames(directory, user.roleDomains),
    isEnabled: user.isEnabled,
    isListed: user.isListed,
    archivedAt: user.archivedAtMs === null ? null : new Date(user.archivedAtMs).toISOString(),
    ...user.profile,
    language: user.language,
    ...policyFields(user),
    forwarding: user.forwarding,
    welcomeSenders: user.welcomeSenders,
    remoteId: user.remoteId,
  };
}

/** What there is to tell of a user, also of one that is about to be made. */
export type UserFacts = Omit<User, 'account' | 'domain' | 'createdAtMs' | 'changedAtMs' | 'version'>;

export function domainFields(domain: Domain, catchAll: string | null): AuditFields {
  const { name, synonyms, description, policy, accountPolicy } = domain;
  return { name, synonyms, description, catchAll, ...policy, ...policyFields(accountPolicy) };
}

export function groupFields({ name, description, rank, accountPolicy }: GroupFacts): AuditFields {
  return { name, description, rank, ...policyFields(accountPolicy) };
}

export type GroupFacts = Pick<Group, 'name' | 'description' | 'rank' | 'accountPolicy'>;

/** Of what is made or deleted: without the fields that say nothing. */
export function told(fields: AuditFields): AuditFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !SILENT.has(JSON.stringify(value))));
}

const SILENT: ReadonlySet<string | undefined> = new Set([undefined, 'null', '""', '[]', '{}', '"inherit"']);

function policyFields({ storageQuota, messageQuota, privileges }: AccountPolicy): AuditFields {
  return { storageQuota, messageQuota, privileges };
}
