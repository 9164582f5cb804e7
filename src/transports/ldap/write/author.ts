/** Who changes the directory, as he is now. */
import type { Caller } from '../../../domain/access/caller.ts';
import { type Action, callerOf, isAllowed } from '../../../domain/access/permissions.ts';
import type { Principal } from '../../../domain/access/principal.ts';
import type { LdapSession } from '../ldap-session.ts';
import type { Sight } from '../search/sight.ts';
import { Refusal } from './refusal.ts';

export interface Author {
  readonly caller: Caller;
  readonly principal: Principal;
  readonly mustChangePassword: boolean;
  /** Whether his role allows it; how far it reaches is another question. */
  may(action: Action): boolean;
}

/** Throws Refusal for strangers. */
export function authorOf(session: LdapSession, { viewer }: Pick<Sight, 'viewer'>): Author {
  const { principal } = session;
  if (principal === null || viewer.kind === 'anonymous') {
    throw new Refusal('strongerAuthRequired', 'modifications require authentication');
  }
  const { mustChangePassword } = viewer;
  const { role, caller } = principal.isProgram === true ? asPlainUser(principal, viewer) : viewer;
  return {
    ...{ caller, principal, mustChangePassword },
    may: (action) => isAllowed({ ...principal, role }, action),
  };
}

/** A program sees with its owner's role, and changes nothing by it: it was never asked for the second factor. DI9 */
function asPlainUser(principal: Principal, { caller }: { readonly caller: Caller }) {
  const { service, address } = caller.actor;
  const role = 'user';
  return { role, caller: callerOf({ ...principal, role, roleDomains: [] }, service, address) } as const;
}

/** With a one-time password nothing is left but to choose another. Throws Refusal. */
export function mustHaveChosenPassword({ mustChangePassword }: Author): void {
  if (mustChangePassword) throw noAccess('the password has to be changed first');
}

export function noAccess(message = ''): Refusal {
  return new Refusal('insufficientAccessRights', message);
}
