import type { AliasId } from '../../../domain/ports/ids.ts';
import { touchAlias } from '../writer/versions.ts';
import type { Check } from './check.ts';

/** Members of an alias exist. */
export const aliasMemberMissing: Check = {
  kind: 'alias-member-missing',

  async *find({ database }) {
    for (const [alias, place, who] of database.rows<[AliasId, number, string]>(FIND)) {
      yield { subject: `alias ${alias}`, message: `its member ${who} is not there`, key: [alias, place] };
    }
  },

  repair(context, key) {
    const [alias, place] = key as [AliasId, number];
    context.database.run(REMOVE, alias, place);
    touchAlias(context, alias);
    return true;
  },
};

const MISSING = `
  (account IS NOT NULL AND NOT EXISTS (SELECT 1 FROM user WHERE user.account = alias_member.account))
  OR (member_alias IS NOT NULL AND NOT EXISTS (SELECT 1 FROM alias WHERE alias.id = alias_member.member_alias))
  OR NOT EXISTS (SELECT 1 FROM alias WHERE alias.id = alias_member.alias)`;
const FIND = `
  SELECT alias, place, CASE WHEN account IS NULL THEN 'alias ' || member_alias ELSE 'account ' || account END
  FROM alias_member WHERE ${MISSING}`;
const REMOVE = `DELETE FROM alias_member WHERE alias = ? AND place = ? AND (${MISSING})`;
