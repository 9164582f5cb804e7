import { Failure } from '../../../../base/failure.ts';
import type { AliasId, DomainId, MailboxId } from '../../../../domain/ports/ids.ts';
import { removeAddress } from '../addresses.ts';
import { dependentsOfUser } from '../aliases.ts';
import type { Handler } from '../context.ts';
import { requireAccount } from '../entries.ts';
import { touchAlias } from '../remove-alias.ts';
import { requireOtherAdministrator } from '../users.ts';

/**
 * User, address, credentials and mailboxes are gone with the commit; what the mailboxes held is purged afterwards. What
 * the user sent and is still in the queue stays there, and is nobody's.
 */
export const deleteUser: Handler<'delete-user'> = (context, { account }) => {
  const row = requireAccount(context, account);
  const { database, counters, changes } = context;
  const dependents = dependentsOfUser(context, account);
  if (dependents.length > 0) {
    throw new Failure('in-use', 'aliases would lose their last owner or member', { detail: { dependents } });
  }
  requireOtherAdministrator(context, account);

  const aliases = database.rows<[AliasId]>(ALIASES, account);
  for (const sql of REMOVE_FROM_ALIASES) database.run(sql, account);
  for (const [alias] of aliases) touchAlias(context, alias);
  removeAddress(context, { account });
  for (const [domain] of database.rows<[DomainId]>(FREE_CATCH_ALL, account))
    changes.push({ kind: 'domain-changed', domain });
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

const ALIASES = `
  SELECT alias FROM alias_owner WHERE account = ?1 UNION SELECT alias FROM alias_member WHERE account = ?1`;
const REMOVE_FROM_ALIASES = ['DELETE FROM alias_owner WHERE account = ?', 'DELETE FROM alias_member WHERE account = ?'];
const MAILBOXES = 'SELECT id, path FROM mailbox WHERE account = ? ORDER BY path';
const REMOVE_OWNED = [
  'DELETE FROM mailbox WHERE account = ?',
  'DELETE FROM subscribed_name WHERE account = ?',
  'DELETE FROM credential WHERE account = ?',
  'DELETE FROM user WHERE account = ?',
  'DELETE FROM account WHERE id = ?',
  'UPDATE queue_message SET account = NULL WHERE account = ?',
];
const FREE_CATCH_ALL = 'UPDATE domain SET catch_all_account = NULL WHERE catch_all_account = ? RETURNING id';
