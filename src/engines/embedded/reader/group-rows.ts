import type { AccountPolicy } from '../../../domain/ports/account-policy.ts';
import type { Group } from '../../../domain/ports/directory.ts';
import type { DomainId, GroupId } from '../../../domain/ports/ids.ts';

export const SELECT_GROUP = `
  SELECT user_group.id, user_group.domain, domain.name, user_group.name, user_group.description, user_group.rank,
    user_group.account_policy, user_group.created_at_ms, user_group.changed_at_ms, user_group.version
  FROM user_group JOIN domain ON domain.id = user_group.domain`;

export type GroupTuple = [
  id: GroupId,
  domain: DomainId,
  domainName: string,
  name: string,
  description: string,
  rank: number,
  accountPolicy: string,
  createdAtMs: number,
  changedAtMs: number,
  version: number,
];

export function toGroup(row: GroupTuple): Group {
  const [id, domain, domainName, name, description, rank, accountPolicy, createdAtMs, changedAtMs, version] = row;
  return {
    ...{ id, domain, domainName, name, description, rank, createdAtMs, changedAtMs, version },
    accountPolicy: JSON.parse(accountPolicy) as AccountPolicy,
  };
}

const GROUP_KEY = `user_group.name_key || '@' || domain.name`;
export const LIST_GROUPS = `
  ${SELECT_GROUP} WHERE (?1 IS NULL OR user_group.domain = ?1) AND ${GROUP_KEY} > ?2
    AND (?3 = '' OR instr(user_group.search_text, ?3) > 0)
  ORDER BY ${GROUP_KEY} LIMIT ?4`;
/** As they decide: of equal ranks the older one. */
export const GROUPS_OF = `
  ${SELECT_GROUP} JOIN group_member ON group_member.user_group = user_group.id
  WHERE group_member.account = ? ORDER BY user_group.rank, user_group.id`;
export const GROUP_MEMBERS = `
  SELECT account FROM group_member WHERE user_group = ? AND account > ? ORDER BY account LIMIT ?`;
export const GROUP_SIZES = 'SELECT user_group, count(*) FROM group_member GROUP BY user_group';
/** Domains as a JSON array, or null for all; a role, or null; an account that counts in any case, or null. */
export const GROUP_SIZES_AMONG = `
  SELECT user_group, count(*) FROM group_member JOIN user ON user.account = group_member.account
  WHERE ((?1 IS NULL OR user.domain IN (SELECT value FROM json_each(?1))) AND (?2 IS NULL OR user.role = ?2))
    OR user.account = ?3
  GROUP BY user_group`;
