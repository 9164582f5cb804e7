/** The one quota root of a user with limits, with the empty name. RFC 9208 section 3.1.1, section 5 */
import { type QuotaResource, quotaResponse } from '../../wire/imap/responses.ts';
import type { ImapSession } from './session.ts';

export const QUOTA_ROOT = '';

/** Null for a user without any limit: a QUOTA response names a resource at least. RFC 9208 section 6, quota-list */
export async function describeQuota({ account }: ImapSession): Promise<string | null> {
  const { usage, limits } = await account.quota();
  const resources: QuotaResource[] = [];
  if (limits.storageBytes !== null) {
    resources.push({ name: 'STORAGE', used: kilobytes(usage.storageBytes), limit: kilobytes(limits.storageBytes) });
  }
  if (limits.messageCount !== null) {
    resources.push({ name: 'MESSAGE', used: usage.messageCount, limit: limits.messageCount });
  }
  return resources.length === 0 ? null : quotaResponse(QUOTA_ROOT, resources);
}

function kilobytes(bytes: number): number {
  return Math.ceil(bytes / 1024);
}
