import { expect, test } from 'vitest';
import type { Metric } from '../scenario.ts';
import { isReached, type Row, ratioToBest } from './results.ts';

function row(metric: Pick<Metric, 'better' | 'reach'>, values: Row['values']): Row {
  return { scenario: 's', metric: { id: 'm', title: 'm', unit: '', ...metric }, values };
}

test('the better reference is the larger one where more is better, else the smaller one', () => {
  const values = { mailroom: 30, cyrus: 10, dovecot: 20 };
  expect(ratioToBest(row({ better: 'higher' }, values))).toBe(1.5);
  expect(ratioToBest(row({ better: 'lower' }, values))).toBe(3);
  expect(ratioToBest(row({ better: 'lower' }, { mailroom: 30, dovecot: 20 }))).toBe(1.5);
  expect(ratioToBest(row({ better: 'lower' }, { cyrus: 1 }))).toBeUndefined();
});

test.each([
  ['higher', { of: 'cyrus', factor: 10 }, { mailroom: 100, cyrus: 10, dovecot: 50 }, true],
  ['higher', { of: 'cyrus', factor: 10 }, { mailroom: 99, cyrus: 10 }, false],
  ['higher', { of: 'best', factor: 2 }, { mailroom: 99, cyrus: 10, dovecot: 50 }, false],
  ['lower', { of: 'cyrus', factor: 0.1 }, { mailroom: 1, cyrus: 10 }, true],
  ['lower', { of: 'absolute', factor: 64 }, { mailroom: 65 }, false],
  ['lower', { of: 'absolute', factor: 64 }, { cyrus: 1 }, undefined],
  ['higher', { of: 'cyrus', factor: 10 }, { mailroom: 100, dovecot: 50 }, undefined],
] as const)('%s, %o of %o: reached is %s', (better, reach, values, expected) => {
  expect(isReached(row({ better, reach }, values))).toBe(expected);
});
