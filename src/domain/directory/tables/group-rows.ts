import { sortKey } from '../../../base/sort-key.ts';
import type { Group } from '../../ports/directory.ts';
import type { GroupId } from '../../ports/ids.ts';
import { byNumber, byTexts, type Order, SortedRows } from './sorted-rows.ts';
import { searchText } from './words.ts';

export interface GroupRow {
  readonly group: Group;
  /** `name@domain` */
  readonly name: string;
  /** What words are looked for in. */
  readonly text: string;
  readonly nameKey: string;
  readonly descriptionKey: string;
}

/** The orders that follow from the groups alone. */
export type GroupOrder = 'name' | 'description' | 'rank' | 'createdAt';
export type GroupRows = SortedRows<GroupId, GroupRow, GroupOrder>;

export function groupRow(group: Group): GroupRow {
  const name = `${group.name}@${group.domainName}`;
  return {
    ...{ group, name },
    text: searchText(name, group.description),
    nameKey: `${sortKey(name)}\u0001${name}`,
    descriptionKey: sortKey(group.description),
  };
}

export const byGroupName: Order<GroupRow> = byTexts(({ nameKey }) => nameKey);

export function createGroupRows(): GroupRows {
  return new SortedRows({
    name: byGroupName,
    description: byTexts(
      ({ descriptionKey }) => descriptionKey,
      ({ nameKey }) => nameKey,
    ),
    rank: byNumber(({ group }) => group.rank, byGroupName),
    createdAt: byNumber(({ group }) => group.createdAtMs, byGroupName),
  });
}
