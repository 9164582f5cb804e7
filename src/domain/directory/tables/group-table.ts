/** The table of groups, and how much there is in each domain. REQUIREMENTS DI1, DI4 */
import { type Caller, reachesDomain } from '../../access/caller.ts';
import type { Group, MembersAmong } from '../../ports/directory.ts';
import type { AccountId, DomainId } from '../../ports/ids.ts';
import type { Store } from '../../ports/store.ts';
import { byGroupName, type GroupOrder, type GroupRow } from './group-rows.ts';
import { byNumber } from './sorted-rows.ts';
import type { Tables } from './table-kinds.ts';
import { pageOf, type TablePage, type TableView } from './table-view.ts';
import { hasAll, wordsOf } from './words.ts';

export type GroupSort = GroupOrder | 'members';

export interface GroupTableRow {
  readonly group: Group;
  /** Those whom the caller reaches. */
  readonly memberCount: number;
}

export interface GroupTableFilter {
  /** Null: all that the caller reaches. */
  readonly domain: DomainId | null;
  /** Null: whoever is in it. */
  readonly member: AccountId | null;
}

export interface GroupTable {
  list(by: Caller, filter: GroupTableFilter, view: TableView<GroupSort>): Promise<TablePage<GroupTableRow>>;
}

export function createGroupTable(store: Pick<Store, 'reader'>, tables: Tables): GroupTable {
  return {
    async list(by, { domain, member }, view) {
      const { directory } = store.reader();
      const sizes = await directory.groupSizes(membersAmong(by));
      const ofMember = member === null ? null : new Set((await directory.groupsOf(member)).map(({ id }) => id));
      const { groups } = await tables.current();
      const sizeOf = ({ group }: GroupRow): number => sizes.get(group.id) ?? 0;
      const { sort } = view;
      const sorted =
        sort === 'members' ? [...groups.index.all].sort(byNumber(sizeOf, byGroupName)) : groups.index.by(sort);
      const words = wordsOf(view.query);
      const { rows, total } = pageOf(
        sorted,
        view,
        ({ group, text }) =>
          (domain === null || group.domain === domain) &&
          (ofMember === null || ofMember.has(group.id)) &&
          reachesDomain(by, group.domain) &&
          hasAll(text, words),
      );
      const counted = rows.map((row) => ({ group: row.group, memberCount: sizeOf(row) }));
      return { rows: counted, total, revision: tables.revision('groups') };
    },
  };
}

/** Those whom the caller reaches: of others not even the number is his to know. */
function membersAmong({ reach }: Caller): MembersAmong {
  const { domains, isOfPlainUsers, account } = reach;
  return {
    domains: domains === 'all' ? domains : [...domains],
    ...(isOfPlainUsers ? { role: 'user' } : {}),
    ...(account === null ? {} : { and: account }),
  };
}
