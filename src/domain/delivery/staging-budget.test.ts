import { expect, test } from 'vitest';
import type { AccountId } from '../ports/ids.ts';
import { MessageRefused } from './refusals.ts';
import { type Bringer, StagingBudget } from './staging-budget.ts';

const KB = 1024;
const budgetOf = (maxStagedBytes: number) => new StagingBudget({ get: (() => maxStagedBytes) as never });

const stranger = (address: string): Bringer => ({ source: 'server', submitter: null, client: { address } });
const user = (account: number): Bringer => ({
  source: 'submission',
  submitter: account as AccountId,
  client: { address: '192.0.2.1' },
});
const lmtp: Bringer = { source: 'local-server', submitter: null, client: { address: '' } };

/** Messages of 100 KiB, until no more is taken. */
function fill(budget: StagingBudget, bringer: Bringer): number {
  for (let count = 0; ; count += 1) {
    try {
      budget.open(bringer).grow(100 * KB);
    } catch (error) {
      expect(error).toBeInstanceOf(MessageRefused);
      return count;
    }
  }
}

test('what arrives is counted until it is filed or given up', () => {
  const budget = budgetOf(1000);
  const first = budget.open(lmtp);
  first.grow(600);
  const second = budget.open(lmtp);
  expect(() => second.grow(401)).toThrow(MessageRefused);
  second.grow(400);
  expect(budget.usedBytes).toBe(1000);
  expect(() => budget.open(lmtp)).toThrow(MessageRefused);
  first[Symbol.dispose]();
  expect(budget.usedBytes).toBe(400);
  second[Symbol.dispose]();
  second[Symbol.dispose]();
  expect(budget.usedBytes).toBe(0);
});

test('of a large message only what is in memory counts', () => {
  const budget = budgetOf(2 ** 20);
  using share = budget.open(lmtp);
  for (let i = 0; i < 100; i += 1) share.grow(100_000);
  expect(budget.usedBytes).toBe(256 * 1024);
});

test.each([
  ['network of IPv4', stranger('192.0.2.1'), stranger('192.0.2.250'), stranger('192.0.3.1')],
  ['network of IPv6', stranger('2001:db8::1'), stranger('2001:db8::2:1'), stranger('2001:db8:0:1::1')],
  ['user', user(1), user(1), user(2)],
])('one %s gets an eighth, and then others are still served', (_, one, same, other) => {
  const budget = budgetOf(8000 * KB);
  expect(fill(budget, one)).toBe(10);
  expect(fill(budget, same)).toBe(0);
  expect(fill(budget, other)).toBe(10);
});

test('strangers of many networks leave a quarter to users and local servers', () => {
  const budget = budgetOf(8000 * KB);
  const taken = Array.from({ length: 20 }, (_, n) => fill(budget, stranger(`198.51.${n}.1`)));
  expect(taken).toEqual([10, 10, 10, 10, 10, 10, ...Array<number>(14).fill(0)]);
  expect(fill(budget, user(1))).toBe(10);
  expect(fill(budget, lmtp)).toBe(10);
  expect(fill(budget, lmtp)).toBe(0);
});

test('a share that is given back is free again', () => {
  const budget = budgetOf(8000 * KB);
  const one = stranger('192.0.2.1');
  for (let round = 0; round < 3; round += 1) {
    const shares = Array.from({ length: 10 }, () => budget.open(one));
    for (const share of shares) share.grow(100 * KB);
    expect(() => budget.open(one).grow(1)).toThrow(MessageRefused);
    for (const share of shares) share[Symbol.dispose]();
  }
  expect(budget.usedBytes).toBe(0);
});
