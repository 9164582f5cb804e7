/** Quota of an account: what limits it, and what is used. ST6, DI2 */
import type { AccountPolicies } from '../access/policy/account-policies.ts';
import type { EffectivePolicy } from '../access/policy/decide-policy.ts';
import type { User } from '../ports/directory.ts';
import type { AccountUsage, QuotaLimits } from '../ports/mailboxes.ts';

export interface QuotaState {
  readonly usage: AccountUsage;
  readonly limits: QuotaLimits;
}

/** The limits in force for a user, whichever level says so; without a promise where they are known. */
export function effectiveQuota(user: User, policies: Pick<AccountPolicies, 'of'>): QuotaLimits | Promise<QuotaLimits> {
  const policy = policies.of(user);
  return policy instanceof Promise ? policy.then(limitsOf) : limitsOf(policy);
}

/** True when nothing more fits, or not as much as this. */
export function isOverQuota(state: QuotaState, moreBytes = 0, moreMessages = 0): boolean {
  const { usage, limits } = state;
  return (
    (limits.storageBytes !== null && usage.storageBytes + moreBytes > limits.storageBytes) ||
    (limits.messageCount !== null && usage.messageCount + moreMessages > limits.messageCount)
  );
}

function limitsOf({ storageBytes, messageCount }: EffectivePolicy): QuotaLimits {
  return { storageBytes: storageBytes.value, messageCount: messageCount.value };
}
