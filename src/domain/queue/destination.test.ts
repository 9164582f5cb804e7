import { describe, expect, test } from 'vitest';
import { Destination } from './destination.ts';
import type { FoundRoute } from './mail-routes.ts';

const MINUTE = 60_000;
const PLAN = { firstMs: 5 * MINUTE, longestMs: 60 * MINUTE, random: () => 0.5 };
const FOUND: FoundRoute = {
  key: 'mx:example.com',
  plan: { kind: 'smtp', route: { kind: 'mx', domain: 'example.com' } },
  most: null,
};

type State = Parameters<Destination<unknown>['learn']>[0];

function learn(destination: Destination<unknown>, states: readonly State[], attempts = 0): number[] {
  return states.map((state) => {
    destination.running = destination.limit;
    destination.learn(state, destination.epoch, 'no answer', 20, attempts, 0, PLAN);
    return destination.limit;
  });
}

describe('the limit', () => {
  test('rises by one with each success while it is used, up to the setting', () => {
    const limits = learn(
      new Destination(FOUND, 20),
      Array.from({ length: 20 }, () => 'ok' as const),
    );
    expect(limits).toEqual([5, ...Array.from({ length: 15 }, (_, i) => 6 + i), 20, 20, 20, 20]);
  });

  test('stays where it is not used', () => {
    const destination = new Destination(FOUND, 20);
    learn(destination, ['ok']);
    destination.running = 1;
    destination.learn('ok', destination.epoch, '', 20, 0, 0, PLAN);
    expect(destination.limit).toBe(5);
  });

  test('is halved by each sign of trouble, and one success makes good for it', () => {
    const destination = new Destination(FOUND, 20);
    const states: State[] = [
      ...Array.from({ length: 16 }, () => 'ok' as const),
      'throttled',
      'unreachable',
      'ok',
      'throttled',
    ];
    expect(learn(destination, states).slice(-4)).toEqual([10, 5, 6, 3]);
    expect(destination.blockedUntilMs).toBe(0);
  });

  test('has a bound of its own for files and programs', () => {
    const destination = new Destination({ ...FOUND, most: 1 }, 20);
    expect(learn(destination, ['ok', 'ok', 'ok'])).toEqual([1, 1, 1]);
  });
});

describe('a destination is blocked', () => {
  test('at once where it has never answered', () => {
    const destination = new Destination(FOUND, 20);
    learn(destination, ['unreachable']);
    expect([destination.blockedUntilMs, destination.limit]).toEqual([5 * MINUTE, 1]);
  });

  test('after as many failures as its limit has room for where it has answered', () => {
    const destination = new Destination(FOUND, 20);
    learn(destination, ['ok', 'unreachable', 'unreachable']);
    expect(destination.blockedUntilMs).toBe(0);
    learn(destination, ['unreachable']);
    expect(destination.blockedUntilMs).toBe(5 * MINUTE);
  });

  test('for longer each time, and from the start after a success', () => {
    const destination = new Destination(FOUND, 20);
    const times = ['unreachable', 'unreachable', 'unreachable', 'ok', 'unreachable', 'unreachable', 'unreachable'].map(
      (state) => {
        learn(destination, [state as State]);
        return destination.blockedUntilMs / MINUTE;
      },
    );
    expect(times).toEqual([5, 10, 20, 0, 0, 0, 5]);
  });

  test('for as long as its messages have been tried before, when nothing else is known of it', () => {
    const destination = new Destination(FOUND, 20);
    learn(destination, ['unreachable'], 3);
    expect(destination.blockedUntilMs).toBe(40 * MINUTE);
  });

  test('once only by transmissions that began together', () => {
    const destination = new Destination(FOUND, 20);
    const { epoch } = destination;
    const blocked = [1, 2, 3].map(() => destination.learn('unreachable', epoch, '', 20, 0, 0, PLAN));
    expect([blocked, destination.blockedUntilMs]).toEqual([[true, false, false], 5 * MINUTE]);
  });
});
