/** Endpoints of groups. REQUIREMENTS DI1, DI8 */
import type { Caller } from '../../../domain/access/caller.ts';
import type { Group } from '../../../domain/ports/directory.ts';
import type { GroupView } from '../../../wire/admin/directory-schemas.ts';
import type { AdminDependencies, Handlers } from '../handler.ts';
import { pageOf, policyPatch, withoutUndefined } from '../request.ts';
import { viewAccountPolicy } from '../views.ts';

export const groupHandlers: Handlers<'group'> = {
  async 'group.list'({ query: { domain: name, member, ...view } }, { groupTable, domains, users }, by) {
    const filter = {
      domain: name === undefined ? null : (await domains.get(by, name)).id,
      member: member === undefined ? null : (await users.get(by, member)).account,
    };
    const { rows, ...table } = await groupTable.list(by, filter, withoutUndefined(view));
    const groups = rows.map(({ group, memberCount }) => ({
      ...viewGroup(group),
      domain: group.domainName,
      memberCount,
    }));
    return { groups, ...table };
  },
  'group.show': ({ path }, dependencies, by) => show(by, path.name, dependencies),
  async 'group.members'({ path, query }, { groups }, by) {
    const members = await groups.members(by, path.name, pageOf(query));
    return { members: members.map(({ userId }) => userId) };
  },
  async 'group.create'({ body }, dependencies, by) {
    const { name, accountPolicy = {}, ...fields } = body;
    await dependencies.groups.create(by, { name, policy: policyPatch(accountPolicy), ...withoutUndefined(fields) });
    return show(by, name, dependencies);
  },
  async 'group.update'({ path, body }, dependencies, by) {
    const { groups } = dependencies;
    const { accountPolicy = {}, ...fields } = body;
    const { domainName, name } = await groups.get(by, path.name);
    await groups.update(by, path.name, { policy: policyPatch(accountPolicy), ...withoutUndefined(fields) });
    return show(by, `${body.name ?? name}@${domainName}`, dependencies);
  },
  async 'group.delete'({ path }, { groups }, by) {
    await groups.delete(by, path.name);
    return {};
  },
};

async function show(by: Caller, name: string, { groups }: AdminDependencies): Promise<GroupView> {
  return viewGroup(await groups.get(by, name));
}

function viewGroup({ name, domainName, description, rank, accountPolicy, createdAtMs }: Group): GroupView {
  return {
    name: `${name}@${domainName}`,
    description,
    rank,
    accountPolicy: viewAccountPolicy(accountPolicy),
    createdAt: new Date(createdAtMs).toISOString(),
  };
}
