/** Endpoints of users. REQUIREMENTS DI2, DI5, DI9 */
import type { Caller } from '../../../domain/access/caller.ts';
import { domainNames } from '../../../domain/directory/domain-names.ts';
import { mailOf } from '../../../domain/directory/mail-of.ts';
import { importUsers } from '../../../domain/directory/user-import.ts';
import type { NewUserRequest, UserPatch } from '../../../domain/directory/user-requests.ts';
import type { User } from '../../../domain/ports/directory.ts';
import type { Store } from '../../../domain/ports/store.ts';
import type { USER_ENDPOINTS } from '../../../wire/admin/endpoints/user.ts';
import type { UserView } from '../../../wire/admin/schemas.ts';
import type { AdminDependencies, HandlersOf } from '../handler.ts';
import { pageOf, withoutUndefined } from '../request.ts';
import { isoOrNull, viewForwarding } from '../views.ts';

export const userHandlers: HandlersOf<typeof USER_ENDPOINTS> = {
  async 'user.list'({ query }, { users, domains, store }, by) {
    const domain = query.domain === undefined ? null : (await domains.get(by, query.domain)).id;
    const page = await users.list(by, domain, pageOf(query), query.state);
    const total = await users.count(by, domain, query.state);
    return { users: await Promise.all(page.map((user) => viewUser(user, store))), total };
  },
  'user.show': ({ path }, dependencies, by) => show(by, path.userId, dependencies),
  async 'user.create'({ body }, dependencies, by) {
    await dependencies.users.create(by, withoutUndefined(body) as NewUserRequest);
    return show(by, body.userId, dependencies);
  },
  async 'user.import'({ body }, { users, hashLater }, by) {
    const report = await importUsers(by, users, body.csv, { dryRun: body.dryRun });
    hashLater(report.created);
    const refused = report.refused.map(({ line, userId, failure }) => ({
      line,
      userId,
      code: failure.code,
      message: failure.message,
      detail: failure.detail,
    }));
    return { created: report.count, refused };
  },
  async 'user.update'({ path, body }, dependencies, by) {
    await dependencies.users.update(by, path.userId, withoutUndefined(body) as UserPatch);
    return show(by, body.userId ?? path.userId, dependencies);
  },
  async 'user.password'({ path, body }, { users }, by) {
    const { password, mustChange = false, keepAppPasswords = false } = body;
    await users.setPassword(by, path.userId, password, { mustChange, keepsAppPasswords: keepAppPasswords });
    return {};
  },
  async 'user.delete'({ path, query }, { users }, by) {
    await users.delete(by, path.userId, withoutUndefined(query));
    return {};
  },
  async 'user.archive'({ path }, dependencies, by) {
    await dependencies.users.archive(by, path.userId);
    return show(by, path.userId, dependencies);
  },
  async 'user.restore'({ path }, dependencies, by) {
    await dependencies.users.restore(by, path.userId);
    return show(by, path.userId, dependencies);
  },
  async 'user.dependents'({ path }, { users }, by) {
    return { dependents: [...(await users.dependents(by, path.userId))] };
  },
};

async function show(by: Caller, userId: string, { users, store }: AdminDependencies): Promise<UserView> {
  return viewUser(await users.get(by, userId), store);
}

async function viewUser(user: User, store: Store): Promise<UserView> {
  return {
    userId: user.userId,
    mail: mailOf(user),
    role: user.role,
    roleDomains: await domainNames(store.reader().directory, user.roleDomains),
    isEnabled: user.isEnabled,
    isListed: user.isListed,
    archivedAt: isoOrNull(user.archivedAtMs),
    profile: { ...user.profile },
    language: user.language,
    storageQuota: user.storageQuota,
    messageQuota: user.messageQuota,
    privileges: { ...user.privileges },
    forwarding: viewForwarding(user.forwarding),
    welcomeSenders: [...user.welcomeSenders],
    createdAt: new Date(user.createdAtMs).toISOString(),
  };
}
