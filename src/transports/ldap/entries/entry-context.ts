/** What is needed to make entries for one client. */
import type { DirectoryViewer } from '../../../domain/access/directory-view.ts';
import type { GroupId } from '../../../domain/ports/ids.ts';
import type { DirectoryReader } from '../../../domain/ports/reader.ts';

/** The attributes that cost look-ups: they are in an entry only where somebody asks for them. */
export const COSTLY_ATTRIBUTES = ['owner', 'member', 'mailroomMemberMail', 'memberOf', 'hasSubordinates'] as const;

export type CostlyAttribute = (typeof COSTLY_ATTRIBUTES)[number];
export type Needs = (attribute: CostlyAttribute) => boolean;

export const NEEDS_ALL: Needs = () => true;

export interface EntryContext {
  readonly directory: DirectoryReader;
  readonly viewer: DirectoryViewer;
  readonly needs: Needs;
  /** Lets others go first where the turn is over. Throws OperationStopped. */
  readonly breathe: () => Promise<void>;
  /** Whether the viewer is a member. */
  readonly isInGroup: (group: GroupId) => Promise<boolean>;
}
