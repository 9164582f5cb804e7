import { expect, test } from 'vitest';
import { addCrash, type CrashHistory, DEFAULT_RESTART_POLICY, NO_CRASHES, restartDelayMs } from './restart-policy.ts';

const policy = DEFAULT_RESTART_POLICY;

function delays(count: number, wasReady: boolean): (number | undefined)[] {
  let history: CrashHistory = NO_CRASHES;
  return Array.from({ length: count }, () => {
    history = addCrash(history, { durationMs: 10, wasReady }, policy);
    return restartDelayMs(history, policy);
  });
}

test('starts a server that was ready again at once, then waits twice as long each time, up to 30 s', () => {
  expect(delays(8, true)).toEqual([0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  expect(delays(2_000, true).at(-1)).toBe(30_000);
});

test('gives up a server that never was ready after five crashes', () => {
  expect(delays(5, false)).toEqual([1_000, 2_000, 4_000, 8_000, undefined]);
});

test('begins anew after a long healthy run', () => {
  const history = addCrash({ crashes: 6, wasEverReady: true }, { durationMs: policy.stableMs, wasReady: true }, policy);
  expect(restartDelayMs(history, policy)).toBe(0);
});
