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
  'domain.dns': ADMINISTRATORS,
  'domain.keys': ADMINISTRATORS,
  'domain.rotate-keys': ADMINISTRATORS,
  'domain.reports': ADMINISTRATORS,
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
  /** Who may list files and programs may also give them to aliases as members. MI5 */
  'channel.list': ADMINISTRATORS,
  'quota.list': ADMINISTRATORS,
  'quota.show': ADMINISTRATORS,
  'quota.set': ADMINISTRATORS,
  'queue.list': ADMINISTRATORS,
  'queue.show': ADMINISTRATORS,
  'queue.lanes': ADMINISTRATORS,
  'queue.retry': ADMINISTRATORS,
  'queue.hold': ADMINISTRATORS,
  'queue.release': ADMINISTRATORS,
  'queue.bounce': ADMINISTRATORS,
  'queue.delete': ADMINISTRATORS,
  'trace.find': ADMINISTRATORS,
  'quarantine.list': ADMINISTRATORS,
  'quarantine.show': ADMINISTRATORS,
  'quarantine.release': ADMINISTRATORS,
  'quarantine.delete': ADMINISTRATORS,
  'route.list': ADMINISTRATORS,
  'route.set': ADMINISTRATORS,
  'route.delete': ADMINISTRATORS,
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

export function isAllowed(principal: Principal, action: Action): boolean {
  return PERMISSIONS[action].includes(principal.role);
}

/** Throws Failure `no-permission`. */
export function mustBeAllowed(principal: Principal, action: Action): void {
  if (isAllowed(principal, action)) return;
  throw new Failure('no-permission', `${principal.userId} may not ${action}`);
}
