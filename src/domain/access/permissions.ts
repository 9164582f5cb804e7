/**
 * Who may do what: the one table. Each action of the management API is a row; an action without a row does not compile.
 * Later roles (one domain, help desk) and the privileges of users join here, and nowhere else.
 */
import { Failure } from '../../base/failure.ts';
import type { Role } from '../ports/directory.ts';
import type { Principal } from './principal.ts';

const ADMINISTRATORS: readonly Role[] = ['administrator'];

export const PERMISSIONS = {
  'domain.list': ADMINISTRATORS,
  'domain.show': ADMINISTRATORS,
  'domain.create': ADMINISTRATORS,
  'domain.update': ADMINISTRATORS,
  'domain.delete': ADMINISTRATORS,
  'user.list': ADMINISTRATORS,
  'user.show': ADMINISTRATORS,
  'user.create': ADMINISTRATORS,
  'user.import': ADMINISTRATORS,
  'user.update': ADMINISTRATORS,
  'user.password': ADMINISTRATORS,
  'user.delete': ADMINISTRATORS,
  'alias.list': ADMINISTRATORS,
  'alias.show': ADMINISTRATORS,
  'alias.create': ADMINISTRATORS,
  'alias.update': ADMINISTRATORS,
  'alias.delete': ADMINISTRATORS,
  'quota.list': ADMINISTRATORS,
  'quota.show': ADMINISTRATORS,
  'quota.set': ADMINISTRATORS,
  'settings.list': ADMINISTRATORS,
  'settings.get': ADMINISTRATORS,
  'settings.set': ADMINISTRATORS,
  'settings.reset': ADMINISTRATORS,
  'service.list': ADMINISTRATORS,
  'certificate.show': ADMINISTRATORS,
  status: ADMINISTRATORS,
  check: ADMINISTRATORS,
  compact: ADMINISTRATORS,
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof PERMISSIONS;

/** Throws Failure `no-permission`. */
export function mustBeAllowed(principal: Principal, action: Action): void {
  if (PERMISSIONS[action].includes(principal.role)) return;
  throw new Failure('no-permission', `${principal.userId} may not ${action}`);
}
