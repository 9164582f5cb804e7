import type { AliasId } from '../../../domain/ports/ids.ts';
import { setOwners } from '../writer/aliases.ts';
import { touchAlias } from '../writer/versions.ts';
import { firstAdministrator } from './administrator.ts';
import type { Check } from './check.ts';

/** Every alias has an owner that exists. K2 */
export const aliasWithoutOwner: Check = {
  kind: 'alias-without-owner',

  async *find({ database }) {
    for (const [alias, localPart] of database.rows<[AliasId, string]>(FIND)) {
      yield { subject: `alias ${alias} (${localPart})`, message: 'nobody owns it', key: [alias] };
    }
  },

  /** An administrator owns it until somebody is found. */
  repair(context, key) {
    const [alias] = key as [AliasId];
    const administrator = firstAdministrator(context.database);
    if (administrator === undefined) return false;
    setOwners(context, alias, [administrator]);
    touchAlias(context, alias);
    return true;
  },
};

const FIND = `
  SELECT id, local_part FROM alias WHERE NOT EXISTS (
    SELECT 1 FROM alias_owner JOIN user ON user.account = alias_owner.account WHERE alias_owner.alias = alias.id)`;
