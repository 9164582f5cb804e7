/**
 * Who may do what: the one table. Each action of the management API is a row; an action without a row does not compile.
 * Roles of domains do it within the domains that they are given, and to users without a role (`reachOf`).
 */
import { Failure } from '../../base/failure.ts';
import type { Role } from '../ports/directory.ts';
import type { Caller, Reach } from './caller.ts';
import type { Principal } from './principal.ts';

/** Who may come: with a role, or without having said who he is. */
type Party = Role | 'stranger';

const ADMINISTRATORS: readonly Role[] = ['administrator'];
/** What is of one domain. */
const MANAGERS: readonly Role[] = ['administrator', 'domain-administrator'];
/** Seeing people, and helping them in. */
const HELPERS: readonly Role[] = ['administrator', 'domain-administrator', 'help-desk'];
const EVERYBODY: readonly Role[] = ['administrator', 'domain-administrator', 'help-desk', 'user'];
/** Also who has not signed in: what is needed to do so. */
const ANYBODY: readonly Party[] = [...EVERYBODY, 'stranger'];

export const PERMISSIONS = {
  'sign-in': ANYBODY,
  'sign-in.second-factor': ANYBODY,
  'sign-in.begin-passkey': ANYBODY,
  'sign-in.passkey': ANYBODY,
  'sign-out': EVERYBODY,
  'domain.list': HELPERS,
  'domain.show': HELPERS,
  'domain.create': ADMINISTRATORS,
  'domain.update': ADMINISTRATORS,
  'domain.delete': ADMINISTRATORS,
  'domain.dns': MANAGERS,
  'domain.keys': MANAGERS,
  'domain.rotate-keys': MANAGERS,
  'domain.reports': MANAGERS,
  'user.list': HELPERS,
  'user.show': HELPERS,
  'user.export': HELPERS,
  'user.create': MANAGERS,
  'user.import': MANAGERS,
  'user.update': MANAGERS,
  'user.password': HELPERS,
  'user.delete': MANAGERS,
  'user.archive': MANAGERS,
  'user.restore': MANAGERS,
  'user.dependents': HELPERS,
  'user.bulk': MANAGERS,
  'user.factors': HELPERS,
  'user.reset-factors': HELPERS,
  'user.app-passwords': HELPERS,
  'user.create-app-password': MANAGERS,
  'user.delete-app-password': HELPERS,
  'user.sessions': HELPERS,
  'user.end-session': HELPERS,
  'user.end-sessions': HELPERS,
  'user.create-token': MANAGERS,
  'client-setup.show': HELPERS,
  'client-setup.file': HELPERS,
  'client-setup.device': MANAGERS,
  'group.list': HELPERS,
  'group.show': HELPERS,
  'group.members': HELPERS,
  'group.create': MANAGERS,
  'group.update': MANAGERS,
  'group.delete': MANAGERS,
  'alias.list': HELPERS,
  'alias.show': HELPERS,
  'alias.create': MANAGERS,
  'alias.update': MANAGERS,
  'alias.delete': MANAGERS,
  'alias.bulk': MANAGERS,
  /** Who may list files and programs may also give them to aliases as members. MI5 */
  'channel.list': ADMINISTRATORS,
  'quota.list': HELPERS,
  'quota.show': HELPERS,
  'quota.set': MANAGERS,
  'policy.show': HELPERS,
  'policy.preview': MANAGERS,
  'audit.list': ADMINISTRATORS,
  'audit.undo': ADMINISTRATORS,
  search: HELPERS,
  /** One's own account: the privileges decide, each time. DI8 */
  'me.show': EVERYBODY,
  'me.quota': EVERYBODY,
  'me.update': EVERYBODY,
  'me.password': EVERYBODY,
  'me.forwarding': EVERYBODY,
  'me.aliases': EVERYBODY,
  'me.find-users': EVERYBODY,
  'me.find-aliases': EVERYBODY,
  'me.show-alias': EVERYBODY,
  'me.create-alias': EVERYBODY,
  'me.update-alias': EVERYBODY,
  'me.delete-alias': EVERYBODY,
  'me.factors': EVERYBODY,
  'me.begin-totp': EVERYBODY,
  'me.confirm-totp': EVERYBODY,
  'me.begin-passkey': EVERYBODY,
  'me.finish-passkey': EVERYBODY,
  'me.new-recovery-codes': EVERYBODY,
  'me.delete-factor': EVERYBODY,
  'me.app-passwords': EVERYBODY,
  'me.create-app-password': EVERYBODY,
  'me.delete-app-password': EVERYBODY,
  'me.client-setup': EVERYBODY,
  'me.client-setup-file': EVERYBODY,
  'me.client-setup-device': EVERYBODY,
  'me.sessions': EVERYBODY,
  'me.end-session': EVERYBODY,
  'me.end-other-sessions': EVERYBODY,
  'me.create-token': EVERYBODY,
  /** The token tells whose it is. */
  'token.refresh': ANYBODY,
  'queue.list': ADMINISTRATORS,
  'queue.show': ADMINISTRATORS,
  'queue.lanes': ADMINISTRATORS,
  'queue.retry': ADMINISTRATORS,
  'queue.hold': ADMINISTRATORS,
  'queue.release': ADMINISTRATORS,
  'queue.bounce': ADMINISTRATORS,
  'queue.delete': ADMINISTRATORS,
  'trace.find': ADMINISTRATORS,
  'test-message.send': ADMINISTRATORS,
  'quarantine.list': ADMINISTRATORS,
  'quarantine.show': ADMINISTRATORS,
  'quarantine.release': ADMINISTRATORS,
  'quarantine.delete': ADMINISTRATORS,
  'route.list': ADMINISTRATORS,
  'route.set': ADMINISTRATORS,
  'route.delete': ADMINISTRATORS,
  /** Who exists: of the whole server. DI7 */
  'directory.show': ADMINISTRATORS,
  'directory.connect': ADMINISTRATORS,
  'directory.test': ADMINISTRATORS,
  'directory.sync': ADMINISTRATORS,
  'directory.disconnect': ADMINISTRATORS,
  'settings.list': ADMINISTRATORS,
  'settings.get': ADMINISTRATORS,
  'settings.set': ADMINISTRATORS,
  'settings.reset': ADMINISTRATORS,
  'service.list': ADMINISTRATORS,
  'service.check': ADMINISTRATORS,
  'service.start': ADMINISTRATORS,
  'service.stop': ADMINISTRATORS,
  'service.restart': ADMINISTRATORS,
  'activity.show': ADMINISTRATORS,
  'health.show': ADMINISTRATORS,
  'health.check': ADMINISTRATORS,
  'log.list': ADMINISTRATORS,
  /** Each event only to who may know of it: `domain/events`. */
  events: EVERYBODY,
  'certificate.show': ADMINISTRATORS,
  'certificate.upload': ADMINISTRATORS,
  'certificate.use-self-made': ADMINISTRATORS,
  'certificate.acme-terms': ADMINISTRATORS,
  'certificate.acme-start': ADMINISTRATORS,
  'certificate.acme-stop': ADMINISTRATORS,
  'certificate.acme-renew': ADMINISTRATORS,
  status: ADMINISTRATORS,
  check: ADMINISTRATORS,
  compact: ADMINISTRATORS,
} as const satisfies Record<string, readonly Party[]>;

