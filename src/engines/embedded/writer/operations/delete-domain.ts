import { Failure } from '../../../../base/failure.ts';
import type { AliasId } from '../../../../domain/ports/ids.ts';
import { MAX_DEPENDENTS } from '../../limits.ts';
import { dependentsOfAlias } from '../aliases.ts';
import type { Handler } from '../context.ts';
import { removeAlias } from '../remove-alias.ts';
import { requireDomain } from '../users.ts';

/** The postmaster alias and the keys go with their domain. */
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
  database.run('DELETE FROM domain WHERE id = ?', domain);
  changes.push({ kind: 'domain-changed', domain });
  return null;
};

const POSTMASTERS = 'SELECT id FROM alias WHERE domain = ? AND is_postmaster = 1';
const DEPENDENTS = `
  SELECT local_part || '@' || domain.name FROM (
    SELECT domain, local_part FROM user WHERE domain = ?
    UNION ALL
    SELECT domain, local_part FROM alias WHERE domain = ? AND is_postmaster = 0
  ) AS dependent JOIN domain ON domain.id = dependent.domain ORDER BY local_part LIMIT ?`;
