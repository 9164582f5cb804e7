/** What several handlers show in the same way. */
import type { AccountPolicy } from '../../domain/ports/account-policy.ts';
import type { Forwarding } from '../../domain/ports/directory.ts';
import type { AccountId } from '../../domain/ports/ids.ts';
import type { Store } from '../../domain/ports/store.ts';
import type { AccountPolicyView, UserView } from '../../wire/admin/schemas.ts';

export function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

/** User IDs of accounts, each looked up once; those that are gone are not in it. */
export async function namesOfAccounts(
  store: Store,
  accounts: readonly (AccountId | null)[],
): Promise<ReadonlyMap<AccountId, string>> {
  const { directory } = store.reader();
  const names = new Map<AccountId, string>();
  for (const account of new Set(accounts)) {
    const user = account === null ? null : await directory.user(account);
    if (user !== null) names.set(user.account, user.userId);
  }
  return names;
}

export function viewForwarding(forwarding: Forwarding | null): UserView['forwarding'] {
  return forwarding === null ? null : { addresses: [...forwarding.addresses], keepsCopy: forwarding.keepsCopy };
}

export function viewAccountPolicy({ storageQuota, messageQuota, privileges }: AccountPolicy): AccountPolicyView {
  return { storageQuota, messageQuota, privileges: { ...privileges } };
}
