import { describe, expect, test } from 'vitest';
import { DNS_LIMITS } from './dns-limits.ts';
import { ServerOrder } from './server-order.ts';

const [a, b, c] = ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map((address) => ({ address, port: 53 })) as [
  { address: string; port: number },
  { address: string; port: number },
  { address: string; port: number },
];

function openOrder() {
  let nowMs = 0;
  const order = new ServerOrder({ nowMs: () => nowMs, monotonicMs: () => nowMs });
  return {
    order,
    sorted: (isTrusted: (server: typeof a) => boolean = () => true) => order.sort([a, b, c], isTrusted),
    pass(ms: number) {
      nowMs += ms;
    },
  };
}

describe('the order of name servers', () => {
  test('one that was silent where another answered comes last', () => {
    const { order, sorted } = openOrder();
    expect(sorted()).toEqual([a, b, c]);
    order.answered(b, [a]);
    expect(sorted()).toEqual([b, c, a]);
    order.answered(c, [b]);
    expect(sorted()).toEqual([c, a, b]);
  });

  test('after a while one question tries it, the others only once it has answered', () => {
    const { order, sorted, pass } = openOrder();
    order.answered(b, [a]);
    pass(DNS_LIMITS.silentServerMs);
    expect(sorted()).toEqual([a, b, c]);
    expect(sorted()).toEqual([b, c, a]);
    order.answered(a, []);
    expect(sorted()).toEqual([a, b, c]);
  });

  test('one that answers a second attempt was not silent', () => {
    const { order, sorted } = openOrder();
    order.answered(a, [a, b]);
    expect(sorted()).toEqual([a, c, b]);
  });

  test('a stranger does not come before one whose word counts', () => {
    const { order, sorted } = openOrder();
    order.answered(b, [a]);
    expect(sorted((server) => server === a)).toEqual([a, b, c]);
    expect(sorted((server) => server !== c)).toEqual([b, a, c]);
  });
});
