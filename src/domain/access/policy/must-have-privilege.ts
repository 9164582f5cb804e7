/** What people may do for themselves, asked each time that they do it: a privilege that was withdrawn is gone at once. K10 */
import { Failure } from '../../../base/failure.ts';
import type { Privilege } from '../../ports/account-policy.ts';
import type { User } from '../../ports/directory.ts';
import type { AccountPolicies } from './account-policies.ts';

/** Throws Failure `no-permission` (`detail.privilege`). DI8 */
export async function mustHavePrivilege(
  policies: Pick<AccountPolicies, 'of'>,
  user: User,
  privilege: Privilege,
): Promise<void> {
  const policy = await policies.of(user);
  if (!policy.privileges[privilege].value) throw withheld(user, privilege);
}

export function withheld({ userId }: Pick<User, 'userId'>, privilege: Privilege): Failure {
  return new Failure('no-permission', `${userId} is not given ${privilege}`, {
    detail: { reason: 'privilege-withheld', privilege },
  });
}
