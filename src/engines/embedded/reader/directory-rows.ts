/** Rows of the directory as the port has them. */
import { type AccountPolicy, OPEN_POLICY, type PrivilegeChoices } from '../../../domain/ports/account-policy.ts';
import {
  type AccountFacts,
  type AddressTarget,
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
import type { AccountId, AliasId, DkimKeyId, DomainId } from '../../../domain/ports/ids.ts';

export const SELECT_DOMAIN = `
  SELECT id, name, description, is_primary, catch_all_account, catch_all_alias, policy, account_policy,
    (SELECT json_group_array(name ORDER BY name) FROM domain_synonym WHERE domain_synonym.domain = domain.id),
    created_at_ms, changed_at_ms, version
  FROM domain`;

export type DomainTuple = [
  id: DomainId,
  name: string,
  description: string,
  isPrimary: 0 | 1,
  catchAllAccount: AccountId | null,
  catchAllAlias: AliasId | null,
  policy: string | null,
  accountPolicy: string | null,
  synonyms: string,
  createdAtMs: number,
  changedAtMs: number,
  version: number,
];

export function toDomain(row: DomainTuple): Domain {
  const [id, name, description, isPrimary, account, alias, policy, accountPolicy, synonyms, ...last] = row;
  const [createdAtMs, changedAtMs, version] = last;
  return {
    ...{ id, name, description, createdAtMs, changedAtMs, version },
    isPrimary: isPrimary === 1,
    catchAll: toAddressTarget(account, alias),
    policy: policy === null ? DEFAULT_DOMAIN_POLICY : (JSON.parse(policy) as DomainPolicy),
    accountPolicy: accountPolicy === null ? OPEN_POLICY : (JSON.parse(accountPolicy) as AccountPolicy),
    synonyms: JSON.parse(synonyms) as string[],
  };
}

/** At most one of the two is given. */
export function toAddressTarget(account: AccountId | null, alias: AliasId | null): AddressTarget | null {
  if (account !== null) return { kind: 'user', account };
  return alias === null ? null : { kind: 'alias', alias };
}

export const SELECT_USER = `
  SELECT account, user_id, user.domain, domain.name, local_part, role, role_domains, is_enabled, is_listed,
    archived_at_ms, profile, language, storage_quota, message_quota, privileges, forwarding, welcome_senders,
    remote_id, user.created_at_ms, user.changed_at_ms, user.version
  FROM user JOIN domain ON domain.id = user.domain`;

export type UserTuple = [
  account: AccountId,
  userId: string,
  domain: DomainId,
  domainName: string,
  localPart: string,
  role: Role,
  roleDomains: string,
  isEnabled: 0 | 1,
  isListed: 0 | 1,
  archivedAtMs: number | null,
  profile: string,
  language: Language | null,
  storageQuota: string,
  messageQuota: string,
  privileges: string,
  forwarding: string | null,
  welcomeSenders: string,
  remoteId: string | null,
  createdAtMs: number,
  changedAtMs: number,
  version: number,
];

export function toUser(row: UserTuple): User {
  const [account, userId, domain, domainName, localPart, role, roleDomains, isEnabled, isListed, ...rest] = row;
  const [archivedAtMs, profile, language, storageQuota, messageQuota, privileges, ...last] = rest;
  const [forwarding, welcomeSenders, remoteId, createdAtMs, changedAtMs, version] = last;
  return {
    ...{ account, userId, domain, domainName, localPart, role, archivedAtMs, language, remoteId },
    ...{ createdAtMs, changedAtMs, version },
    roleDomains: JSON.parse(roleDomains) as DomainId[],
    isEnabled: isEnabled === 1,
    isListed: isListed === 1,
    profile: JSON.parse(profile) as Profile,
    storageQuota: toQuota(storageQuota),
    messageQuota: toQuota(messageQuota),
    privileges: JSON.parse(privileges) as PrivilegeChoices,
    forwarding: forwarding === null ? null : (JSON.parse(forwarding) as Forwarding),
    welcomeSenders: JSON.parse(welcomeSenders) as string[],
  };
}

function toQuota(text: string): QuotaChoice {
  return text === 'none' || text === 'inherit' ? text : Number(text);
}

/** Recovery codes stand in for another factor, and are none of their own. */
export const SELECT_FACTS = `
  SELECT id, storage_bytes, message_count,
    EXISTS (SELECT 1 FROM second_factor
      WHERE second_factor.account = account.id AND kind <> 'recovery' AND confirmed_at_ms IS NOT NULL),
    nullif(max(
      coalesce((SELECT max(last_used_at_ms) FROM credential WHERE credential.account = account.id), 0),
      coalesce((SELECT max(last_used_at_ms) FROM session WHERE session.account = account.id), 0)), 0)
  FROM account WHERE id IN (SELECT value FROM json_each(?))`;

export type FactsTuple = [
  account: AccountId,
  storageBytes: number,
  messageCount: number,
  hasSecondFactor: 0 | 1,
  lastSignInAtMs: number | null,
];

export function toFacts([account, storageBytes, messageCount, hasFactor, lastSignInAtMs]: FactsTuple): AccountFacts {
  return { account, storageBytes, messageCount, hasSecondFactor: hasFactor === 1, lastSignInAtMs };
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
