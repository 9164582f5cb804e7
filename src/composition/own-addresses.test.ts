import { expect, test } from 'vitest';
import { createOwnAddresses } from './own-addresses.ts';

test.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['::ffff:7f00:1', true],
  ['0.0.0.0', true],
  ['::', true],
  ['192.0.2.7', true],
  ['::ffff:192.0.2.7', true],
  ['2001:db8::7', true],
  ['fe80::7', true],
  ['192.0.2.8', false],
  ['2001:db8::8', false],
  ['example.org', false],
])('%s', (address, isOwn) => {
  const clock = { nowMs: () => 0, monotonicMs: () => 0 };
  const isOwnAddress = createOwnAddresses(clock, () => ['192.0.2.7', '2001:db8::7', 'fe80::7%eth0']);
  expect(isOwnAddress(address)).toBe(isOwn);
});

test('follows the machine', () => {
  let nowMs = 0;
  let addresses = ['192.0.2.7'];
  const isOwnAddress = createOwnAddresses({ nowMs: () => nowMs, monotonicMs: () => nowMs }, () => addresses);
  expect(isOwnAddress('192.0.2.8')).toBe(false);
  addresses = ['192.0.2.8'];
  expect(isOwnAddress('192.0.2.8')).toBe(false);
  nowMs += 30_000;
  expect(isOwnAddress('192.0.2.8')).toBe(true);
  expect(isOwnAddress('192.0.2.7')).toBe(false);
});
