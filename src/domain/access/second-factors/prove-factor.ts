/**
 * Proving a second factor. What was proved is written before anybody is let in, and only if nobody was faster: so a code
 * works once, also for two who show it at the same moment. REQUIREMENTS DI9
 */
import type { Clock } from '../../../base/clock.ts';
import { Failure, isFailure } from '../../../base/failure.ts';
import { findRecoveryCode } from '../../../formats/otp/recovery-codes.ts';
import { verifyTotp } from '../../../formats/otp/totp.ts';
import type { AccountId } from '../../ports/ids.ts';
import type { SecondFactor } from '../../ports/second-factors.ts';
import { applyOne, type Store } from '../../ports/store.ts';
import type { Settings } from '../../settings/settings.ts';
import { RecentCounts } from '../recent-counts.ts';
import { createUsePasskey, type FactorUse, type PasskeyProof, type UsePasskeyDeps } from './use-passkey.ts';

/** How often it is looked again when others use factors of the same account meanwhile. */
const MAX_TRIES = 3;

/** What somebody shows. */
export type FactorProof =
  | { readonly kind: 'totp'; readonly code: string }
  | { readonly kind: 'recovery'; readonly code: string }
  | PasskeyProof;

export interface FactorProver {
  /**
   * The factor that it proves, which counts as used from then on; null where it proves none.
   * Throws Failure `too-many` for codes of an account for which too many were wrong.
   */
  prove(account: AccountId, proof: FactorProof): Promise<SecondFactor | null>;
}

export interface ProveFactorDeps extends UsePasskeyDeps {
  readonly store: Store;
  readonly settings: Pick<Settings, 'get'>;
  readonly clock: Clock;
}

export function createFactorProver(deps: ProveFactorDeps): FactorProver {
  const { store, settings, secrets, clock, log } = deps;
  const wrongCodes = new RecentCounts(clock);
  const usePasskey = createUsePasskey(deps);

  const admit = (account: AccountId) => {
    if (wrongCodes.get(String(account)).day < settings.get('authWrongCodesPerAccount')) return;
    log.warn({ account }, 'a code refused: too many were wrong');
    throw new Failure('too-many', 'too many wrong codes');
  };
  /** What a proof changes of the factor that it is of; null for any other. */
  const useOf = (factor: SecondFactor, proof: FactorProof): FactorUse | null => {
    switch (proof.kind) {
      case 'totp':
        return useOfTotp(factor, proof.code);
      case 'recovery':
        return useOfRecovery(factor, proof.code);
      case 'passkey':
        return usePasskey(factor, proof);
    }
  };
  const useOfTotp = (factor: SecondFactor, code: string): FactorUse | null => {
    const secret = secrets.openTotp(factor);
    if (secret === null) return null;
    const counter = verifyTotp({ secret, code, atMs: clock.nowMs(), after: factor.counter });
    return counter === null ? null : { counter };
  };
  const useOfRecovery = (factor: SecondFactor, code: string): FactorUse | null => {
    const hashes = secrets.openRecovery(factor) ?? [];
    const found = findRecoveryCode(hashes, code);
    if (found === null) return null;
    const secret = secrets.sealRecovery(factor.account, hashes.toSpliced(found, 1));
    return { counter: factor.counter + 1, secret };
  };
  const find = (factors: readonly SecondFactor[], proof: FactorProof) => {
    for (const factor of factors) {
      const use = factor.kind === proof.kind && factor.confirmedAtMs !== null ? useOf(factor, proof) : null;
      if (use !== null) return { factor, use };
    }
    return null;
  };

  return {
    async prove(account, proof) {
      for (let tried = 0; tried < MAX_TRIES; tried += 1) {
        const factors = await store.reader(store.feed.position).directory.secondFactors(account);
        // From here to the count nothing is waited for, so that codes shown at once are counted one after the other.
        if (proof.kind !== 'passkey') admit(account);
        const found = find(factors, proof);
        if (found === null) break;
        if (await isWritten(store, found.factor, found.use, clock.nowMs())) return found.factor;
      }
      if (proof.kind !== 'passkey') wrongCodes.add(String(account));
      return null;
    },
  };
}

/** False where somebody else used the factor meanwhile, or it is gone. */
async function isWritten(store: Store, { id }: SecondFactor, use: FactorUse, atMs: number): Promise<boolean> {
  try {
    await applyOne(store, { kind: 'use-second-factor', factor: id, atMs, ...use });
    return true;
  } catch (error) {
    if (isFailure(error, 'conflict') || isFailure(error, 'not-found')) return false;
    throw error;
  }
}
