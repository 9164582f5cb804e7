import type { AccountId, GroupId } from '../../../domain/ports/ids.ts';
import { touchGroup } from '../writer/versions.ts';
import { type Check, slices } from './check.ts';

/** Members of a group exist, and the group does. */
export const groupMemberMissing: Check = {
  kind: 'group-member-missing',

  async *find({ database }) {
    const read = (last: Row | null) => database.rows<Row>(READ, last?.[0] ?? 0, last?.[1] ?? 0);
    for await (const [group, account, isMissing] of slices<Row>(read)) {
      if (isMissing === 0) continue;
      const message = `its member, account ${account}, is not there, or the group itself`;
      yield { subject: `group ${group}`, message, key: [group, account] };
    }
  },

  repair(context, key) {
    const [group, account] = key as [GroupId, AccountId];
    if (context.database.run(REMOVE, group, account) > 0) touchGroup(context, group);
    return true;
  },
};

type Row = [group: GroupId, account: AccountId, isMissing: 0 | 1];

const MISSING = `(
  NOT EXISTS (SELECT 1 FROM user WHERE user.account = group_member.account)
  OR NOT EXISTS (SELECT 1 FROM user_group WHERE user_group.id = group_member.user_group))`;
const READ = `
  SELECT user_group, account, ${MISSING} FROM group_member
  WHERE (user_group, account) > (?, ?) ORDER BY user_group, account LIMIT 2000`;
const REMOVE = `DELETE FROM group_member WHERE user_group = ? AND account = ? AND ${MISSING}`;
