import { expect, test } from 'vitest';
import { MessageRefused } from './refusals.ts';
import { StagingBudget } from './staging-budget.ts';

const budgetOf = (maxStagedBytes: number) => new StagingBudget({ get: (() => maxStagedBytes) as never });

test('what arrives is counted until it is filed or given up', () => {
  const budget = budgetOf(1000);
  const first = budget.open();
  first.grow(600);
  const second = budget.open();
  expect(() => second.grow(401)).toThrow(MessageRefused);
  second.grow(400);
  expect(budget.usedBytes).toBe(1000);
  first[Symbol.dispose]();
  expect(budget.usedBytes).toBe(400);
  second[Symbol.dispose]();
  second[Symbol.dispose]();
  expect(budget.usedBytes).toBe(0);
});

test('of a large message only what is in memory counts', () => {
  const budget = budgetOf(2 ** 20);
  using share = budget.open();
  for (let i = 0; i < 100; i += 1) share.grow(100_000);
  expect(budget.usedBytes).toBe(256 * 1024);
});
