/** The attributes of a group, and what it means to change them. REQUIREMENTS DI1 */
import type { Group } from '../../../domain/ports/directory.ts';
import type { AttributeRow, EntryDefinition } from './attribute-row.ts';

/** What somebody may know of a group: a member does not see what it is for. */
export interface GroupFacts extends Pick<Group, 'name'> {
  readonly description: string | null;
  readonly rank: number | null;
  /** Names of entries. */
  readonly member: readonly string[];
}

export type GroupChange = Partial<Pick<Group, 'description' | 'rank'> & Pick<GroupFacts, 'member'>>;

export const GROUP_CLASSES: readonly string[] = ['top', 'groupOfNames', 'mailroomGroup'];

/** In the order in which they are returned. */
export const GROUP_ATTRIBUTES: readonly AttributeRow<GroupFacts, GroupChange>[] = [
  { name: 'objectClass', read: () => GROUP_CLASSES, isList: true },
  { name: 'cn', read: ({ name }) => name },
  { name: 'description', read: ({ description }) => description, write: ([description = '']) => ({ description }) },
  {
    name: 'mailroomRank',
    read: ({ rank }) => (rank === null ? null : String(rank)),
    write: ([rank]) => (rank === undefined ? null : { rank: Number(rank) }),
    isCount: true,
  },
  { name: 'member', read: ({ member }) => member, write: (member) => ({ member }), isList: true },
];

export const GROUP: EntryDefinition<GroupFacts, GroupChange> = {
  classes: GROUP_CLASSES,
  naming: 'cn',
  rows: GROUP_ATTRIBUTES,
};
