/** Endpoints of aliases. REQUIREMENTS DI3 */
import { type Aliases, type AliasPatch, aliasMail } from '../../../domain/directory/aliases.ts';
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
  async 'alias.create'({ body }, { aliases }) {
    const { owners, members, mail, ...rest } = body;
    await aliases.create({ mail, owners, members, ...withoutUndefined(rest) });
    return show(mail, aliases);
  },
  async 'alias.update'({ path, body }, { aliases }) {
    await aliases.update(path.mail, withoutUndefined(body) as AliasPatch);
    return show(body.mail ?? path.mail, aliases);
  },
  async 'alias.delete'({ path }, { aliases }) {
    await aliases.delete(path.mail);
    return {};
  },
};

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
