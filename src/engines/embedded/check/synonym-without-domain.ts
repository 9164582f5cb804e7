import type { DomainId } from '../../../domain/ports/ids.ts';
import type { Check } from './check.ts';

/** Synonyms mean a domain that exists. DI4 */
export const synonymWithoutDomain: Check = {
  kind: 'synonym-without-domain',

  async *find({ database }) {
    for (const [name, domain] of database.rows<[string, DomainId]>(FIND)) {
      yield { subject: `synonym ${name}`, message: `its domain ${domain} is not there`, key: [name] };
    }
  },

  repair({ database }, [name = '']) {
    database.run(REMOVE, name);
    return true;
  },
};

const MISSING = 'NOT EXISTS (SELECT 1 FROM domain WHERE domain.id = domain_synonym.domain)';
const FIND = `SELECT name, domain FROM domain_synonym WHERE ${MISSING} LIMIT 2000`;
const REMOVE = `DELETE FROM domain_synonym WHERE name = ? AND ${MISSING}`;
