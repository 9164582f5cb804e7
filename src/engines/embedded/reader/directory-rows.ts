/** Rows of the directory as the port has them. */
import {
  type AddressTarget,
  type Credential,
  DEFAULT_DOMAIN_POLICY,
  type DkimKey,
  type Domain,
  type DomainPolicy,
  type Forwarding,
  type Language,
  type MailRoute,
  type Profile,
  type QuotaChoice,
  type Role,
  type User,
} from '../../../domain/ports/directory.ts';
import type { AccountId, AliasId, CredentialId, DkimKeyId, DomainId } from '../../../domain/ports/ids.ts';

export const SELECT_DOMAIN = `
  SELECT id, name, description, is_primary, catch_all_account, catch_all_alias, policy, created_at_ms FROM domain`;

export type DomainTuple = [
  id: DomainId,
  name: string,
  description: string,
  isPrimary: 0 | 1,
  catchAllAccount: AccountId | null,
  catchAllAlias: AliasId | null,
  policy: string | null,
  createdAtMs: number,
];

export function toDomain([id, name, description, isPrimary, account, alias, policy, createdAtMs]: DomainTuple): Domain {
  return {
    ...{ id, name, description, createdAtMs },
    isPrimary: isPrimary === 1,
    catchAll: toAddressTarget(account, alias),
    policy: policy === null ? DEFAULT_DOMAIN_POLICY : (JSON.parse(policy) as DomainPolicy),
  };
}

/** At most one of the two is given. */
export function toAddressTarget(account: AccountId | null, alias: AliasId | null): AddressTarget | null {
  if (account !== null) return { kind: 'user', account };
  return alias === null ? null : { kind: 'alias', alias };
}

export const SELECT_USER = `
  SELECT account, user_id, user.domain, domain.name, local_part, role, is_enabled, profile, language, storage_quota,
    message_quota, forwarding, welcome_senders, user.created_at_ms, version
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
  forwarding: string | null,
  welcomeSenders: string,
  createdAtMs: number,
  version: number,
];

export function toUser(row: UserTuple): User {
  const [account, userId, domain, domainName, localPart, role, isEnabled, profile, language, ...rest] = row;
  const [storageQuota, messageQuota, forwarding, welcomeSenders, createdAtMs, version] = rest;
  return {
    ...{ account, userId, domain, domainName, localPart, role, language, createdAtMs, version },
    isEnabled: isEnabled === 1,
    profile: JSON.parse(profile) as Profile,
    storageQuota: toQuota(storageQuota),
    messageQuota: toQuota(messageQuota),
    forwarding: forwarding === null ? null : (JSON.parse(forwarding) as Forwarding),
    welcomeSenders: JSON.parse(welcomeSenders) as string[],
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

/** By domain, the oldest first. */
export const SELECT_DKIM_KEYS = `
  SELECT id, domain, selector, algorithm, sealed_private_key, public_key, state, created_at_ms, state_since_ms
  FROM dkim_key WHERE domain = coalesce(?, domain) ORDER BY domain, id`;

export type DkimKeyTuple = [
  id: DkimKeyId,
  domain: DomainId,
  selector: string,
  algorithm: DkimKey['algorithm'],
  sealedPrivateKey: Uint8Array,
  publicKey: string,
  state: DkimKey['state'],
  createdAtMs: number,
  stateSinceMs: number,
];

export function toDkimKey(row: DkimKeyTuple): DkimKey {
  const [id, domain, selector, algorithm, sealedPrivateKey, publicKey, state, createdAtMs, stateSinceMs] = row;
  return { id, domain, selector, algorithm, sealedPrivateKey, publicKey, state, createdAtMs, stateSinceMs };
}

export const SELECT_MAIL_ROUTES = `
  SELECT pattern, host, port, tls, user_name, sealed_password FROM mail_route ORDER BY pattern`;

export type MailRouteTuple = [
  pattern: string,
  host: string,
  port: number,
  tls: MailRoute['tls'],
  userName: string | null,
  sealedPassword: Uint8Array | null,
];

export function toMailRoute([pattern, host, port, tls, userName, sealedPassword]: MailRouteTuple): MailRoute {
  return { pattern, host, port, tls, userName, sealedPassword };
}
