/** The one quota root that each user has, with the empty name. RFC 9208 section 3.1.1, section 5 */
import { type QuotaResource, quotaResponse } from '../../wire/imap/responses.ts';
import type { ImapSession } from './session.ts';

export const QUOTA_ROOT = '';

export async function describeQuota({ account }: ImapSession): Promise<string> {
  const { usage, limits } = await account.quota();
  const resources: QuotaResource[] = [];
  if (limits.storageBytes !== null) {
    resources.push({ name: 'STORAGE', used: kilobytes(usage.storageBytes), limit: kilobytes(limits.storageBytes) });
  }
  if (limits.messageCount !== null) {
    resources.push({ name: 'MESSAGE', used: usage.messageCount, limit: limits.messageCount });
  }
  return quotaResponse(QUOTA_ROOT, resources);
}

function kilobytes(bytes: number): number {
  return Math.ceil(bytes / 1024);
}
