import type { AliasId, DomainId } from '../../../domain/ports/ids.ts';
import { removeAddress } from './addresses.ts';
import type { OperationContext } from './context.ts';
import { touchAlias, touchDomain } from './versions.ts';

/** Removes an alias that nothing depends on, also from the members of others. */
export function removeAlias(context: OperationContext, alias: AliasId): void {
  const { database, changes } = context;
  removeAddress(context, { alias });
  for (const [domain] of database.rows<[DomainId]>(FREE_CATCH_ALL, alias)) touchDomain(context, domain);
  const others = database.rows<[AliasId]>('SELECT DISTINCT alias FROM alias_member WHERE member_alias = ?', alias);
  database.run('DELETE FROM alias_member WHERE member_alias = ?', alias);
  database.run('DELETE FROM alias_member WHERE alias = ?', alias);
  database.run('DELETE FROM alias_owner WHERE alias = ?', alias);
  database.run('DELETE FROM alias WHERE id = ?', alias);
  for (const [other] of others) touchAlias(context, other);
  changes.push({ kind: 'alias-changed', alias });
}

const FREE_CATCH_ALL = 'UPDATE domain SET catch_all_alias = NULL WHERE catch_all_alias = ? RETURNING id';
