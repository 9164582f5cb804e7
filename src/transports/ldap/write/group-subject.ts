/** A group that is changed by who manages it. REQUIREMENTS DI1 */
import { reachesDomain } from '../../../domain/access/caller.ts';
import type { Action } from '../../../domain/access/permissions.ts';
import type { GroupPatch } from '../../../domain/directory/groups.ts';
import type { Group } from '../../../domain/ports/directory.ts';
import type { Entry } from '../entries/entry.ts';
import { GROUP, type GroupChange } from '../entries/group-attributes.ts';
import { groupEntry, MAX_SHOWN_MEMBERS } from '../entries/group-entry.ts';
import { mustHaveChosenPassword, noAccess } from './author.ts';
import { groupMembersIn, membersPatch } from './group-people.ts';
import { isCount, mustReadBack, planChange } from './plan-change.ts';
import { Refusal } from './refusal.ts';
import type { Scene, Subject } from './subject.ts';

export function groupSubject(scene: Scene, group: Group, before: Entry): Subject {
  const { author, services, sight } = scene;
  const { caller } = author;
  const { groups } = services.changes;
  const name = `${group.name}@${group.domainName}`;

  const mustManage = (action: Action) => {
    mustHaveChosenPassword(author);
    if (!author.may(action) || !reachesDomain(caller, group.domain)) throw noAccess();
  };
  const update = async (patch: GroupPatch): Promise<void> => {
    if (Object.keys(patch).length > 0) await groups.update(caller, name, patch, group.version);
  };

  return {
    before,
    isCount: (type) => isCount(GROUP, type),
    mustBeChangeable: () => mustManage('group.update'),

    async change(wanted) {
      const changes: GroupChange = Object.assign({}, ...planChange(GROUP, before, wanted));
      const { member, ...others } = changes;
      const present = groupMembersIn(before);
      mustReadBack(GROUP, { ...group, member: present, ...changes }, wanted);
      if (member !== undefined && present.length === 0) await mustBeShown(scene, group);
      const members = member === undefined ? {} : await membersPatch(sight, present, member);
      await update({ ...others, ...members });
      return () => groupAfter(scene, group, { ...group, ...others });
    },

    async rename(value, domain) {
      if (domain !== null) throw new Refusal('unwillingToPerform', 'a group stays in its domain');
      if (value === null) return async () => before;
      await update({ name: value });
      return () => groupAfter(scene, group, { ...group, name: value });
    },

    mustBeDeletable: () => mustManage('group.delete'),
    delete: () => groups.delete(caller, name, group.version),
  };
}

/** Who is in it cannot be replaced where nobody is shown who is. Throws Refusal. */
async function mustBeShown({ sight }: Scene, { id }: Group): Promise<void> {
  const accounts = await sight.directory.groupMembers(id, null, MAX_SHOWN_MEMBERS + 1);
  if (accounts.length <= MAX_SHOWN_MEMBERS) return;
  throw new Refusal(
    'unwillingToPerform',
    'member: there are more than LDAP shows, so that they are changed by other means',
  );
}

/** What others have changed since then is not part of it, where it can be told: RFC 4527 section 3.2. */
async function groupAfter({ sight, services }: Scene, { id, version }: Group, draft: Group): Promise<Entry | null> {
  const { directory } = services.store.reader();
  const now = await directory.group(id);
  return groupEntry(now !== null && now.version <= version + 1 ? now : draft, { ...sight, directory });
}
