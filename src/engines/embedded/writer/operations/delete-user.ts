import { Failure } from '../../../../base/failure.ts';
import type { AccountId, AliasId, GroupId, MailboxId } from '../../../../domain/ports/ids.ts';
import { dependentsOfUser, namesOf } from '../../dependents.ts';
import { MAX_DEPENDENTS } from '../../limits.ts';
import { removeAddress } from '../addresses.ts';
import type { Handler, OperationContext } from '../context.ts';
import { requireAccount } from '../entries.ts';
import { handOver } from '../hand-over.ts';
import { endSessionsOfAccount } from '../sessions.ts';
import { requireOtherAdministrator } from '../users.ts';
import { requireVersion, touchAlias, touchGroup } from '../versions.ts';

/**
 * User, address, credentials and mailboxes are gone with the commit; what the mailboxes held is purged afterwards. What
 * the user sent and is still in the queue stays there, and is nobody's.
 */
export const deleteUser: Handler<'delete-user'> = (context, { account, expectVersion, handOverTo }) => {
  const row = requireAccount(context, account);
  const { database, counters, changes } = context;
  requireVersion(
    'user',
    database.value<number>('SELECT version FROM user WHERE account = ?', account) ?? 0,
    expectVersion,
  );
  const aliases = database.rows<[AliasId]>(ALIASES, account);
  if (handOverTo === null) requireNoDependents(context, account);
  else handOver(context, account, handOverTo);
  requireOtherAdministrator(context, account);

  for (const sql of REMOVE_FROM_ALIASES) database.run(sql, account);
  for (const [alias] of aliases) touchAlias(context, alias);
  removeAddress(context, { account });
  for (const [group] of database.rows<[GroupId]>(LEAVE_GROUPS, account)) touchGroup(context, group);
  endSessionsOfAccount(context, account, null);
  for (const [id, path] of database.rows<[MailboxId, string]>(MAILBOXES, account)) {
    const mailbox = counters.mailbox(id);
    if (mailbox !== null) counters.forgetMailbox(mailbox);
    database.run('INSERT INTO mailbox_purge (mailbox) VALUES (?)', id);
    changes.push({ kind: 'mailbox-deleted', account, mailbox: id, path });
  }
  counters.forgetAccount(row);
  for (const sql of REMOVE_OWNED) database.run(sql, account);
  database.run('INSERT INTO account_purge (account) VALUES (?)', account);
  changes.push({ kind: 'user-deleted', account });
  return null;
};

function requireNoDependents({ database }: OperationContext, account: AccountId): void {
  const dependents = namesOf(dependentsOfUser(database, account, MAX_DEPENDENTS));
  if (dependents.length === 0) return;
  throw new Failure('in-use', 'aliases or a catch-all would lose the user', { detail: { dependents } });
}

const ALIASES = `
  SELECT alias FROM alias_owner WHERE account = ?1 UNION SELECT alias FROM alias_member WHERE account = ?1`;
const REMOVE_FROM_ALIASES = ['DELETE FROM alias_owner WHERE account = ?', 'DELETE FROM alias_member WHERE account = ?'];
const LEAVE_GROUPS = 'DELETE FROM group_member WHERE account = ? RETURNING user_group';
const MAILBOXES = 'SELECT id, path FROM mailbox WHERE account = ? ORDER BY path';
const REMOVE_OWNED = [
  'DELETE FROM mailbox WHERE account = ?',
  'DELETE FROM subscribed_name WHERE account = ?',
  'DELETE FROM credential WHERE account = ?',
  'DELETE FROM second_factor WHERE account = ?',
  'DELETE FROM user WHERE account = ?',
  'DELETE FROM account WHERE id = ?',
  'UPDATE queue_message SET account = NULL WHERE account = ?',
];
