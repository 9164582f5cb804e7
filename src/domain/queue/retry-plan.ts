/** When something is tried again: 5, 10, 20 and 40 minutes, then every hour, by default. MO2 */

export interface RetryPlan {
  readonly firstMs: number;
  readonly longestMs: number;
  /** 0 to below 1. */
  readonly random: () => number;
}

/** So that what failed together is not tried together for ever. */
const JITTER = 0.2;

/** @param attempts how many came before the one that has just failed. */
export function retryDelayMs(plan: RetryPlan, attempts: number): number {
  // Beyond 2^30 times the first one the longest is reached, whatever the settings are.
  const plain = Math.min(plan.longestMs, plan.firstMs * 2 ** Math.min(attempts, 30));
  return Math.round(plain * (1 - JITTER + 2 * JITTER * plan.random()));
}
