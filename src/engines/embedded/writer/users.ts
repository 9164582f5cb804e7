/** What making and changing users have in common. */

import { Failure } from '../../../base/failure.ts';
import { foldName } from '../../../base/name.ts';
import { foldText } from '../../../base/text.ts';
import type { Profile, QuotaChoice } from '../../../domain/ports/directory.ts';
import type { AccountId, DomainId } from '../../../domain/ports/ids.ts';
import { INBOX } from '../../../domain/ports/mailboxes.ts';
import { MAX_ACCOUNT_ID } from '../limits.ts';
import type { WireNewUser } from '../protocol.ts';
import { setAddress } from './addresses.ts';
import type { OperationContext } from './context.ts';
import { putCredential } from './credentials.ts';
import { requireAccount } from './entries.ts';
import { createParents, findMailbox, insertMailbox, requireFreeSpecialUse } from './mailboxes.ts';

/** Account, user, address, credentials and mailboxes. Fails with `already-exists`, `invalid` (no INBOX). */
export function insertUser(context: OperationContext, domain: DomainId, user: WireNewUser): AccountId {
  const { database, nowMs, changes } = context;
  const { localPart, role, roleDomains, isEnabled = true, isListed, profile, language, mailboxes } = user;
  const forwarding = user.forwarding ?? null;
  if (!mailboxes.some(({ path }) => path === INBOX)) throw new Failure('invalid', 'an account needs an INBOX');
  requireFreeUserId(context, user.userId, null);
  const remoteId = user.remoteId ?? null;
  requireFreeRemoteId(context, remoteId, null);
  requireDomains(context, roleDomains);
  const account = database.insert(INSERT_ACCOUNT) as AccountId;
  if (account > MAX_ACCOUNT_ID) throw new Failure('too-many', 'the store has used up its account numbers');
  database.run(
    INSERT_USER,
    ...[account, foldName(user.userId), user.userId, domain, localPart, role, JSON.stringify(roleDomains)],
    ...[isEnabled ? 1 : 0, isListed ? 1 : 0, JSON.stringify(profile), language, encodeQuota(user.storageQuota)],
    ...[encodeQuota(user.messageQuota), JSON.stringify(user.privileges)],
    ...[forwarding === null ? null : JSON.stringify(forwarding), remoteId, nowMs, nowMs],
    searchText(user.userId, localPart, profile),
  );
  setAddress(context, domain, localPart, { account });
  for (const credential of user.credentials) putCredential(context, account, credential);
  const row = requireAccount(context, account);
  changes.push({ kind: 'user-changed', account });
  for (const mailbox of mailboxes) {
    const found = findMailbox(context, account, mailbox.path);
    if (found !== undefined)
      throw new Failure('invalid', 'two mailboxes have one path', { detail: { path: mailbox.path } });
    requireFreeSpecialUse(context, account, mailbox.specialUse, null);
    createParents(context, row, mailbox.path);
    insertMailbox(context, row, mailbox);
  }
  return account;
}

/** Fails with `already-exists`, `detail.field` being `userId`. */
export function requireFreeUserId({ database }: OperationContext, userId: string, except: AccountId | null): void {
  const holder = database.value<AccountId>(FIND_USER, foldName(userId));
  if (holder !== undefined && holder !== except) {
    throw new Failure('already-exists', 'the user id belongs to somebody else', { detail: { field: 'userId' } });
  }
}

/** Fails with `already-exists`, `detail.field` being `remoteId`. */
export function requireFreeRemoteId(
  { database }: OperationContext,
  remoteId: string | null,
  except: AccountId | null,
): void {
  if (remoteId === null) return;
  const holder = database.value<AccountId>('SELECT account FROM user WHERE remote_id = ?', remoteId);
  if (holder !== undefined && holder !== except) {
    const detail = { field: 'remoteId' };
    throw new Failure('already-exists', 'somebody else has that identifier of the remote directory', { detail });
  }
}

/** Fails with `in-use` when nobody else could administer the server. */
export function requireOtherAdministrator({ database }: OperationContext, account: AccountId): void {
  if (database.value(IS_ADMINISTRATOR, account) === undefined) return;
  if (database.value(OTHER_ADMINISTRATOR, account) !== undefined) return;
  throw new Failure('in-use', 'the server would lose its last administrator', { detail: { dependents: [] } });
}

export function requireDomain({ database }: OperationContext, id: DomainId): void {
  if (database.value('SELECT 1 FROM domain WHERE id = ?', id) === undefined) {
    throw new Failure('not-found', 'no such domain', { detail: { id } });
  }
}

export function requireDomains(context: OperationContext, ids: readonly DomainId[]): void {
  for (const id of ids) requireDomain(context, id);
}

export function encodeQuota(quota: QuotaChoice): string {
  return String(quota);
}

/** What a listing's `query` is looked for in. */
export function searchText(userId: string, localPart: string, profile: Profile): string {
  return foldText([userId, localPart, ...Object.values(profile)].filter((text) => text !== '').join('\n'));
}

const INSERT_ACCOUNT = `
  INSERT INTO account (mod_seq, next_email, storage_bytes, message_count) VALUES (0, 1, 0, 0)`;
const INSERT_USER = `
  INSERT INTO user (account, user_key, user_id, domain, local_part, role, role_domains, is_enabled, is_listed, profile,
    language, storage_quota, message_quota, privileges, forwarding, remote_id, created_at_ms, changed_at_ms, version,
    search_text)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)`;
const FIND_USER = 'SELECT account FROM user WHERE user_key = ?';
/** Who can sign in and administer the server. */
const ADMINISTERS = `role = 'administrator' AND is_enabled = 1 AND archived_at_ms IS NULL`;
const IS_ADMINISTRATOR = `SELECT 1 FROM user WHERE account = ? AND ${ADMINISTERS}`;
const OTHER_ADMINISTRATOR = `SELECT 1 FROM user WHERE account <> ? AND ${ADMINISTERS} LIMIT 1`;
