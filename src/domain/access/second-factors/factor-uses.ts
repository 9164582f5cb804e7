/** What each kind of proof changes of the factor that it is of. */
import type { Clock } from '../../../base/clock.ts';
import { findRecoveryCode } from '../../../formats/otp/recovery-codes.ts';
import { verifyTotp } from '../../../formats/otp/totp.ts';
import type { SecondFactor } from '../../ports/second-factors.ts';
import { createUsePasskey, type FactorUse, type PasskeyProof, type UsePasskeyDeps } from './use-passkey.ts';

/** What somebody shows. */
export type FactorProof =
  | { readonly kind: 'totp'; readonly code: string }
  | { readonly kind: 'recovery'; readonly code: string }
  | PasskeyProof;

export interface FactorUsesDeps extends UsePasskeyDeps {
  readonly clock: Clock;
}

/** @returns null for the proof of any other factor, and for what proves nothing. */
export function createFactorUses(deps: FactorUsesDeps): (factor: SecondFactor, proof: FactorProof) => FactorUse | null {
  const { secrets, clock } = deps;
  const usePasskey = createUsePasskey(deps);
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

  return (factor, proof) => {
    switch (proof.kind) {
      case 'totp':
        return useOfTotp(factor, proof.code);
      case 'recovery':
        return useOfRecovery(factor, proof.code);
      case 'passkey':
        return usePasskey(factor, proof);
    }
  };
}
