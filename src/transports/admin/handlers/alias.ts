/** Endpoints of aliases. REQUIREMENTS DI3 */
import type { Caller } from '../../../domain/access/caller.ts';
import { aliasMail } from '../../../domain/directory/alias-members.ts';
import type { AliasPatch } from '../../../domain/directory/alias-requests.ts';
import type { Aliases } from '../../../domain/directory/aliases.ts';
import type { Alias } from '../../../domain/ports/directory.ts';
import type { BULK_ENDPOINTS } from '../../../wire/admin/endpoints/bulk.ts';
import type { AliasView } from '../../../wire/admin/schemas.ts';
import { type AliasRowView, MAX_NAMED } from '../../../wire/admin/table-schemas.ts';
import type { Handlers } from '../handler.ts';
import { withoutUndefined } from '../request.ts';

export const aliasHandlers: Omit<Handlers<'alias'>, keyof typeof BULK_ENDPOINTS> = {
  async 'alias.list'({ query: { domain: name, owner, member, ...view } }, { aliases, aliasTable, domains, users }, by) {
    const filter = {
      domain: name === undefined ? null : (await domains.get(by, name)).id,
      owner: owner === undefined ? null : (await users.get(by, owner)).account,
      member: member === undefined ? null : (await users.get(by, member)).account,
    };
    const { rows, ...table } = await aliasTable.list(by, filter, withoutUndefined(view));
    return { aliases: await Promise.all(rows.map((alias) => viewAliasRow(alias, aliases))), ...table };
  },
  'alias.show': ({ path }, { aliases }, by) => show(by, path.mail, aliases),
  async 'alias.create'({ body }, { aliases }, by) {
    const { owners, members, mail, ...rest } = body;
    await aliases.create(by, { mail, owners, members, ...withoutUndefined(rest) });
    return show(by, mail, aliases);
  },
  async 'alias.update'({ path, body }, { aliases }, by) {
    await aliases.update(by, path.mail, withoutUndefined(body) as AliasPatch);
    return show(by, body.mail ?? path.mail, aliases);
  },
  async 'alias.delete'({ path }, { aliases }, by) {
    await aliases.delete(by, path.mail);
    return {};
  },
};

/** Endpoint of what may be given to aliases as a member beside people. MI5 */
export const channelHandlers: Handlers<'channel'> = {
  async 'channel.list'(_request, { channels }) {
    return { files: [...(await channels.listFiles())], programs: [...(await channels.listPrograms())] };
  },
};

async function show(by: Caller, mail: string, aliases: Aliases): Promise<AliasView> {
  return viewAlias(await aliases.get(by, mail), aliases);
}

type AliasNames = Pick<Aliases, 'nameOwner' | 'nameMember'>;

/** Only so many owners and members are named as a row has room for. */
export async function viewAliasRow(alias: Alias, names: AliasNames): Promise<AliasRowView> {
  const { owners, members } = alias;
  const first = { ...alias, owners: owners.slice(0, MAX_NAMED), members: members.slice(0, MAX_NAMED) };
  const counts = { ownerCount: owners.length, memberCount: members.length };
  return { ...(await viewAlias(first, names)), domain: alias.domainName, ...counts };
}

export async function viewAlias(alias: Alias, aliases: AliasNames): Promise<AliasView> {
  return {
    mail: aliasMail(alias),
    description: alias.description,
    membership: alias.membership,
    owners: await Promise.all(alias.owners.map((owner) => aliases.nameOwner(owner))),
    members: await Promise.all(alias.members.map((member) => aliases.nameMember(member))),
    isPostmaster: alias.isPostmaster,
    createdAt: new Date(alias.createdAtMs).toISOString(),
  };
}
