import { describe, expect, test } from 'vitest';
import type { Role, User } from '../ports/directory.ts';
import type { AccountId, DomainId } from '../ports/ids.ts';
import { managesUser, mustReachAll, reachesDomain, reachesUser, SYSTEM } from './caller.ts';
import { callerOf } from './permissions.ts';

const HERE = 1 as DomainId;
const THERE = 2 as DomainId;
const HIMSELF = 7 as AccountId;

function caller(role: Role) {
  const roleDomains = role === 'domain-administrator' || role === 'help-desk' ? [HERE] : [];
  const principal = { account: HIMSELF, userId: 'carol', role, roleDomains, credential: null };
  return callerOf({ ...principal, mustChangePassword: false }, 'admin', '192.0.2.1');
}

function user(role: Role, domain: DomainId, account = 9 as AccountId): Pick<User, 'account' | 'domain' | 'role'> {
  return { account, domain, role };
}

describe('the reach of', () => {
  test.each<[Role, string]>([
    // Sees and manages: a user here, one with a role here, a user there, himself.
    ['administrator', 'sm sm sm sm'],
    ['domain-administrator', 'sm -- -- s-'],
    ['help-desk', 'sm -- -- s-'],
    ['user', '-- -- -- s-'],
  ])('%s', (role, expected) => {
    const by = caller(role);
    const targets = [user('user', HERE), user('help-desk', HERE), user('user', THERE), user(role, THERE, HIMSELF)];
    const seen = targets.map(
      (target) => `${reachesUser(by, target) ? 's' : '-'}${managesUser(by, target) ? 'm' : '-'}`,
    );
    expect(seen.join(' ')).toBe(expected);
  });

  test('who is the user himself, and in the domain that he administers, does not manage himself', () => {
    expect(managesUser(caller('domain-administrator'), user('user', HERE, HIMSELF))).toBe(false);
  });

  test('the server itself is everything', () => {
    expect(reachesDomain(SYSTEM, THERE)).toBe(true);
    expect(() => mustReachAll(SYSTEM)).not.toThrow();
    expect(() => mustReachAll(caller('administrator'))).not.toThrow();
    for (const role of ['domain-administrator', 'help-desk', 'user'] as const) {
      expect(() => mustReachAll(caller(role))).toThrow(expect.objectContaining({ code: 'no-permission' }));
    }
  });
});
