import type { AddressTarget } from '../../../../domain/ports/directory.ts';
import type { DomainId } from '../../../../domain/ports/ids.ts';
import type { Database } from '../../index/database.ts';
import { requireAlias, requireUser } from '../aliases.ts';
import type { Handler } from '../context.ts';
import { requireFreeDomainName } from '../domains.ts';
import { requireDomain } from '../users.ts';

export const updateDomain: Handler<'update-domain'> = (context, operation) => {
  const { domain, name, description, catchAll, policy } = operation;
  requireDomain(context, domain);
  if (name !== undefined) {
    requireFreeDomainName(context, name, domain);
    context.database.run('UPDATE domain SET name = ? WHERE id = ?', name, domain);
  }
  if (description !== undefined) {
    context.database.run('UPDATE domain SET description = ? WHERE id = ?', description, domain);
  }
  if (catchAll !== undefined) setCatchAll(context.database, domain, catchAll);
  if (policy !== undefined) {
    context.database.run('UPDATE domain SET policy = ? WHERE id = ?', JSON.stringify(policy), domain);
  }
  context.changes.push({ kind: 'domain-changed', domain });
  return null;
};

function setCatchAll(database: Database, domain: DomainId, target: AddressTarget | null): void {
  const account = target?.kind === 'user' ? target.account : null;
  const alias = target?.kind === 'alias' ? target.alias : null;
  if (account !== null) requireUser(database, account);
  if (alias !== null) requireAlias(database, alias);
  database.run('UPDATE domain SET catch_all_account = ?, catch_all_alias = ? WHERE id = ?', account, alias, domain);
}
