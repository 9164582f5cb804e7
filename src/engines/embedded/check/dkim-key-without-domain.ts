import type { DkimKeyId, DomainId } from '../../../domain/ports/ids.ts';
import type { Check } from './check.ts';

/** Signing keys belong to a domain. */
export const dkimKeyWithoutDomain: Check = {
  kind: 'dkim-key-without-domain',

  async *find({ database }) {
    for (const [key, selector, domain] of database.rows<[DkimKeyId, string, DomainId]>(FIND)) {
      yield { subject: `key ${key} (${selector})`, message: `its domain ${domain} is not there`, key: [key] };
    }
  },

  repair({ database }, [key = 0]) {
    database.run(REMOVE, key);
    return true;
  },
};

const MISSING = 'NOT EXISTS (SELECT 1 FROM domain WHERE domain.id = dkim_key.domain)';
const FIND = `SELECT id, selector, domain FROM dkim_key WHERE ${MISSING} LIMIT 2000`;
const REMOVE = `DELETE FROM dkim_key WHERE id = ? AND ${MISSING}`;
