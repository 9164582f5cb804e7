import { expect, test } from 'vitest';
import type { AccountId } from '../ports/ids.ts';
import { type Action, mustBeAllowed, PERMISSIONS } from './permissions.ts';
import type { Principal } from './principal.ts';

const principal = (role: Principal['role'], mustChangePassword: boolean): Principal => ({
  ...{ account: 1 as AccountId, userId: 'ann', role, roleDomains: [], credential: null },
  mustChangePassword,
});

test('with a one-time password one sees oneself and chooses another, whoever one is', () => {
  for (const role of ['user', 'administrator'] as const) {
    const done = (Object.keys(PERMISSIONS) as Action[]).filter((action) => {
      try {
        mustBeAllowed(principal(role, true), action);
        return true;
      } catch (error) {
        expect(error).toMatchObject({ code: 'no-permission', detail: { reason: 'must-change-password' } });
        return false;
      }
    });
    expect(done.sort()).toEqual(['me.password', 'me.show', 'sign-out']);
  }
  expect(() => mustBeAllowed(principal('administrator', false), 'user.create')).not.toThrow();
});
