/** Endpoints of quotas. REQUIREMENTS ST6 */
import { effectiveQuota } from '../../../domain/mailbox/quota.ts';
import type { User } from '../../../domain/ports/directory.ts';
import type { QuotaView } from '../../../wire/admin/schemas.ts';
import type { AdminDependencies, Handlers } from '../handler.ts';
import { pageOf, withoutUndefined } from '../request.ts';

export const quotaHandlers: Handlers<'quota'> = {
  async 'quota.list'({ query }, dependencies) {
    const domain = query.domain === undefined ? null : (await dependencies.domains.get(query.domain)).id;
    const page = await dependencies.users.list(domain, pageOf(query));
    return { quotas: await Promise.all(page.map((user) => viewQuota(user, dependencies))) };
  },
  'quota.show': ({ path }, dependencies) => show(path.userId, dependencies),
  async 'quota.set'({ path, body }, dependencies) {
    await dependencies.users.update(path.userId, withoutUndefined(body));
    return show(path.userId, dependencies);
  },
};

async function show(userId: string, dependencies: AdminDependencies): Promise<QuotaView> {
  return viewQuota(await dependencies.users.get(userId), dependencies);
}

async function viewQuota(user: User, { store, settings }: AdminDependencies): Promise<QuotaView> {
  const limits = effectiveQuota(user, settings);
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
