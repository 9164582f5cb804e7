/** Roles, and where they hold. DI9 */
import { Failure } from '../../base/failure.ts';
import { type Caller, reachesAll } from '../access/caller.ts';
import type { Role, User } from '../ports/directory.ts';
import type { DomainId } from '../ports/ids.ts';

/** More are the whole server. */
const MAX_ROLE_DOMAINS = 100;
const ROLES_OF_DOMAINS: ReadonlySet<Role> = new Set(['domain-administrator', 'help-desk']);

export type RoleChoice = Pick<User, 'role' | 'roleDomains'>;

/**
 * The role as it is stored: one that is of no domain has none. Throws Failure `invalid` (a role of domains without any),
 * `no-permission` where the caller may give no roles.
 */
export function checkRole(by: Caller, before: RoleChoice, role: Role, roleDomains: readonly DomainId[]): RoleChoice {
  const choice = { role, roleDomains: ROLES_OF_DOMAINS.has(role) ? [...new Set(roleDomains)] : [] };
  if (!reachesAll(by) && (role !== before.role || !isSame(choice.roleDomains, before.roleDomains))) {
    throw new Failure('no-permission', `${by.actor.name} may not give roles`, { detail: { field: 'role' } });
  }
  const { length } = choice.roleDomains;
  if (ROLES_OF_DOMAINS.has(role) && length === 0) throw refusal(role, 'missing');
  if (length > MAX_ROLE_DOMAINS) throw refusal(role, 'too-many');
  return choice;
}

/** Whether somebody may do more by this role than before, anywhere. */
export function widensRole(before: RoleChoice, after: RoleChoice): boolean {
  if (RANK[after.role] > RANK[before.role]) return true;
  if (before.role === 'administrator') return false;
  return after.roleDomains.some((domain) => !before.roleDomains.includes(domain));
}

/** Each may do what those before it may, where it holds. */
const RANK: Readonly<Record<Role, number>> = { user: 0, 'help-desk': 1, 'domain-administrator': 2, administrator: 3 };

function isSame(a: readonly DomainId[], b: readonly DomainId[]): boolean {
  return a.length === b.length && a.every((domain) => b.includes(domain));
}

function refusal(role: Role, problem: 'missing' | 'too-many'): Failure {
  return new Failure('invalid', `domains of the role ${role}: ${problem}`, {
    detail: { field: 'roleDomains', problem, ...(problem === 'too-many' ? { max: MAX_ROLE_DOMAINS } : {}) },
  });
}
