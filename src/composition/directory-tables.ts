/** What sorts and searches the whole directory in memory: the tables, the search over everything, the address book of everybody. */
import type { Clock } from '../base/clock.ts';
import type { AccountPolicies } from '../domain/access/policy/account-policies.ts';
import { createOwnAddressBook } from '../domain/directory/own/own-address-book.ts';
import { createAliasTable } from '../domain/directory/tables/alias-table.ts';
import { countByDomain } from '../domain/directory/tables/domain-counts.ts';
import { createFindAnything } from '../domain/directory/tables/find-anything.ts';
import { createGroupTable } from '../domain/directory/tables/group-table.ts';
import { openTables } from '../domain/directory/tables/table-kinds.ts';
import { createUserTable } from '../domain/directory/tables/user-table.ts';
import type { Store } from '../domain/ports/store.ts';
import { SETTINGS } from '../domain/settings/catalogue.ts';

export interface DirectoryTablesDeps {
  readonly store: Store;
  readonly policies: Pick<AccountPolicies, 'of'>;
  readonly clock: Clock;
}

/** Nothing is read before somebody asks. */
export function openDirectoryTables({ store, policies, clock }: DirectoryTablesDeps) {
  const tables = openTables(store, clock.nowMs());
  const settings = Object.entries(SETTINGS).map(([name, { description = '' }]) => ({ name, description }));
  return {
    userTable: createUserTable({ store, policies, clock, tables }),
    aliasTable: createAliasTable(tables),
    groupTable: createGroupTable(store, tables),
    countByDomain: () => countByDomain(tables),
    findAnything: createFindAnything({ store, tables, settings }),
    ownAddressBook: createOwnAddressBook({ store, policies, tables }),
    [Symbol.dispose]: () => tables[Symbol.dispose](),
  };
}
