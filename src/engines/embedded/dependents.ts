/** What a user cannot simply be taken away from. REQUIREMENTS DI5 */
import type { Dependent } from '../../domain/ports/directory.ts';
import type { AccountId, AliasId, DomainId } from '../../domain/ports/ids.ts';
import type { Database } from './index/database.ts';

/** Aliases that would be left without owner or member, by address, and domains whose catch-all it is, by name. */
export function dependentsOfUser(database: Database, account: AccountId, limit: number): Dependent[] {
  const aliases = database.rows<[AliasDependent['kind'], AliasId, string]>(ALIASES, account, limit);
  const domains = database.rows<[DomainId, string]>(CATCH_ALLS, account, limit);
  const found: Dependent[] = [
    ...aliases.map(([kind, alias, address]): Dependent => ({ kind, alias, address })),
    ...domains.map(([domain, name]): Dependent => ({ kind: 'catch-all', domain, name })),
  ];
  return found.slice(0, limit);
}

/** The names of dependents, each once. */
export function namesOf(dependents: readonly Dependent[]): string[] {
  return [...new Set(dependents.map(nameOf))];
}

function nameOf(dependent: Dependent): string {
  if (dependent.kind === 'catch-all') return dependent.name;
  return dependent.kind === 'forwarding' ? dependent.userId : dependent.address;
}

type AliasDependent = Extract<Dependent, { readonly address: string }>;

const ALIASES = `
  SELECT sole.kind, alias.id, alias.local_part || '@' || domain.name
  FROM (
    SELECT 'alias-owner' AS kind, alias FROM alias_owner WHERE account = ?1
      AND NOT EXISTS (SELECT 1 FROM alias_owner AS o WHERE o.alias = alias_owner.alias AND o.account <> ?1)
    UNION
    SELECT 'alias-member', alias FROM alias_member WHERE account = ?1
      AND NOT EXISTS (SELECT 1 FROM alias_member AS m WHERE m.alias = alias_member.alias AND m.account IS NOT ?1)
  ) AS sole
  JOIN alias ON alias.id = sole.alias JOIN domain ON domain.id = alias.domain
  ORDER BY 3, 1 LIMIT ?2`;
const CATCH_ALLS = 'SELECT id, name FROM domain WHERE catch_all_account = ? ORDER BY name LIMIT ?';
