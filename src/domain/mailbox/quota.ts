/** Quota of an account: what limits it, and what is used. ST6, DI2 */
import type { QuotaChoice, User } from '../ports/directory.ts';
import type { AccountUsage, QuotaLimits } from '../ports/mailboxes.ts';
import type { Settings } from '../settings/settings.ts';

export interface QuotaState {
  readonly usage: AccountUsage;
  readonly limits: QuotaLimits;
}

/** The user's own limits, and the server's where the user has none. */
export function effectiveQuota(
  user: Pick<User, 'storageQuota' | 'messageQuota'>,
  settings: Pick<Settings, 'get'>,
): QuotaLimits {
  return {
    storageBytes: choose(user.storageQuota, settings.get('defaultStorageQuota')),
    messageCount: choose(user.messageQuota, settings.get('defaultMessageQuota')),
  };
}

/** True when nothing more fits, or not as much as this. */
export function isOverQuota(state: QuotaState, moreBytes = 0, moreMessages = 0): boolean {
  const { usage, limits } = state;
  return (
    (limits.storageBytes !== null && usage.storageBytes + moreBytes > limits.storageBytes) ||
    (limits.messageCount !== null && usage.messageCount + moreMessages > limits.messageCount)
  );
}

function choose(own: QuotaChoice, server: number | null): number | null {
  if (own === 'inherit') return server;
  return own === 'none' ? null : own;
}
