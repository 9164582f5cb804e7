/** Members of a group: who comes and who goes. */
import type { GroupPatch } from '../../../domain/directory/groups.ts';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import type { Entry } from '../entries/entry.ts';
import type { Sight } from '../search/sight.ts';
import { compareLists, userNamed } from './find-people.ts';
import { valuesIn } from './plan-change.ts';

const MEMBER = DIRECTORY_SCHEMA.attribute('member');

export function groupMembersIn(entry: Entry): readonly string[] {
  return MEMBER === null ? [] : valuesIn(entry, MEMBER);
}

/** Throws Refusal for whom there is not. */
export async function membersPatch(
  sight: Sight,
  before: readonly string[],
  after: readonly string[],
): Promise<Pick<GroupPatch, 'addMembers' | 'removeMembers'>> {
  const { added, removed } = await compareLists('member', before, after, sight.breathe);
  return {
    ...(added.length === 0 ? {} : { addMembers: await userIdsOf(sight, added) }),
    ...(removed.length === 0 ? {} : { removeMembers: await userIdsOf(sight, removed) }),
  };
}

/** One after the other: there may be thousands. */
async function userIdsOf(sight: Sight, names: readonly string[]): Promise<readonly string[]> {
  const userIds: string[] = [];
  for (const name of names) userIds.push((await userNamed(sight, 'member', name)).userId);
  return userIds;
}
