import { Failure } from '../../../../base/failure.ts';
import { foldName } from '../../../../base/name.ts';
import type { Profile } from '../../../../domain/ports/directory.ts';
import type { AccountId, DomainId } from '../../../../domain/ports/ids.ts';
import type { UpdateUser } from '../../../../domain/ports/operations.ts';
import { setAddress } from '../addresses.ts';
import type { Handler, OperationContext } from '../context.ts';
import { encodeQuota, requireDomain, requireFreeUserId, requireOtherAdministrator, searchText } from '../users.ts';

type Row = [version: number, userId: string, domain: DomainId, localPart: string, profile: string];

export const updateUser: Handler<'update-user'> = (context, operation) => {
  const { account, expectVersion } = operation;
  const { database, changes } = context;
  const row = database.row<Row>(READ, account);
  if (row === undefined) throw new Failure('not-found', 'no such user', { detail: { account } });
  const [version, oldUserId, oldDomain, oldLocalPart, oldProfile] = row;
  if (expectVersion !== null && expectVersion !== version) throw new Failure('conflict', 'the user was changed');

  const userId = operation.userId ?? oldUserId;
  const domain = operation.domain ?? oldDomain;
  const localPart = operation.localPart ?? oldLocalPart;
  const profile: Profile = { ...(JSON.parse(oldProfile) as Profile), ...operation.profile };
  if (operation.userId !== undefined) requireFreeUserId(context, userId, account);
  if (operation.domain !== undefined) requireDomain(context, domain);
  if (operation.role === 'user' || operation.isEnabled === false) requireOtherAdministrator(context, account);
  if (domain !== oldDomain || localPart !== oldLocalPart) setAddress(context, domain, localPart, { account });

  const names = [userId, foldName(userId), domain, localPart];
  database.run(SAVE, ...names, JSON.stringify(profile), searchText(userId, localPart, profile), account);
  saveChoices(context, account, operation);
  changes.push({ kind: 'user-changed', account });
  return null;
};

function saveChoices({ database }: OperationContext, account: AccountId, choices: UpdateUser): void {
  const { role, isEnabled, language, storageQuota, messageQuota, forwarding, welcomeSenders } = choices;
  if (role !== undefined) database.run('UPDATE user SET role = ? WHERE account = ?', role, account);
  if (isEnabled !== undefined) {
    database.run('UPDATE user SET is_enabled = ? WHERE account = ?', isEnabled ? 1 : 0, account);
  }
  if (language !== undefined) database.run('UPDATE user SET language = ? WHERE account = ?', language, account);
  if (storageQuota !== undefined) {
    database.run('UPDATE user SET storage_quota = ? WHERE account = ?', encodeQuota(storageQuota), account);
  }
  if (messageQuota !== undefined) {
    database.run('UPDATE user SET message_quota = ? WHERE account = ?', encodeQuota(messageQuota), account);
  }
  if (forwarding !== undefined) {
    const encoded = forwarding === null ? null : JSON.stringify(forwarding);
    database.run('UPDATE user SET forwarding = ? WHERE account = ?', encoded, account);
  }
  if (welcomeSenders !== undefined) {
    database.run('UPDATE user SET welcome_senders = ? WHERE account = ?', JSON.stringify(welcomeSenders), account);
  }
}

const READ = 'SELECT version, user_id, domain, local_part, profile FROM user WHERE account = ?';
const SAVE = `
  UPDATE user SET user_id = ?, user_key = ?, domain = ?, local_part = ?, profile = ?, search_text = ?,
    version = version + 1
  WHERE account = ?`;
