import { expect, test } from 'vitest';
import type { Settings } from '../../domain/settings/settings.ts';
import { ErrorBudget } from './error-budget.ts';

test('a few mistakes are free, then replies are slow, then it is over; a delivery wipes them out', () => {
  const values: Record<string, number> = { smtpSoftErrors: 2, smtpHardErrors: 5 };
  const settings: Pick<Settings, 'get'> = { get: (name) => values[name] as never };
  const budget = new ErrorBudget(settings);
  const spend = (times: number) => Array.from({ length: times }, () => budget.spend());
  expect(spend(4)).toEqual(['go-on', 'go-on', 'slow-down', 'slow-down']);
  budget.forgive();
  expect(spend(6)).toEqual(['go-on', 'go-on', 'slow-down', 'slow-down', 'give-up', 'give-up']);
});
