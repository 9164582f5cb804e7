import type { Caller } from '../../access/caller.ts';
import type { PolicyPatch } from '../../access/policy/change-policy.ts';
import type { AuditEntry, AuditFields } from '../../ports/audit.ts';
import type { Group, QuotaChoice } from '../../ports/directory.ts';
import type { Store } from '../../ports/store.ts';
import { groupFields } from '../audit-fields.ts';
import type { GroupPatch, Groups } from '../groups.ts';
import { checkGroupAddress } from '../names.ts';
import { listOf, mustStillHold } from './must-still-hold.ts';
import { privilegesBefore } from './undo-user.ts';

type Change = Pick<AuditEntry, 'target' | 'before' | 'after'>;

export interface GroupUndoDeps {
  readonly store: Pick<Store, 'reader'>;
  readonly groups: Pick<Groups, 'get' | 'create' | 'update'>;
}

export function createGroupUndo({ store, groups }: GroupUndoDeps) {
  const directory = () => store.reader().directory;

  /** Those of some User IDs who are members now. */
  const membersAmong = async (group: Group, userIds: readonly string[]): Promise<string[]> => {
    const members: string[] = [];
    for (const userId of userIds) {
      const user = await directory().findUser(userId);
      const isMember = user !== null && (await directory().groupsOf(user.account)).some(({ id }) => id === group.id);
      if (isMember) members.push(userId);
    }
    return members;
  };

  return {
    async update(by: Caller, change: Change): Promise<void> {
      const { target, before, after } = change;
      const { name, domain } = checkGroupAddress(target.name);
      const address = `${typeof after.name === 'string' ? after.name : name}@${domain}`;
      const group = await groups.get(by, address);
      const [went, came] = [listOf(before.members), listOf(after.members)];
      const present = { ...groupFields(group), members: await membersAmong(group, [...went, ...came]) };
      mustStillHold(present, change);
      const patch = {
        ...patchOf(before),
        policy: policyBefore(change, present),
        ...{ addMembers: went, removeMembers: came },
      };
      await groups.update(by, address, patch, group.version);
    },
    /** With the same members, who all have to be there still. */
    async delete(by: Caller, { target, before, after }: Change): Promise<void> {
      await groups.create(by, {
        name: target.name,
        description: typeof before.description === 'string' ? before.description : '',
        ...(typeof before.rank === 'number' ? { rank: before.rank } : {}),
        policy: policyBefore({ before, after }, {}),
        members: listOf(before.members),
      });
    },
  };
}

function patchOf({ name, description, rank }: AuditFields): GroupPatch {
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    ...(typeof rank === 'number' ? { rank } : {}),
  };
}

/** What a level said before of the accounts below it, as far as the change was about that. */
export function policyBefore(
  { before, after }: Pick<AuditEntry, 'before' | 'after'>,
  present: AuditFields,
): PolicyPatch {
  const isChanged = before.privileges !== undefined || after.privileges !== undefined;
  return {
    ...(before.storageQuota === undefined ? {} : { storageQuota: before.storageQuota as QuotaChoice }),
    ...(before.messageQuota === undefined ? {} : { messageQuota: before.messageQuota as QuotaChoice }),
    ...(isChanged ? { privileges: privilegesBefore(present.privileges, before.privileges ?? {}) } : {}),
  };
}
