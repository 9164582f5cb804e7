import { expect, test } from 'vitest';
import { serverLevel, withheldOf } from './access-level.ts';

test('the server gives whatever it does not withhold, and inherits nothing', () => {
  const { values } = serverLevel(['change-junk']);
  expect(values['change-junk']).toBe('withhold');
  expect(Object.values(values).filter((value) => value === 'give')).toHaveLength(7);
  expect(withheldOf({ ...values, 'create-aliases': 'withhold' })).toEqual(['change-junk', 'create-aliases']);
});
