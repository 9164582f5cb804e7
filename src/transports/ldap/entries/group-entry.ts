/** A group as a groupOfNames: RFC 4519 section 3.5. REQUIREMENTS DI1 and DI6 */
import { type DirectoryViewer, viewOfGroup, viewOfUser } from '../../../domain/access/directory-view.ts';
import type { Group, User } from '../../../domain/ports/directory.ts';
import type { AccountId } from '../../../domain/ports/ids.ts';
import { formatName } from '../../../wire/ldap/distinguished-name.ts';
import { readRows } from './attribute-row.ts';
import { type Entry, makeEntry } from './entry.ts';
import type { EntryContext } from './entry-context.ts';
import { GROUP_ATTRIBUTES } from './group-attributes.ts';
import { keptValues } from './kept-values.ts';
import { groupName, userName } from './place.ts';

/** Of a larger group no member is shown: `memberOf` of people finds them, page by page. */
export const MAX_SHOWN_MEMBERS = 20_000;
/** Members that are read at once. */
const SLICE = 500;

/** Null where there is nothing to see. */
export async function groupEntry(group: Group, context: EntryContext): Promise<Entry | null> {
  const view = viewOfGroup(context.viewer, group, await context.isInGroup(group.id));
  if (view === 'nothing') return null;
  const member = context.needs('member') ? await (view === 'all' ? allMembers(group, context) : oneself(context)) : [];
  const { name, description, rank } = group;
  const facts = view === 'all' ? { name, description, rank, member } : { name, description: null, rank: null, member };
  return makeEntry(groupName(group), {
    ...readRows(GROUP_ATTRIBUTES, facts),
    ...keptValues('group', group.id, 'groupOfNames', group),
  });
}

/** Names of the groups that somebody is in, as far as the viewer may know. */
export async function groupsOfUser(user: User, { directory, viewer }: EntryContext): Promise<readonly string[]> {
  if (!knowsGroupsOf(viewer, user)) return [];
  const isOneself = viewer.kind === 'user' && viewer.caller.reach.account === user.account;
  const groups = await directory.groupsOf(user.account);
  return groups
    .filter((group) => viewOfGroup(viewer, group, isOneself) !== 'nothing')
    .map((group) => formatName(groupName(group)));
}

async function allMembers(group: Group, { directory, viewer, breathe }: EntryContext): Promise<readonly string[]> {
  const names: string[] = [];
  for (let after: AccountId | null = null; ; ) {
    const accounts: readonly AccountId[] = await directory.groupMembers(group.id, after, SLICE);
    for (const account of accounts) {
      await breathe();
      const user = await directory.user(account);
      if (user !== null && knowsGroupsOf(viewer, user)) names.push(formatName(userName(user)));
    }
    if (names.length > MAX_SHOWN_MEMBERS) return [];
    if (accounts.length < SLICE) return names;
    after = accounts.at(-1) ?? null;
  }
}

async function oneself({ directory, viewer }: EntryContext): Promise<readonly string[]> {
  const account = viewer.kind === 'user' ? viewer.caller.reach.account : null;
  const user = account === null ? null : await directory.user(account);
  return user === null ? [] : [formatName(userName(user))];
}

/** What the address book shows of a colleague does not include his groups. */
function knowsGroupsOf(viewer: DirectoryViewer, user: User): boolean {
  const view = viewOfUser(viewer, user);
  return view === 'own' || view === 'all';
}
