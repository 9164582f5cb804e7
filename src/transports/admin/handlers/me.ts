/** What people see and change of their own account. REQUIREMENTS DI8, PM1, PM3 */
import { Failure } from '../../../base/failure.ts';
import type { Caller } from '../../../domain/access/caller.ts';
import { actionsOf } from '../../../domain/access/permissions.ts';
import type { AliasPatch } from '../../../domain/directory/alias-requests.ts';
import { mailOf } from '../../../domain/directory/mail-of.ts';
import { ownUser } from '../../../domain/directory/own/own-user.ts';
import { effectiveQuota } from '../../../domain/mailbox/quota.ts';
import { PRIVILEGES } from '../../../domain/ports/account-policy.ts';
import type { ME_ENDPOINTS, OwnAccountView } from '../../../wire/admin/endpoints/me.ts';
import type { AdminDependencies, HandlersOf } from '../handler.ts';
import { proveOwnPassword } from '../prove-own-password.ts';
import { withoutUndefined } from '../request.ts';
import { viewForwarding } from '../views.ts';
import { viewAlias } from './alias.ts';
import { viewSignedIn } from './sign-in.ts';

export const meHandlers: HandlersOf<typeof ME_ENDPOINTS> = {
  'me.show': (_request, dependencies, by) => show(by, dependencies),
  async 'me.quota'(_request, { store, policies }, by) {
    const user = await ownUser(store, by);
    const limits = await effectiveQuota(user, policies);
    const { storageBytes, messageCount } = await store.reader().mailboxes.usage(user.account);
    return {
      storageLimitBytes: limits.storageBytes,
      messageLimit: limits.messageCount,
      ...{ storageBytes, messageCount },
    };
  },
  async 'me.update'({ body: { profile, language } }, dependencies, by) {
    await dependencies.ownAccount.changeProfile(by, {
      ...(profile === undefined ? {} : { profile: withoutUndefined(profile) }),
      ...(language === undefined ? {} : { language }),
    });
    return show(by, dependencies);
  },
  async 'me.password'({ body }, dependencies, by) {
    const { ownSessions, ownAccount, signIn } = dependencies;
    const browser = (await ownSessions.list(by, 'web')).find(({ id }) => id === by.session);
    await proveOwnPassword(by, body.present, dependencies, 'present');
    const credential = await ownAccount.changePassword(by, body.password);
    if (browser === undefined) return { session: null };
    return { session: viewSignedIn(await signIn.goOn(browser, credential, by.actor.address)) };
  },
  async 'me.forwarding'({ body }, dependencies, by) {
    await dependencies.ownAccount.changeForwarding(by, body.forwarding);
    return show(by, dependencies);
  },
  async 'me.aliases'(_request, { ownAliases, aliases }, by) {
    return { aliases: await Promise.all((await ownAliases.list(by)).map((alias) => viewAlias(alias, aliases))) };
  },
  async 'me.show-alias'({ path }, { ownAddressBook, aliases }, by) {
    const { alias, ...what } = await ownAddressBook.showAlias(by, path.mail);
    return { ...(await viewAlias(alias, aliases)), ...what };
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
  const credentials = await store.reader().directory.credentials(user.account);
  const { alternateMail: _administrators, ...profile } = user.profile;
  const held = PRIVILEGES.map((name) => [name, privileges[name].value]);
  return {
    userId: user.userId,
    mail: mailOf(user),
    role: user.role,
    isMirrored: user.remoteId !== null,
    profile,
    language: user.language,
    forwarding: viewForwarding(user.forwarding),
    privileges: Object.fromEntries(held) as OwnAccountView['privileges'],
    mustChangePassword: credentials.some(({ kind, mustChange }) => kind === 'password' && mustChange),
    actions: actionsOf(user.role),
  };
}
