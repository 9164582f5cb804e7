import type { AliasId, DomainId } from '../../../domain/ports/ids.ts';
import { removeAddress } from './addresses.ts';
import type { OperationContext } from './context.ts';

/** Removes an alias that nothing depends on, also from the members of others. */
export function removeAlias(context: OperationContext, alias: AliasId): void {
  const { database, changes } = context;
  removeAddress(context, { alias });
  for (const [domain] of database.rows<[DomainId]>(FREE_CATCH_ALL, alias))
    changes.push({ kind: 'domain-changed', domain });
  const others = database.rows<[AliasId]>('SELECT DISTINCT alias FROM alias_member WHERE member_alias = ?', alias);
  database.run('DELETE FROM alias_member WHERE member_alias = ?', alias);
  database.run('DELETE FROM alias_member WHERE alias = ?', alias);
  database.run('DELETE FROM alias_owner WHERE alias = ?', alias);
  database.run('DELETE FROM alias WHERE id = ?', alias);
  for (const [other] of others) touchAlias(context, other);
  changes.push({ kind: 'alias-changed', alias });
}

/** Its owners or members changed. */
export function touchAlias({ database, changes }: OperationContext, alias: AliasId): void {
  database.run('UPDATE alias SET version = version + 1 WHERE id = ?', alias);
  changes.push({ kind: 'alias-changed', alias });
}

const FREE_CATCH_ALL = 'UPDATE domain SET catch_all_alias = NULL WHERE catch_all_alias = ? RETURNING id';
