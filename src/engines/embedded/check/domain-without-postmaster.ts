import { isFailure } from '../../../base/failure.ts';
import type { AliasId, DomainId } from '../../../domain/ports/ids.ts';
import { setAddress } from '../writer/addresses.ts';
import { POSTMASTER } from '../writer/aliases.ts';
import { insertPostmaster } from '../writer/domains.ts';
import { firstAdministrator } from './administrator.ts';
import type { Check } from './check.ts';

/** `postmaster` of every domain leads to its postmaster alias. RFC 5321 section 4.5.1, DI4 */
export const domainWithoutPostmaster: Check = {
  kind: 'domain-without-postmaster',

  async *find({ database }) {
    for (const [domain, name] of database.rows<[DomainId, string]>(FIND, POSTMASTER)) {
      yield { subject: `domain ${domain} (${name})`, message: 'it has no postmaster', key: [domain] };
    }
  },

  repair(context, key) {
    const [domain] = key as [DomainId];
    const administrator = firstAdministrator(context.database);
    const alias = context.database.value<AliasId>(FIND_ALIAS, domain);
    if (alias === undefined && administrator === undefined) return false;
    try {
      if (alias !== undefined) setAddress(context, domain, POSTMASTER, { alias });
      else if (administrator !== undefined) insertPostmaster(context, domain, administrator);
      return true;
    } catch (error) {
      if (isFailure(error, 'already-exists')) return false;
      throw error;
    }
  },
};

const FIND = `
  SELECT id, name FROM domain WHERE NOT EXISTS (
    SELECT 1 FROM alias JOIN address ON address.alias = alias.id
    WHERE alias.domain = domain.id AND alias.is_postmaster = 1
      AND address.domain = domain.id AND address.local_key = ?)`;
const FIND_ALIAS = 'SELECT id FROM alias WHERE domain = ? AND is_postmaster = 1';
