import { expect, test } from 'vitest';
import type { Settings } from '../../domain/settings/settings.ts';
import { ErrorBudget } from './error-budget.ts';

function budgetOf(values: Record<string, number>): ErrorBudget {
  const settings: Pick<Settings, 'get'> = { get: (name) => values[name] as never };
  return new ErrorBudget(settings);
}

test('a few mistakes are free, then replies are slow, then it is over; a delivery wipes them out', () => {
  const budget = budgetOf({ smtpSoftErrors: 2, smtpHardErrors: 5 });
  const spend = (times: number) => Array.from({ length: times }, () => budget.spend());
  expect(spend(4)).toEqual(['go-on', 'go-on', 'slow-down', 'slow-down']);
  budget.forgive();
  expect(spend(6)).toEqual(['go-on', 'go-on', 'slow-down', 'slow-down', 'give-up', 'give-up']);
});

test('so many commands that bring no message are free, again after a delivery', () => {
  const budget = budgetOf({ smtpJunkCommands: 3 });
  const spend = (times: number) => Array.from({ length: times }, () => budget.spendJunk());
  expect(spend(3)).toEqual([true, true, true]);
  budget.forgive();
  expect(spend(4)).toEqual([true, true, true, false]);
});
