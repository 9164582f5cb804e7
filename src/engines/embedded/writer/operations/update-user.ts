import { Failure } from '../../../../base/failure.ts';
import { foldName } from '../../../../base/name.ts';
import type { Profile, QuotaChoice } from '../../../../domain/ports/directory.ts';
import type { UpdateUser } from '../../../../domain/ports/directory-operations.ts';
import type { AccountId, DomainId } from '../../../../domain/ports/ids.ts';
import type { SqlValue } from '../../index/database.ts';
import { setAddress } from '../addresses.ts';
import type { Handler, OperationContext } from '../context.ts';
import { endSessionsOfAccount } from '../sessions.ts';
import {
  encodeQuota,
  requireDomain,
  requireDomains,
  requireFreeRemoteId,
  requireFreeUserId,
  requireOtherAdministrator,
  searchText,
} from '../users.ts';
import { requireVersion, touchUser } from '../versions.ts';

type Row = [version: number, userId: string, domain: DomainId, localPart: string, profile: string];

export const updateUser: Handler<'update-user'> = (context, operation) => {
  const { account, expectVersion } = operation;
  const { database } = context;
  const row = database.row<Row>(READ, account);
  if (row === undefined) throw new Failure('not-found', 'no such user', { detail: { account } });
  const [version, oldUserId, oldDomain, oldLocalPart, oldProfile] = row;
  requireVersion('user', version, expectVersion);

  const userId = operation.userId ?? oldUserId;
  const domain = operation.domain ?? oldDomain;
  const localPart = operation.localPart ?? oldLocalPart;
  const profile: Profile = { ...(JSON.parse(oldProfile) as Profile), ...operation.profile };
  if (operation.userId !== undefined) requireFreeUserId(context, userId, account);
  if (operation.domain !== undefined) requireDomain(context, domain);
  requireDomains(context, operation.roleDomains ?? []);
  requireFreeRemoteId(context, operation.remoteId ?? null, account);
  if (endsAdministration(operation)) requireOtherAdministrator(context, account);
  if (domain !== oldDomain || localPart !== oldLocalPart) setAddress(context, domain, localPart, { account });

  const names = [userId, foldName(userId), domain, localPart];
  database.run(SAVE, ...names, JSON.stringify(profile), searchText(userId, localPart, profile), account);
  saveChoices(context, account, operation);
  if (operation.ends !== undefined) endSessionsOfAccount(context, account, null);
  touchUser(context, account);
  return null;
};

function endsAdministration({ role, isEnabled, archivedAtMs }: UpdateUser): boolean {
  return (role !== undefined && role !== 'administrator') || isEnabled === false || typeof archivedAtMs === 'number';
}

/** Columns of what is chosen among what is; those that are not given stay. */
function saveChoices({ database }: OperationContext, account: AccountId, choices: UpdateUser): void {
  const columns: Readonly<Record<string, SqlValue | undefined>> = {
    role: choices.role,
    role_domains: toJson(choices.roleDomains),
    is_enabled: toFlag(choices.isEnabled),
    is_listed: toFlag(choices.isListed),
    archived_at_ms: choices.archivedAtMs,
    language: choices.language,
    storage_quota: toQuotaText(choices.storageQuota),
    message_quota: toQuotaText(choices.messageQuota),
    privileges: toJson(choices.privileges),
    forwarding: toJson(choices.forwarding),
    welcome_senders: toJson(choices.welcomeSenders),
    remote_id: choices.remoteId,
  };
  for (const [column, value] of Object.entries(columns)) {
    if (value !== undefined) database.run(`UPDATE user SET ${column} = ? WHERE account = ?`, value, account);
  }
}

function toFlag(value: boolean | undefined): 0 | 1 | undefined {
  if (value === undefined) return undefined;
  return value ? 1 : 0;
}

function toQuotaText(quota: QuotaChoice | undefined): string | undefined {
  return quota === undefined ? undefined : encodeQuota(quota);
}

function toJson(value: object | null | undefined): string | null | undefined {
  return value === undefined || value === null ? value : JSON.stringify(value);
}

const READ = 'SELECT version, user_id, domain, local_part, profile FROM user WHERE account = ?';
const SAVE = `
  UPDATE user SET user_id = ?, user_key = ?, domain = ?, local_part = ?, profile = ?, search_text = ?
  WHERE account = ?`;
