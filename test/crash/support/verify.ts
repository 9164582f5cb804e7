/** Compares what is there with what was promised. */
import type { Attempt, Ledger } from './ledger.ts';
import type { Found } from './observer.ts';

/** Of each message: kept means once, refused not at all, and without a reply at most once. SECURITY section 1, point 1 */
export function brokenPromises(ledger: Ledger, found: readonly Found[]): string[] {
  const counts = new Map<string, number>();
  for (const { user, id } of found) counts.set(`${user} ${id}`, (counts.get(`${user} ${id}`) ?? 0) + 1);
  return [...ledger.all()].flatMap((attempt) => {
    const copies = [...attempt.promises].map(([user]) => counts.get(`${user} ${attempt.id}`) ?? 0);
    return [...perUser(attempt, copies), ...(isPartial(attempt, copies) ? [`${attempt.id}: only some got it`] : [])];
  });
}

function perUser({ id, promises }: Attempt, copies: readonly number[]): string[] {
  return [...promises].flatMap(([user, verdict], index) => {
    const count = copies[index];
    if (count > 1) return [`${id}: ${user} has it ${count} times`];
    if (verdict === 'kept' && count === 0) return [`${id}: lost, ${user} was promised it`];
    if (verdict === 'refused' && count === 1) return [`${id}: ${user} has it although it was refused`];
    return [];
  });
}

function isPartial({ isIndivisible }: Attempt, copies: readonly number[]): boolean {
  return isIndivisible && new Set(copies).size > 1;
}
