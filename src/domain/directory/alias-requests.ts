/** What callers say of aliases: names where the store has ids. DI3 */
import type { Membership } from '../ports/directory.ts';

export interface NewAliasRequest {
  readonly mail: string;
  readonly description?: string;
  readonly membership?: Membership;
  /** User IDs or addresses of users. */
  readonly owners: readonly string[];
  /** User IDs, addresses of users and aliases here, addresses elsewhere, `file:NAME`, `program:NAME`. */
  readonly members: readonly string[];
}

export interface AliasPatch {
  /** A new address in the same domain. */
  readonly mail?: string;
  readonly description?: string;
  readonly membership?: Membership;
  readonly addOwners?: readonly string[];
  readonly removeOwners?: readonly string[];
  readonly addMembers?: readonly string[];
  readonly removeMembers?: readonly string[];
}
