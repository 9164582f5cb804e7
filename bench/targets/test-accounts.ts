import type { Account } from '../target.ts';

export const DOMAIN = 'example.test';

/** Accounts `user0`, `user1`, …; the passwords are strong enough for any policy and differ. */
export function testAccounts(count: number): readonly Account[] {
  return Array.from({ length: count }, (_, i) => ({
    userId: `user${i}`,
    address: `user${i}@${DOMAIN}`,
    password: `Quarry-${i}-lantern-42`,
  }));
}
