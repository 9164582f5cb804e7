import { expect, test } from 'vitest';
import { ConnectionCounter } from './connection-limits.ts';

test.each([
  ['192.0.2.1', '192.0.2.1', true],
  ['192.0.2.1', '192.0.2.2', false],
  ['2001:db8::1', '2001:db8::2', true],
  ['2001:db8::1', '2001:db8:0:0:ffff::2', true],
  ['2001:db8::1', '2001:db8:0:1::1', false],
  ['::1', '::2', true],
  ['fe80::1:2:3:4', 'fe80:0:0:0:5:6:7:8', true],
  ['', '::', false],
])('%s and %s count as one: %s', (one, other, isSame) => {
  const counter = new ConnectionCounter();
  counter.open(one);
  counter.open(one);
  expect([counter.total, counter.from(one), counter.from(other)]).toEqual([2, 2, isSame ? 2 : 0]);
  counter.close(one);
  counter.close(one);
  expect([counter.total, counter.from(one)]).toEqual([0, 0]);
});
