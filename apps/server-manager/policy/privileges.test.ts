import { expect, test } from 'vitest';
import { PRIVILEGES, privilegePatch, privilegeValues } from './privileges.ts';

test('what is absent inherits, and only what was changed is sent', () => {
  const before = privilegeValues({ 'change-password': false, 'create-aliases': true });
  expect(before['change-password']).toBe('withhold');
  expect(before['create-aliases']).toBe('give');
  expect(PRIVILEGES.filter((name) => before[name] === 'inherit')).toHaveLength(PRIVILEGES.length - 2);
  expect(privilegePatch(before, before)).toEqual({});
  const after = { ...before, 'change-password': 'inherit', 'change-junk': 'give' } as const;
  expect(privilegePatch(before, after)).toEqual({ 'change-password': null, 'change-junk': true });
});
