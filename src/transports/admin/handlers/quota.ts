/** Endpoints of quotas. REQUIREMENTS ST6 */
import type { Caller } from '../../../domain/access/caller.ts';
import { effectiveQuota } from '../../../domain/mailbox/quota.ts';
import type { User } from '../../../domain/ports/directory.ts';
import type { AccountUsage, QuotaLimits } from '../../../domain/ports/mailboxes.ts';
import type { QuotaView } from '../../../wire/admin/schemas.ts';
import type { AdminDependencies, Handlers } from '../handler.ts';
import { withoutUndefined } from '../request.ts';

export const quotaHandlers: Handlers<'quota'> = {
  async 'quota.list'({ query: { domain: name, ...view } }, { domains, userTable }, by) {
    const domain = name === undefined ? null : (await domains.get(by, name)).id;
    const { rows, ...table } = await userTable.list(by, { domain, state: 'in-use' }, withoutUndefined(view));
    const quotas = rows.map(({ user, mail, facts, limits }) => ({
      ...viewQuota(user, limits, facts),
      ...{ firstName: user.profile.firstName, lastName: user.profile.lastName, mail },
    }));
    return { quotas, ...table };
  },
  'quota.show': ({ path }, dependencies, by) => show(by, path.userId, dependencies),
  async 'quota.set'({ path, body }, dependencies, by) {
    await dependencies.users.update(by, path.userId, withoutUndefined(body));
    return show(by, path.userId, dependencies);
  },
};

async function show(by: Caller, userId: string, dependencies: AdminDependencies): Promise<QuotaView> {
  const { store, policies, users } = dependencies;
  const user = await users.get(by, userId);
  const usage = await store.reader().mailboxes.usage(user.account);
  return viewQuota(user, await effectiveQuota(user, policies), usage);
}

function viewQuota(user: User, limits: QuotaLimits, usage: AccountUsage): QuotaView {
  return {
    userId: user.userId,
    storageQuota: user.storageQuota,
    messageQuota: user.messageQuota,
    storageLimitBytes: limits.storageBytes,
    messageLimit: limits.messageCount,
    storageBytes: usage.storageBytes,
    messageCount: usage.messageCount,
  };
}
