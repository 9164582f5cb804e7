/** What is told of a second factor, to its owner and to who helps him: never its secret. */
import type { FactorSecrets } from '../access/second-factors/factor-secrets.ts';
import type { SecondFactorId } from '../ports/ids.ts';
import type { SecondFactor } from '../ports/second-factors.ts';

export interface FactorSummary {
  readonly id: SecondFactorId;
  readonly kind: SecondFactor['kind'];
  /** Empty for recovery codes. */
  readonly label: string;
  readonly createdAtMs: number;
  /** Null: begun, and good for nothing yet. */
  readonly confirmedAtMs: number | null;
  readonly lastUsedAtMs: number | null;
  /** Recovery codes that are left; null for others. */
  readonly codesLeft: number | null;
}

export function describeFactor(factor: SecondFactor, secrets: Pick<FactorSecrets, 'openRecovery'>): FactorSummary {
  const { id, kind, label, createdAtMs, confirmedAtMs, lastUsedAtMs } = factor;
  const codesLeft = kind === 'recovery' ? (secrets.openRecovery(factor)?.length ?? 0) : null;
  return { id, kind, label, createdAtMs, confirmedAtMs, lastUsedAtMs, codesLeft };
}
