import { foldName } from '../../base/name.ts';
import type { User } from '../ports/directory.ts';
import type { AccountId } from '../ports/ids.ts';
import type { Reader } from '../ports/reader.ts';
import { parseLogin } from './login.ts';

/** Addresses of one certificate that are looked up; more are nobody's. */
const MAX_ADDRESSES = 20;

/**
 * The account that the addresses of a certificate lead to: by its addresses alone, a User ID is none. Those elsewhere do
 * not count; null where there is none here, or more than one account.
 */
export async function certificateHolder({ directory }: Reader, addresses: readonly string[]): Promise<User | null> {
  if (addresses.length > MAX_ADDRESSES) return null;
  const accounts = new Set<AccountId>();
  for (const text of addresses) {
    const address = parseLogin(text);
    const target = address === null ? null : await directory.resolve(foldName(address.localPart), address.domain);
    if (target?.kind === 'user') accounts.add(target.account);
  }
  const [account] = accounts;
  return account === undefined || accounts.size > 1 ? null : directory.user(account);
}
