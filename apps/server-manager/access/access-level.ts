/** A level that says something of privileges, and how it is told so. DI8 */
import type { PrivilegeName } from '../../../src/wire/admin/privilege-schemas.ts';
import type { PrivilegeValues } from '../policy/privileges.ts';
import { PRIVILEGES, privilegeValues } from '../policy/privileges.ts';

export interface AccessLevel {
  readonly kind: 'server' | 'domain' | 'group' | 'user';
  /** Domain, group as `name@domain`, User ID; the empty text for the server. */
  readonly name: string;
  readonly values: PrivilegeValues;
}

/** @param withheld as the setting has them: whatever is not in it is given. */
export function serverLevel(withheld: readonly PrivilegeName[]): AccessLevel {
  const choices = Object.fromEntries(PRIVILEGES.map((name) => [name, !withheld.includes(name)]));
  return { kind: 'server', name: '', values: privilegeValues(choices) };
}

/** As the setting takes it. */
export function withheldOf(values: PrivilegeValues): PrivilegeName[] {
  return PRIVILEGES.filter((name) => values[name] === 'withhold');
}