export type Action = keyof typeof PERMISSIONS;

export function isAllowed(principal: Principal, action: Action): boolean {
  return (PERMISSIONS[action] as readonly Party[]).includes(principal.role);
}

/** What who has this role may do: the interface shows nothing else. */
export function actionsOf(role: Role): Action[] {
  return (Object.keys(PERMISSIONS) as Action[]).filter((action) =>
    (PERMISSIONS[action] as readonly Party[]).includes(role),
  );
}

/** Whether nobody is asked who he is. */
export function isOpenToStrangers(action: Action): boolean {
  return (PERMISSIONS[action] as readonly Party[]).includes('stranger');
}

/** What is left to who signed in with a one-time password: to see who he is, and to choose another. */
const BEFORE_PASSWORD_CHANGE: readonly Action[] = ['me.show', 'me.password', 'sign-out'];

/** Throws Failure `no-permission`; with `detail.reason` where a one-time password has to be changed first. */
export function mustBeAllowed(principal: Principal, action: Action): void {
  if (principal.mustChangePassword && !BEFORE_PASSWORD_CHANGE.includes(action)) {
    throw new Failure('no-permission', `${principal.userId} has to change the password first`, {
      detail: { reason: 'must-change-password' },
    });
  }
  if (isAllowed(principal, action)) return;
  throw new Failure('no-permission', `${principal.userId} may not ${action}`);
}

/** @param address of the peer; empty for a Unix socket. */
export function callerOf(principal: Principal, service: string, address: string): Caller {
  const { account, userId, session = null } = principal;
  return { actor: { account, name: userId, service, address }, reach: reachOf(principal), session };
}

/** Who has not said yet who he is: he reaches nothing and nobody. */
export function strangerAt(service: string, address: string): Caller {
  const actor = { account: null, name: 'anonymous', service, address };
  return { actor, reach: { domains: new Set(), isOfPlainUsers: true, account: null } };
}

export function reachOf({ role, roleDomains, account }: Pick<Principal, 'role' | 'roleDomains' | 'account'>): Reach {
  switch (role) {
    case 'administrator':
      return { domains: 'all', isOfPlainUsers: false, account };
    case 'domain-administrator':
    case 'help-desk':
      return { domains: new Set(roleDomains), isOfPlainUsers: true, account };
    case 'user':
      return { domains: new Set(), isOfPlainUsers: true, account };
  }
}
