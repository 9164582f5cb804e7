import { Failure } from '../../../../base/failure.ts';
import type { AddressTarget } from '../../../../domain/ports/directory.ts';
import type { DomainId } from '../../../../domain/ports/ids.ts';
import type { Database } from '../../index/database.ts';
import { requireAlias, requireUser } from '../aliases.ts';
import type { Handler, OperationContext } from '../context.ts';
import { requireFreeDomainName } from '../domains.ts';
import { requireVersion, touchDomain } from '../versions.ts';

export const updateDomain: Handler<'update-domain'> = (context, operation) => {
  const { domain, expectVersion, name, description, catchAll, policy, accountPolicy, synonyms } = operation;
  const { database } = context;
  const version = database.value<number>('SELECT version FROM domain WHERE id = ?', domain);
  if (version === undefined) throw new Failure('not-found', 'no such domain', { detail: { id: domain } });
  requireVersion('domain', version, expectVersion);
  if (name !== undefined) setName(context, domain, name);
  if (synonyms !== undefined) setSynonyms(context, domain, synonyms);
  if (description !== undefined) database.run('UPDATE domain SET description = ? WHERE id = ?', description, domain);
  if (catchAll !== undefined) setCatchAll(database, domain, catchAll);
  if (policy !== undefined) database.run('UPDATE domain SET policy = ? WHERE id = ?', JSON.stringify(policy), domain);
  if (accountPolicy !== undefined) {
    database.run('UPDATE domain SET account_policy = ? WHERE id = ?', JSON.stringify(accountPolicy), domain);
  }
  touchDomain(context, domain);
  return null;
};

/** It may have been a synonym of the domain until now. */
function setName(context: OperationContext, domain: DomainId, name: string): void {
  requireFreeDomainName(context, name, domain);
  context.database.run('DELETE FROM domain_synonym WHERE name = ?', name);
  context.database.run('UPDATE domain SET name = ? WHERE id = ?', name, domain);
}

/** Its own name is none: it is passed over. */
function setSynonyms(context: OperationContext, domain: DomainId, synonyms: readonly string[]): void {
  const { database } = context;
  const own = database.value<string>('SELECT name FROM domain WHERE id = ?', domain);
  database.run('DELETE FROM domain_synonym WHERE domain = ?', domain);
  for (const name of new Set(synonyms)) {
    if (name === own) continue;
    requireFreeDomainName(context, name, domain);
    database.run('INSERT INTO domain_synonym (name, domain) VALUES (?, ?)', name, domain);
  }
}

function setCatchAll(database: Database, domain: DomainId, target: AddressTarget | null): void {
  const account = target?.kind === 'user' ? target.account : null;
  const alias = target?.kind === 'alias' ? target.alias : null;
  if (account !== null) requireUser(database, account);
  if (alias !== null) requireAlias(database, alias);
  database.run('UPDATE domain SET catch_all_account = ?, catch_all_alias = ? WHERE id = ?', account, alias, domain);
}
