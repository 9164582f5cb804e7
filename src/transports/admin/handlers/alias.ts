/** Endpoints of aliases. REQUIREMENTS DI3 */
import type { Caller } from '../../../domain/access/caller.ts';
import { aliasMail } from '../../../domain/directory/alias-members.ts';
import type { AliasPatch } from '../../../domain/directory/alias-requests.ts';
import type { Aliases } from '../../../domain/directory/aliases.ts';
import type { Alias } from '../../../domain/ports/directory.ts';
import type { AliasView } from '../../../wire/admin/schemas.ts';
import type { Handlers } from '../handler.ts';
import { pageOf, withoutUndefined } from '../request.ts';

export const aliasHandlers: Handlers<'alias'> = {
  async 'alias.list'({ query }, { aliases, domains }, by) {
    const domain = query.domain === undefined ? null : (await domains.get(by, query.domain)).id;
    const page = await aliases.list(by, domain, pageOf(query));
    return { aliases: await Promise.all(page.map((alias) => viewAlias(alias, aliases))) };
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

export async function viewAlias(alias: Alias, aliases: Pick<Aliases, 'nameOwner' | 'nameMember'>): Promise<AliasView> {
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
