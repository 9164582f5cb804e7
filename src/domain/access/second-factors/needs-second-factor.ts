import type { SecondFactor } from '../../ports/second-factors.ts';

/** Whether a password alone is no longer enough. What was begun and never proved asks for nothing, nor do spare codes. */
export function needsSecondFactor(factors: readonly Pick<SecondFactor, 'kind' | 'confirmedAtMs'>[]): boolean {
  return factors.some(({ kind, confirmedAtMs }) => kind !== 'recovery' && confirmedAtMs !== null);
}
