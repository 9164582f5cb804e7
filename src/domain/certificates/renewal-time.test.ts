import { describe, expect, test } from 'vitest';
import { backoffMs, earliestTry, ordersOfTheDay, renewalTime } from './renewal-time.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

describe('renewal', () => {
  const at = (fingerprint: string) => renewalTime({ notBeforeMs: 0, notAfterMs: 90 * DAY_MS, fingerprint }) / DAY_MS;

  test('with a third of its life left, or up to a thirtieth earlier', () => {
    expect(at('00:11')).toBe(60);
    expect(at('FF:11')).toBe(57);
    expect(at('80:11')).toBeGreaterThan(57);
    expect(at('80:11')).toBeLessThan(60);
  });

  test('is in the life of the shortest certificate', () => {
    const time = renewalTime({ notBeforeMs: 0, notAfterMs: HOUR_MS, fingerprint: 'FF' });
    expect(time).toBeGreaterThan(HOUR_MS / 2);
    expect(time).toBeLessThan(HOUR_MS);
  });
});

test('failures put the next try off, up to a day', () => {
  expect([1, 2, 3, 4, 5, 6, 50].map((failures) => backoffMs(failures, () => 0) / HOUR_MS)).toEqual([
    ...[1, 2, 4, 8, 16, 24, 24],
  ]);
  expect(backoffMs(1, () => 1) / MINUTE_MS).toBeCloseTo(66);
});

describe('tries', () => {
  const now = 100 * DAY_MS;
  const order = (hoursAgo: number, ...names: string[]) => ({ atMs: now - hoursAgo * HOUR_MS, names });

  test('a minute apart', () => {
    expect(earliestTry({ lastTryMs: now - 10_000, orders: [] }, [], now)).toBe(now + 50_000);
    expect(earliestTry({ lastTryMs: now - MINUTE_MS, orders: [] }, [], now)).toBe(now);
    expect(earliestTry({ lastTryMs: null, orders: [] }, [], now)).toBe(now);
  });

  test('eight orders of one name a day', () => {
    const orders = [7, 6, 5, 4, 3, 2, 1].map((hours) => order(hours, 'a', 'b'));
    expect(earliestTry({ lastTryMs: null, orders }, ['a'], now)).toBe(now);
    const more = [order(8, 'a'), ...orders];
    expect(earliestTry({ lastTryMs: null, orders: more }, ['a'], now)).toBe(now + 16 * HOUR_MS);
    expect(earliestTry({ lastTryMs: null, orders: more }, ['b'], now)).toBe(now);
    expect(earliestTry({ lastTryMs: null, orders: more }, ['b', 'a'], now)).toBe(now + 16 * HOUR_MS);
  });

  test('what is older is forgotten', () => {
    expect(ordersOfTheDay([order(25, 'a'), order(23, 'a')], now)).toEqual([order(23, 'a')]);
  });
});
