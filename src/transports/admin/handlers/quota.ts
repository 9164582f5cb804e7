/** Endpoints of quotas. REQUIREMENTS ST6 */
import type { Caller } from '../../../domain/access/caller.ts';
import { effectiveQuota } from '../../../domain/mailbox/quota.ts';
import type { User } from '../../../domain/ports/directory.ts';
import type { QuotaView } from '../../../wire/admin/schemas.ts';
import type { AdminDependencies, Handlers } from '../handler.ts';
import { pageOf, withoutUndefined } from '../request.ts';

export const quotaHandlers: Handlers<'quota'> = {
  async 'quota.list'({ query }, dependencies, by) {
    const domain = query.domain === undefined ? null : (await dependencies.domains.get(by, query.domain)).id;
    const page = await dependencies.users.list(by, domain, pageOf(query));
    return { quotas: await Promise.all(page.map((user) => viewQuota(user, dependencies))) };
  },
  'quota.show': ({ path }, dependencies, by) => show(by, path.userId, dependencies),
  async 'quota.set'({ path, body }, dependencies, by) {
    await dependencies.users.update(by, path.userId, withoutUndefined(body));
    return show(by, path.userId, dependencies);
  },
};

async function show(by: Caller, userId: string, dependencies: AdminDependencies): Promise<QuotaView> {
  return viewQuota(await dependencies.users.get(by, userId), dependencies);
}

async function viewQuota(user: User, { store, policies }: AdminDependencies): Promise<QuotaView> {
  const limits = await effectiveQuota(user, policies);
  const usage = await store.reader().mailboxes.usage(user.account);
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
