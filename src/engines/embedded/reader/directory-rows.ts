/** Rows of the directory as the port has them. */
import type {
  AddressTarget,
  Credential,
  Domain,
  Language,
  Profile,
  QuotaChoice,
  Role,
  User,
} from '../../../domain/ports/directory.ts';
import type { AccountId, AliasId, CredentialId, DomainId } from '../../../domain/ports/ids.ts';

export const SELECT_DOMAIN = `
  SELECT id, name, description, is_primary, catch_all_account, catch_all_alias, created_at_ms FROM domain`;

export type DomainTuple = [
  id: DomainId,
  name: string,
  description: string,
  isPrimary: 0 | 1,
  catchAllAccount: AccountId | null,
  catchAllAlias: AliasId | null,
  createdAtMs: number,
];

export function toDomain([id, name, description, isPrimary, account, alias, createdAtMs]: DomainTuple): Domain {
  return { id, name, description, isPrimary: isPrimary === 1, catchAll: toAddressTarget(account, alias), createdAtMs };
}

/** At most one of the two is given. */
export function toAddressTarget(account: AccountId | null, alias: AliasId | null): AddressTarget | null {
  if (account !== null) return { kind: 'user', account };
  return alias === null ? null : { kind: 'alias', alias };
}

export const SELECT_USER = `
  SELECT account, user_id, user.domain, domain.name, local_part, role, is_enabled, profile, language, storage_quota,
    message_quota, user.created_at_ms, version
  FROM user JOIN domain ON domain.id = user.domain`;

export type UserTuple = [
  account: AccountId,
  userId: string,
  domain: DomainId,
  domainName: string,
  localPart: string,
  role: Role,
  isEnabled: 0 | 1,
  profile: string,
  language: Language | null,
  storageQuota: string,
  messageQuota: string,
  createdAtMs: number,
  version: number,
];

export function toUser(row: UserTuple): User {
  const [account, userId, domain, domainName, localPart, role, isEnabled, profile, language] = row;
  const [storageQuota, messageQuota, createdAtMs, version] = row.slice(9) as [string, string, number, number];
  return {
    ...{ account, userId, domain, domainName, localPart, role, language, createdAtMs, version },
    isEnabled: isEnabled === 1,
    profile: JSON.parse(profile) as Profile,
    storageQuota: toQuota(storageQuota),
    messageQuota: toQuota(messageQuota),
  };
}

function toQuota(text: string): QuotaChoice {
  return text === 'none' || text === 'inherit' ? text : Number(text);
}

export const SELECT_CREDENTIALS = `
  SELECT id, account, kind, label, verifier, scram, must_change, created_at_ms, expires_at_ms
  FROM credential WHERE account = ? ORDER BY id`;

export type CredentialTuple = [
  id: CredentialId,
  account: AccountId,
  kind: Credential['kind'],
  label: string,
  verifier: string,
  scram: Uint8Array | null,
  mustChange: 0 | 1,
  createdAtMs: number,
  expiresAtMs: number | null,
];

export function toCredential(row: CredentialTuple): Credential {
  const [id, account, kind, label, verifier, scram, mustChange, createdAtMs, expiresAtMs] = row;
  return { id, account, kind, label, verifier, scram, mustChange: mustChange === 1, createdAtMs, expiresAtMs };
}
