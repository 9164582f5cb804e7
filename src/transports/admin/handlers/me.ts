/** What people see and change of their own account. REQUIREMENTS DI8, PM1, PM3 */
import { Failure } from '../../../base/failure.ts';
import type { Caller } from '../../../domain/access/caller.ts';
import type { AliasPatch } from '../../../domain/directory/alias-requests.ts';
import { mailOf } from '../../../domain/directory/mail-of.ts';
import { ownUser } from '../../../domain/directory/own/own-user.ts';
import { PRIVILEGES } from '../../../domain/ports/account-policy.ts';
import type { ME_ENDPOINTS, OwnAccountView } from '../../../wire/admin/endpoints/me.ts';
import type { AdminDependencies, HandlersOf } from '../handler.ts';
import { proveOwnPassword } from '../prove-own-password.ts';
import { withoutUndefined } from '../request.ts';
import { viewForwarding } from '../views.ts';
import { viewAlias } from './alias.ts';

export const meHandlers: HandlersOf<typeof ME_ENDPOINTS> = {
  'me.show': (_request, dependencies, by) => show(by, dependencies),
  async 'me.update'({ body: { profile, language } }, dependencies, by) {
    await dependencies.ownAccount.changeProfile(by, {
      ...(profile === undefined ? {} : { profile: withoutUndefined(profile) }),
      ...(language === undefined ? {} : { language }),
    });
    return show(by, dependencies);
  },
  async 'me.password'({ body }, dependencies, by) {
    await proveOwnPassword(by, body.present, dependencies);
    await dependencies.ownAccount.changePassword(by, body.password);
    return {};
  },
  async 'me.forwarding'({ body }, dependencies, by) {
    await dependencies.ownAccount.changeForwarding(by, body.forwarding);
    return show(by, dependencies);
  },
  async 'me.aliases'(_request, { ownAliases, aliases }, by) {
    return { aliases: await Promise.all((await ownAliases.list(by)).map((alias) => viewAlias(alias, aliases))) };
  },
  async 'me.create-alias'({ body }, { ownAliases, aliases, store }, by) {
    const { mail, members, ...rest } = body;
    const id = await ownAliases.create(by, { mail, members, ...withoutUndefined(rest) });
    const alias = await store.reader().directory.alias(id);
    if (alias === null) throw new Failure('conflict', 'the alias is gone again');
    return viewAlias(alias, aliases);
  },
  async 'me.update-alias'({ path, body }, { ownAliases }, by) {
    await ownAliases.update(by, path.mail, withoutUndefined(body) as AliasPatch);
    return {};
  },
  async 'me.delete-alias'({ path }, { ownAliases }, by) {
    await ownAliases.delete(by, path.mail);
    return {};
  },
};

async function show(by: Caller, { store, policies }: AdminDependencies): Promise<OwnAccountView> {
  const user = await ownUser(store, by);
  const { privileges } = await policies.of(user);
  const { alternateMail: _administrators, ...profile } = user.profile;
  const held = PRIVILEGES.map((name) => [name, privileges[name].value]);
  return {
    userId: user.userId,
    mail: mailOf(user),
    role: user.role,
    profile,
    language: user.language,
    forwarding: viewForwarding(user.forwarding),
    privileges: Object.fromEntries(held) as OwnAccountView['privileges'],
  };
}
