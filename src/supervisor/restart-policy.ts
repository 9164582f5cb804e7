/** How long to wait before the server process is started again, and when to give up. Times in milliseconds. */
export interface RestartPolicy {
  /** The wait after a crash; it doubles with each further one. The first of a server that was ready is not waited for. */
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  /** A server that ran for this long counts as healthy: its next crash is a first one. */
  readonly stableMs: number;
  /** This many crashes in a row before it was ready even once: it never will be. */
  readonly maxFailedStarts: number;
}

export const DEFAULT_RESTART_POLICY: RestartPolicy = {
  minDelayMs: 1_000,
  maxDelayMs: 30_000,
  stableMs: 60_000,
  maxFailedStarts: 5,
};

export interface CrashHistory {
  /** Crashes since the server last was healthy. */
  readonly crashes: number;
  readonly wasEverReady: boolean;
}

export const NO_CRASHES: CrashHistory = { crashes: 0, wasEverReady: false };

export function addCrash(
  { crashes, wasEverReady }: CrashHistory,
  run: { readonly durationMs: number; readonly wasReady: boolean },
  { stableMs }: RestartPolicy,
): CrashHistory {
  return { crashes: run.durationMs >= stableMs ? 1 : crashes + 1, wasEverReady: wasEverReady || run.wasReady };
}

/** @returns undefined to give up. A server that was ready once is never given up: its disk may come back. */
export function restartDelayMs({ crashes, wasEverReady }: CrashHistory, policy: RestartPolicy): number | undefined {
  if (!wasEverReady && crashes >= policy.maxFailedStarts) return undefined;
  const waits = wasEverReady ? crashes - 1 : crashes;
  if (waits === 0) return 0;
  return Math.min(policy.maxDelayMs, policy.minDelayMs * 2 ** (waits - 1));
}
