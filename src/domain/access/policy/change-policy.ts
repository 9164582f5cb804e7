/** Changes of what a level says: what is absent stays, and a privilege that is null is left to the wider levels again. */
import { Failure } from '../../../base/failure.ts';
import type { AccountPolicy, Privilege, PrivilegeChoices } from '../../ports/account-policy.ts';
import type { QuotaChoice } from '../../ports/directory.ts';

export type PrivilegePatch = Readonly<Partial<Record<Privilege, boolean | null>>>;

export interface PolicyPatch {
  readonly storageQuota?: QuotaChoice;
  readonly messageQuota?: QuotaChoice;
  readonly privileges?: PrivilegePatch;
}

/** Throws Failure `invalid` (a quota that is no whole number from 0 on). */
export function changePolicy(policy: AccountPolicy, patch: PolicyPatch): AccountPolicy {
  return {
    storageQuota: checkQuota('storageQuota', patch.storageQuota ?? policy.storageQuota),
    messageQuota: checkQuota('messageQuota', patch.messageQuota ?? policy.messageQuota),
    privileges: changePrivileges(policy.privileges, patch.privileges),
  };
}

export function changePrivileges(privileges: PrivilegeChoices, patch: PrivilegePatch = {}): PrivilegeChoices {
  const choices = Object.entries({ ...privileges, ...patch });
  return Object.fromEntries(choices.filter(([, choice]) => typeof choice === 'boolean'));
}

export function checkQuota(field: 'storageQuota' | 'messageQuota', quota: QuotaChoice): QuotaChoice {
  if (typeof quota === 'string' || (Number.isSafeInteger(quota) && quota >= 0)) return quota;
  throw new Failure('invalid', `${field} is not acceptable: ${quota}`, { detail: { field, value: String(quota) } });
}
