/**
 * Proving a second factor. What was proved is written before anybody is let in, and only if nobody was faster: so a code
 * works once, also for two who show it at the same moment. REQUIREMENTS DI9
 */
import type { Clock } from '../../../base/clock.ts';
import { Failure, isFailure } from '../../../base/failure.ts';
import { audited } from '../../directory/audit-entry.ts';
import type { UseSecondFactor } from '../../ports/directory-operations.ts';
import type { AccountId } from '../../ports/ids.ts';
import type { SecondFactor } from '../../ports/second-factors.ts';
import { applyOne, type Store } from '../../ports/store.ts';
import type { Settings } from '../../settings/settings.ts';
import { SYSTEM } from '../caller.ts';
import { RecentCounts } from '../recent-counts.ts';
import { createFactorUses, type FactorProof } from './factor-uses.ts';
import type { UsePasskeyDeps } from './use-passkey.ts';

/** How often it is looked again when others use factors of the same account meanwhile. */
const MAX_TRIES = 3;

export interface FactorProver {
  /**
   * The factor that it proves, which counts as used from then on; null where it proves none.
   * Throws Failure `too-many` for codes of programs, where too many were wrong for the account: they are short. Nobody
   * guesses a recovery code, so these are neither counted nor refused, and let its owner in whatever others tried.
   *
   * @param address of who shows it, for the record.
   */
  prove(account: AccountId, proof: FactorProof, address: string): Promise<SecondFactor | null>;
}

export interface ProveFactorDeps extends UsePasskeyDeps {
  readonly store: Store;
  readonly settings: Pick<Settings, 'get'>;
  readonly clock: Clock;
}

export function createFactorProver(deps: ProveFactorDeps): FactorProver {
  const { store, settings, clock, log } = deps;
  const wrongCodes = new RecentCounts(clock);
  const useOf = createFactorUses(deps);

  const admit = (account: AccountId) => {
    if (wrongCodes.get(String(account)).day < settings.get('authWrongCodesPerAccount')) return;
    log.warn({ account }, 'a code refused: too many were wrong');
    throw new Failure('too-many', 'too many wrong codes');
  };
  /** One of few is gone: its owner may want to know when, and from where. */
  const auditOf = async ({ account, kind }: SecondFactor, address: string) => {
    const user = kind === 'recovery' ? await store.reader().directory.user(account) : null;
    if (user === null) return {};
    const name = user.userId;
    const by = { ...SYSTEM, actor: { account, name, service: 'admin', address } };
    return audited(by, clock.nowMs(), 'user.use-recovery-code', { kind: 'user', name }, {}, {});
  };
  const find = (factors: readonly SecondFactor[], proof: FactorProof) => {
    for (const factor of factors) {
      const use = factor.kind === proof.kind && factor.confirmedAtMs !== null ? useOf(factor, proof) : null;
      if (use !== null) return { factor, use };
    }
    return null;
  };

  return {
    async prove(account, proof, address) {
      const isGuessable = proof.kind === 'totp';
      for (let tried = 0; tried < MAX_TRIES; tried += 1) {
        const factors = await store.reader(store.feed.position).directory.secondFactors(account);
        // From here to the count nothing is waited for, so that codes shown at once are counted one after the other.
        if (isGuessable) admit(account);
        const found = find(factors, proof);
        if (found === null) break;
        const { factor, use } = found;
        const change = { ...use, atMs: clock.nowMs(), ...(await auditOf(factor, address)) };
        if (!(await isWritten(store, factor, change))) continue;
        if (factor.kind === 'recovery') log.info({ account, peer: address }, 'a recovery code was used');
        return factor;
      }
      if (isGuessable) wrongCodes.add(String(account));
      return null;
    },
  };
}

/** False where somebody else used the factor meanwhile, or it is gone. */
async function isWritten(
  store: Store,
  { id }: SecondFactor,
  change: Omit<UseSecondFactor, 'kind' | 'factor'>,
): Promise<boolean> {
  try {
    await applyOne(store, { kind: 'use-second-factor', factor: id, ...change });
    return true;
  } catch (error) {
    if (isFailure(error, 'conflict') || isFailure(error, 'not-found')) return false;
    throw error;
  }
}
