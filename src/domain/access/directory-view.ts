/** How much of the directory somebody may read, by whatever protocol. REQUIREMENTS DI6, CA5 */
import type { Alias, Group, User } from '../ports/directory.ts';
import type { DomainId } from '../ports/ids.ts';
import { type Caller, reachesDomain, reachesUser } from './caller.ts';

/**
 * `address-book`: what colleagues need to write and call each other. `own`: all of one's own entry but its secrets, and
 * of an alias what its owners manage. `all`: what an administrator sees. Secrets are in none of them.
 */
export type DirectoryView = 'nothing' | 'address-book' | 'own' | 'all';

/** Whether strangers may read the address book: the setting `ldapAnonymousRead`. */
export type AnonymousRead = 'nothing' | 'address-book';

export type DirectoryViewer =
  | { readonly kind: 'anonymous'; readonly reads: AnonymousRead }
  | {
      readonly kind: 'user';
      readonly caller: Caller;
      readonly role: User['role'];
      /** With a one-time password one sees oneself. */
      readonly mustChangePassword: boolean;
    };

/** Whether there is anything to see beside oneself. */
export function seesAddressBook(viewer: DirectoryViewer): boolean {
  return viewer.kind === 'anonymous' ? viewer.reads === 'address-book' : !viewer.mustChangePassword;
}

export function viewOfUser(viewer: DirectoryViewer, user: User): DirectoryView {
  if (user.archivedAtMs !== null) return 'nothing';
  const listed = seesAddressBook(viewer) && user.isListed && user.isEnabled ? 'address-book' : 'nothing';
  if (viewer.kind === 'anonymous') return listed;
  const { caller, role, mustChangePassword } = viewer;
  const isOneself = caller.reach.account === user.account;
  if (mustChangePassword) return isOneself ? 'own' : 'nothing';
  if (role === 'administrator') return 'all';
  if (isOneself) return 'own';
  return role !== 'user' && reachesUser(caller, user) ? 'all' : listed;
}

export function viewOfAlias(
  viewer: DirectoryViewer,
  alias: Pick<Alias, 'domain' | 'localPart' | 'owners'>,
): DirectoryView {
  if (!seesAddressBook(viewer)) return 'nothing';
  // Nobody writes to a pattern.
  const listed = alias.localPart.includes('*') ? 'nothing' : 'address-book';
  if (viewer.kind === 'anonymous') return listed;
  const { caller, role } = viewer;
  if (role !== 'user' && reachesDomain(caller, alias.domain)) return 'all';
  return alias.owners.some((owner) => owner === caller.reach.account) ? 'own' : listed;
}

/**
 * Groups say how users are treated, and are no part of the address book: they are for those who manage them. A member
 * sees that he is in it (`own`), and not who else, nor what it is for.
 */
export function viewOfGroup(
  viewer: DirectoryViewer,
  { domain }: Pick<Group, 'domain'>,
  isMember: boolean,
): Extract<DirectoryView, 'nothing' | 'own' | 'all'> {
  if (seesUnlisted(viewer, domain)) return 'all';
  return isMember && viewer.kind === 'user' && !viewer.mustChangePassword ? 'own' : 'nothing';
}

/** Whether somebody manages users of a domain, and so sees those that are not in the address book. */
export function seesUnlisted(viewer: DirectoryViewer, domain: DomainId): boolean {
  if (viewer.kind === 'anonymous' || viewer.mustChangePassword || viewer.role === 'user') return false;
  return reachesDomain(viewer.caller, domain);
}
