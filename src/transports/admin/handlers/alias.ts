/** Endpoints of aliases. REQUIREMENTS DI3 */
import { isAllowed } from '../../../domain/access/permissions.ts';
import type { Principal } from '../../../domain/access/principal.ts';
import { aliasMail } from '../../../domain/directory/alias-members.ts';
import type { Aliases, AliasOptions, AliasPatch } from '../../../domain/directory/aliases.ts';
import type { Alias } from '../../../domain/ports/directory.ts';
import type { AliasView } from '../../../wire/admin/schemas.ts';
import type { Handlers } from '../handler.ts';
import { pageOf, withoutUndefined } from '../request.ts';

export const aliasHandlers: Handlers<'alias'> = {
  async 'alias.list'({ query }, { aliases, domains }) {
    const domain = query.domain === undefined ? null : (await domains.get(query.domain)).id;
    const page = await aliases.list(domain, pageOf(query));
    return { aliases: await Promise.all(page.map((alias) => viewAlias(alias, aliases))) };
  },
  'alias.show': ({ path }, { aliases }) => show(path.mail, aliases),
  async 'alias.create'({ body }, { aliases }, principal) {
    const { owners, members, mail, ...rest } = body;
    await aliases.create({ mail, owners, members, ...withoutUndefined(rest) }, optionsOf(principal));
    return show(mail, aliases);
  },
  async 'alias.update'({ path, body }, { aliases }, principal) {
    await aliases.update(path.mail, withoutUndefined(body) as AliasPatch, optionsOf(principal));
    return show(body.mail ?? path.mail, aliases);
  },
  async 'alias.delete'({ path }, { aliases }) {
    await aliases.delete(path.mail);
    return {};
  },
};

/** Endpoint of what may be given to aliases as a member beside people. MI5 */
export const channelHandlers: Handlers<'channel'> = {
  async 'channel.list'(_request, { channels }) {
    return { files: [...(await channels.listFiles())], programs: [...(await channels.listPrograms())] };
  },
};

function optionsOf(principal: Principal): AliasOptions {
  return { mayUseChannels: isAllowed(principal, 'channel.list') };
}

async function show(mail: string, aliases: Aliases): Promise<AliasView> {
  return viewAlias(await aliases.get(mail), aliases);
}

async function viewAlias(alias: Alias, aliases: Aliases): Promise<AliasView> {
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
