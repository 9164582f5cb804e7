/** What a level says of the accounts below it, as a form has it and as the API takes it. */
import type { AccountPolicyPatch, AccountPolicyView } from '../../../src/wire/admin/schemas.ts';
import { type PrivilegeValues, privilegePatch, privilegeValues } from './privileges.ts';
import type { Quota } from './quota.ts';

export interface PolicyValues {
  readonly storageQuota: Quota;
  readonly messageQuota: Quota;
  readonly privileges: PrivilegeValues;
}

export const NO_POLICY: PolicyValues = {
  storageQuota: 'inherit',
  messageQuota: 'inherit',
  privileges: privilegeValues({}),
};

export function policyValues({ storageQuota, messageQuota, privileges }: AccountPolicyView): PolicyValues {
  return { storageQuota, messageQuota, privileges: privilegeValues(privileges) };
}

/** Only what differs. */
export function policyPatch(before: PolicyValues, after: PolicyValues): AccountPolicyPatch {
  const privileges = privilegePatch(before.privileges, after.privileges);
  return {
    ...(after.storageQuota === before.storageQuota ? {} : { storageQuota: after.storageQuota }),
    ...(after.messageQuota === before.messageQuota ? {} : { messageQuota: after.messageQuota }),
    ...(Object.keys(privileges).length === 0 ? {} : { privileges }),
  };
}
