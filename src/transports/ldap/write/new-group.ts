/** A group that is added. REQUIREMENTS DI1 */
import { GROUP, type GroupChange } from '../entries/group-attributes.ts';
import { groupEntry } from '../entries/group-entry.ts';
import { membersPatch } from './group-people.ts';
import { mustHaveRequired, mustReadBack, planChange } from './plan-change.ts';
import { Refusal } from './refusal.ts';
import type { Newcomer, ReadAfter, Scene } from './subject.ts';

export async function addGroup(scene: Scene, { domain, value, wanted, password }: Newcomer): Promise<ReadAfter> {
  const { services, author, sight } = scene;
  if (password !== null) throw new Refusal('objectClassViolation', "attribute 'userPassword' not allowed");
  mustHaveRequired(GROUP, wanted);
  const { member = [], ...others }: GroupChange = Object.assign({}, ...planChange(GROUP, null, wanted));
  mustReadBack(GROUP, { name: value, description: '', rank: null, member, ...others }, wanted);
  const { addMembers: members = [] } = await membersPatch(sight, [], member);
  const id = await services.changes.groups.create(author.caller, {
    name: `${value}@${domain.name}`,
    ...{ ...others, members },
  });
  return async () => {
    const { directory } = services.store.reader();
    const group = await directory.group(id);
    return group === null ? null : groupEntry(group, { ...sight, directory });
  };
}
