/** Who asks for something, for the record, and how far he reaches. What lies beyond is told like what does not exist. */
import { Failure } from '../../base/failure.ts';
import type { Actor } from '../ports/audit.ts';
import type { User } from '../ports/directory.ts';
import type { AccountId, AuditId, DomainId, SessionId } from '../ports/ids.ts';

export interface Reach {
  readonly domains: 'all' | ReadonlySet<DomainId>;
  /** Of the users there, only those without a role. */
  readonly isOfPlainUsers: boolean;
  /** Himself: within reach wherever he is. Null for the server itself. */
  readonly account: AccountId | null;
}

export interface Caller {
  readonly actor: Actor;
  readonly reach: Reach;
  /** The session whose secret he showed; absent or null where there is none. */
  readonly session?: SessionId | null;
  /** The change that he takes back by what he asks for, for the record. */
  readonly undoes?: AuditId;
  /** His address belongs to the setting `trustedNetworks`: limits by address do not apply. Absent: no. */
  readonly isFromTrusted?: boolean;
}

const EVERYTHING: Reach = { domains: 'all', isOfPlainUsers: false, account: null };

/** The server itself: upkeep, first start. */
export const SYSTEM: Caller = {
  actor: { account: null, name: 'system', service: 'system', address: '' },
  reach: EVERYTHING,
};

export function reachesDomain({ reach }: Caller, domain: DomainId): boolean {
  return reach.domains === 'all' || reach.domains.has(domain);
}

export function reachesUser(caller: Caller, user: Pick<User, 'account' | 'domain' | 'role'>): boolean {
  const { reach } = caller;
  if (user.account === reach.account) return true;
  return reachesDomain(caller, user.domain) && (!reach.isOfPlainUsers || user.role === 'user');
}

/**
 * Whether he may change this user as an administrator does, and not only see him. Who does not reach everything changes
 * nobody with a role, and of himself only what everybody may: else a role could be made larger from below. DI9
 */
export function managesUser(caller: Caller, user: Pick<User, 'account' | 'domain' | 'role'>): boolean {
  if (reachesAll(caller)) return true;
  return reachesDomain(caller, user.domain) && user.role === 'user' && user.account !== caller.reach.account;
}

export function reachesAll({ reach }: Caller): boolean {
  return reach.domains === 'all' && !reach.isOfPlainUsers;
}

/** Throws Failure `no-permission`: for what concerns the whole server. */
export function mustReachAll(caller: Caller): void {
  if (reachesAll(caller)) return;
  throw new Failure('no-permission', `${caller.actor.name} may not change what is the whole server's`);
}
