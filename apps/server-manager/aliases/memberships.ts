/** Who may change the members of an alias, the usual one first. DI3 */
import type { AliasView } from '../../../src/wire/admin/schemas.ts';

export type Membership = AliasView['membership'];

export const MEMBERSHIPS = ['open', 'self-service', 'closed'] as const satisfies readonly Membership[];
