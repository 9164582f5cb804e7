/** Second factors of others: seen by who helps people in, and taken away where somebody has lost his. DI9 */
import type { Clock } from '../../base/clock.ts';
import type { Caller } from '../access/caller.ts';
import type { FactorSecrets } from '../access/second-factors/factor-secrets.ts';
import type { SecondFactor } from '../ports/second-factors.ts';
import type { Store } from '../ports/store.ts';
import { audited } from './audit-entry.ts';
import { describeFactor, type FactorSummary } from './describe-factor.ts';
import { createLookUp } from './look-up.ts';

export interface UserFactors {
  /** Throws Failure `not-found`. */
  list(by: Caller, userId: string): Promise<readonly FactorSummary[]>;
  /**
   * Takes all of them away: then the password is enough again. What is open stays open.
   * Returns how many there were. Throws Failure `not-found`, `no-permission`.
   */
  reset(by: Caller, userId: string): Promise<number>;
}

export interface UserFactorsDeps {
  readonly store: Store;
  readonly secrets: Pick<FactorSecrets, 'openRecovery'>;
  readonly clock: Clock;
}

export function createUserFactors({ store, secrets, clock }: UserFactorsDeps): UserFactors {
  const lookUp = createLookUp(store);
  const factorsOf = ({ account }: Pick<SecondFactor, 'account'>) => store.reader().directory.secondFactors(account);

  return {
    async list(by, userId) {
      const factors = await factorsOf(await lookUp.user(by, userId));
      return factors.map((factor) => describeFactor(factor, secrets));
    },

    async reset(by, userId) {
      const user = await lookUp.otherUser(by, userId);
      const { account } = user;
      const factors = await factorsOf(user);
      const target = { kind: 'user', name: user.userId } as const;
      const now = clock.nowMs();
      // What went meanwhile is passed over, and not told.
      await store.apply(
        factors.map(({ id, kind, label }) => ({
          kind: 'delete-second-factor' as const,
          ...{ account, factor: id },
          ...audited(by, now, 'user.reset-factors', target, { factors: [`${kind} ${label}`.trim()] }, { factors: [] }),
        })),
      );
      return factors.length;
    },
  };
}
