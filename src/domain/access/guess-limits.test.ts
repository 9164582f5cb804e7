import { describe, expect, test } from 'vitest';
import { type Guess, GuessLimits } from './guess-limits.ts';

const MINUTE_MS = 60_000;

function openLimits(over = {}) {
  let now = 0;
  const values = {
    authFailuresPerAddressMinute: 3,
    authFailuresPerAddressDay: 6,
    authFailuresPerAccount: 100,
    authFailureDelayMs: 100,
    ...over,
  };
  const limits = new GuessLimits({ nowMs: () => now, monotonicMs: () => now }, () => values);
  const fail = (times: number, attempt: Guess) => Array.from({ length: times }, () => limits.failed(attempt));
  return {
    limits,
    values,
    fail,
    pass(ms: number) {
      now += ms;
    },
  };
}

const attempt = (over: Partial<Guess> = {}): Guess => ({
  name: 'alice',
  peerAddress: '192.0.2.7',
  isTrustedPeer: false,
  ...over,
});

describe('limits on guessing', () => {
  test('an address is refused from its limit of a minute on, until the minute is over', () => {
    const { limits, fail, pass } = openLimits();
    fail(2, attempt());
    expect(limits.isRefused(attempt())).toBe(false);
    fail(1, attempt());
    expect(limits.isRefused(attempt({ name: 'bob' }))).toBe(true);
    expect(limits.isRefused(attempt({ peerAddress: '192.0.2.8' }))).toBe(false);
    pass(MINUTE_MS);
    expect(limits.isRefused(attempt())).toBe(false);
  });

  test('patience does not help: the limit of a day counts all its minutes', () => {
    const { limits, fail, pass } = openLimits();
    for (let minute = 0; minute < 3; minute += 1) {
      expect(limits.isRefused(attempt())).toBe(false);
      fail(2, attempt());
      pass(MINUTE_MS);
    }
    expect(limits.isRefused(attempt())).toBe(true);
  });

  test('who is refused can be told for how long', () => {
    const { limits, fail, pass } = openLimits({ authFailuresPerAccount: 5 });
    expect(limits.waitMs(attempt())).toBe(0);
    fail(3, attempt());
    pass(20_000);
    expect(limits.waitMs(attempt())).toBe(40_000);
    pass(40_000);
    expect(limits.waitMs(attempt())).toBe(0);
    fail(2, attempt());
    // From anywhere, since the account has its own limit; and from there nobody is looked at at once.
    expect(limits.waitMs(attempt({ peerAddress: '192.0.2.8' }))).toBe(24 * 60 * MINUTE_MS - 60_000);
    expect(limits.waitMs(attempt({ name: 'bob' }))).toBe(0);
    fail(1, attempt());
    expect(limits.waitMs(attempt({ name: 'bob' }))).toBe(24 * 60 * MINUTE_MS - 60_000);
  });

  test('a sign-in that succeeds does not wipe out the failures of its address', () => {
    const { limits, fail } = openLimits();
    fail(3, attempt({ name: 'victim' }));
    limits.succeeded(attempt({ name: 'mallory' }));
    expect(limits.isRefused(attempt({ name: 'victim' }))).toBe(true);
  });

  test('a Unix socket has no address that could be refused, its accounts have limits', () => {
    const { limits, fail } = openLimits({ authFailuresPerAccount: 8 });
    const local = attempt({ peerAddress: '' });
    fail(7, local);
    expect(limits.isRefused(local)).toBe(false);
    fail(1, local);
    expect(limits.isRefused(local)).toBe(true);
  });

  test('in a trusted network each user has a delay of his own, and none after signing in', () => {
    const { limits, fail } = openLimits();
    const trusted = (name: string) => attempt({ name, isTrustedPeer: true });
    expect(fail(3, trusted('alice'))).toEqual([100, 200, 400]);
    expect(fail(1, trusted('bob'))).toEqual([100]);
    limits.succeeded(trusted('bob'));
    expect(fail(1, trusted('alice'))).toEqual([800]);
    limits.succeeded(trusted('alice'));
    expect(fail(1, trusted('alice'))).toEqual([100]);
  });

  test.each([
    ['a trusted network', attempt({ isTrustedPeer: true })],
    ['a Unix socket', attempt({ peerAddress: '' })],
  ])('%s that is known to an account is refused there after ten times as many, whoever signs in', (_, known) => {
    const { limits, fail, pass } = openLimits({ authFailuresPerAccount: 4 });
    limits.succeeded(known);
    fail(39, known);
    limits.succeeded(known);
    expect(limits.isRefused(known)).toBe(false);
    fail(1, known);
    expect(limits.isRefused(known)).toBe(true);
    expect(limits.isRefused({ ...known, name: 'bob' })).toBe(false);
    pass(24 * 60 * MINUTE_MS);
    expect(limits.isRefused(known)).toBe(false);
  });

  test('the delay stays where it is once it is long, and never is shorter than was set', () => {
    const { fail, values } = openLimits();
    expect(fail(2000, attempt()).at(-1)).toBe(15_000);
    values.authFailureDelayMs = 20_000;
    expect(fail(1, attempt())).toEqual([20_000]);
  });
});
