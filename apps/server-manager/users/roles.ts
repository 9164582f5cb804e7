/** Roles, the least first. DI9 */
import type { RoleName } from '../../../src/wire/admin/schemas.ts';

export const ROLES = [
  'user',
  'help-desk',
  'domain-administrator',
  'administrator',
] as const satisfies readonly RoleName[];

/** Those that hold in domains. */
export function isOfDomains(role: RoleName): boolean {
  return role === 'help-desk' || role === 'domain-administrator';
}
