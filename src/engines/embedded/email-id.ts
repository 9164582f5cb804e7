/** The row number of an email: account × 2^32 + number, exact because accounts stay below 2^21. */
import type { AccountId, EmailNumber } from '../../domain/ports/ids.ts';

const NUMBERS = 2 ** 32;

export function emailId(account: AccountId, number: EmailNumber): number {
  return account * NUMBERS + number;
}

export function emailNumberOf(id: number): EmailNumber {
  return (id % NUMBERS) as EmailNumber;
}

/** All ids of an account lie from the first up to, not including, the second. */
export function emailIdRange(account: AccountId): readonly [number, number] {
  return [account * NUMBERS, (account + 1) * NUMBERS];
}
