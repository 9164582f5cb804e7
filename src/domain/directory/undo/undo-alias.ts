import type { Caller } from '../../access/caller.ts';
import type { AuditEntry, AuditFields } from '../../ports/audit.ts';
import type { Alias, Membership } from '../../ports/directory.ts';
import { aliasMail } from '../alias-members.ts';
import type { AliasPatch } from '../alias-requests.ts';
import type { Aliases } from '../aliases.ts';
import { told } from '../audit-fields.ts';
import { sameValue } from '../difference.ts';
import { changedSince, listOf, mustStillHold } from './must-still-hold.ts';

type Change = Pick<AuditEntry, 'target' | 'before' | 'after'>;

export function createAliasUndo(aliases: Aliases) {
  const fieldsOf = async (alias: Alias): Promise<AuditFields> => ({
    mail: aliasMail(alias),
    description: alias.description,
    membership: alias.membership,
    owners: await Promise.all(alias.owners.map((owner) => aliases.nameOwner(owner))),
    members: await Promise.all(alias.members.map((member) => aliases.nameMember(member))),
  });

  return {
    async update(by: Caller, change: Change): Promise<void> {
      const { mail } = change.after;
      const alias = await aliases.get(by, typeof mail === 'string' ? mail : change.target.name);
      mustStillHold(await fieldsOf(alias), change);
      await aliases.update(by, aliasMail(alias), patchOf(change), alias.version);
    },
    async create(by: Caller, { target, after }: Change): Promise<void> {
      const alias = await aliases.get(by, target.name);
      const present = told(await fieldsOf(alias));
      const changed = Object.keys({ ...present, ...after }).filter((field) => !sameValue(present[field], after[field]));
      if (changed.length > 0) throw changedSince(changed);
      await aliases.delete(by, target.name, alias.version);
    },
    /** With the same owners and members, who all have to be there still. */
    async delete(by: Caller, { target, before }: Change): Promise<void> {
      await aliases.create(by, {
        mail: target.name,
        owners: listOf(before.owners),
        members: listOf(before.members),
        ...fieldsBefore(before),
      });
    },
  };
}

function patchOf({ before, after }: Change): AliasPatch {
  return {
    ...(typeof before.mail === 'string' ? { mail: before.mail } : {}),
    ...fieldsBefore(before),
    ...{ addOwners: listOf(before.owners), removeOwners: listOf(after.owners) },
    ...{ addMembers: listOf(before.members), removeMembers: listOf(after.members) },
  };
}

function fieldsBefore({ description, membership }: AuditFields) {
  return {
    ...(typeof description === 'string' ? { description } : {}),
    ...(typeof membership === 'string' ? { membership: membership as Membership } : {}),
  };
}
