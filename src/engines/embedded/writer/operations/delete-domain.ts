import { Failure } from '../../../../base/failure.ts';
import type { AccountId, AliasId, DomainId, GroupId } from '../../../../domain/ports/ids.ts';
import { MAX_DEPENDENTS } from '../../limits.ts';
import { dependentsOfAlias } from '../aliases.ts';
import type { Handler, OperationContext } from '../context.ts';
import { removeGroup } from '../groups.ts';
import { removeAlias } from '../remove-alias.ts';
import { requireDomain } from '../users.ts';
import { touchUser } from '../versions.ts';

/** The postmaster alias, the groups, the synonyms and the keys go with their domain. */
export const deleteDomain: Handler<'delete-domain'> = (context, { domain }) => {
  requireDomain(context, domain);
  const { database, changes } = context;
  const postmasters = database.rows<[AliasId]>(POSTMASTERS, domain).map(([alias]) => alias);
  const inside = database.rows<[string]>(DEPENDENTS, domain, domain, MAX_DEPENDENTS).flat();
  const dependents = [...inside, ...postmasters.flatMap((alias) => dependentsOfAlias(context, alias))];
  if (dependents.length > 0) {
    const detail = { dependents: dependents.slice(0, MAX_DEPENDENTS) };
    throw new Failure('in-use', 'the domain has users or aliases', { detail });
  }
  for (const alias of postmasters) removeAlias(context, alias);
  if (database.run('DELETE FROM dkim_key WHERE domain = ?', domain) > 0) {
    changes.push({ kind: 'dkim-keys-changed', domain });
  }
  const groups = database.rows<[GroupId]>('SELECT id FROM user_group WHERE domain = ? ORDER BY id', domain);
  for (const [group] of groups) removeGroup(context, group);
  takeFromRoles(context, domain);
  database.run('DELETE FROM domain_synonym WHERE domain = ?', domain);
  database.run('DELETE FROM domain WHERE id = ?', domain);
  changes.push({ kind: 'domain-changed', domain });
  return null;
};

/** Whose role held there keeps it for the domains that are left. */
function takeFromRoles(context: OperationContext, domain: DomainId): void {
  const { database } = context;
  for (const [account, text] of database.rows<[AccountId, string]>(HOLDERS_OF_ROLES)) {
    const domains = JSON.parse(text) as DomainId[];
    if (!domains.includes(domain)) continue;
    database.run(SET_ROLE_DOMAINS, JSON.stringify(domains.filter((id) => id !== domain)), account);
    touchUser(context, account);
  }
}

const POSTMASTERS = 'SELECT id FROM alias WHERE domain = ? AND is_postmaster = 1';
const HOLDERS_OF_ROLES = `SELECT account, role_domains FROM user WHERE role_domains <> '[]' ORDER BY account`;
const SET_ROLE_DOMAINS = 'UPDATE user SET role_domains = ? WHERE account = ?';
const DEPENDENTS = `
  SELECT local_part || '@' || domain.name FROM (
    SELECT domain, local_part FROM user WHERE domain = ?
    UNION ALL
    SELECT domain, local_part FROM alias WHERE domain = ? AND is_postmaster = 0
  ) AS dependent JOIN domain ON domain.id = dependent.domain ORDER BY local_part LIMIT ?`;
