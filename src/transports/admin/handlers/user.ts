/** Endpoints of users. REQUIREMENTS DI2 */
import { importUsers } from '../../../domain/directory/user-import.ts';
import type { UserPatch } from '../../../domain/directory/users.ts';
import { mailOf, type NewUserRequest } from '../../../domain/directory/users.ts';
import type { User } from '../../../domain/ports/directory.ts';
import type { UserView } from '../../../wire/admin/schemas.ts';
import type { Handlers } from '../handler.ts';
import { pageOf, withoutUndefined } from '../request.ts';

export const userHandlers: Handlers<'user'> = {
  async 'user.list'({ query }, { users, domains, store }) {
    const domain = query.domain === undefined ? null : (await domains.get(query.domain)).id;
    const page = await users.list(domain, pageOf(query));
    return { users: page.map(viewUser), total: await store.reader().directory.countUsers(domain) };
  },
  async 'user.show'({ path }, { users }) {
    return viewUser(await users.get(path.userId));
  },
  async 'user.create'({ body }, { users }) {
    await users.create(withoutUndefined(body) as NewUserRequest);
    return viewUser(await users.get(body.userId));
  },
  async 'user.import'({ body }, { users, hashLater }) {
    const report = await importUsers(users, body.csv, { dryRun: body.dryRun });
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
  async 'user.update'({ path, body }, { users }) {
    await users.update(path.userId, withoutUndefined(body) as UserPatch);
    return viewUser(await users.get(body.userId ?? path.userId));
  },
  async 'user.password'({ path, body }, { users }) {
    await users.setPassword(path.userId, body.password, { mustChange: body.mustChange ?? false });
    return {};
  },
  async 'user.delete'({ path }, { users }) {
    await users.delete(path.userId);
    return {};
  },
};

function viewUser(user: User): UserView {
  return {
    userId: user.userId,
    mail: mailOf(user),
    role: user.role,
    isEnabled: user.isEnabled,
    profile: { ...user.profile },
    language: user.language,
    storageQuota: user.storageQuota,
    messageQuota: user.messageQuota,
    forwarding:
      user.forwarding === null
        ? null
        : { addresses: [...user.forwarding.addresses], keepsCopy: user.forwarding.keepsCopy },
    welcomeSenders: [...user.welcomeSenders],
    createdAt: new Date(user.createdAtMs).toISOString(),
  };
}
