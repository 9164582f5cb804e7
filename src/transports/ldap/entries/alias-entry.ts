/** An alias as an entry: its members here by name, those elsewhere by address. REQUIREMENTS DI3 and DI6 */
import { type DirectoryView, viewOfAlias, viewOfUser } from '../../../domain/access/directory-view.ts';
import type { Alias, AliasMember } from '../../../domain/ports/directory.ts';
import type { AccountId } from '../../../domain/ports/ids.ts';
import { formatName } from '../../../wire/ldap/distinguished-name.ts';
import { ALIAS_ATTRIBUTES, type AliasPeople } from './alias-attributes.ts';
import { readRows } from './attribute-row.ts';
import { type Entry, makeEntry } from './entry.ts';
import type { EntryContext } from './entry-context.ts';
import { keptValues } from './kept-values.ts';
import { aliasName, userName } from './place.ts';

const PEOPLE_ATTRIBUTES = ['owner', 'member', 'mailroomMemberMail'] as const;
const NO_PEOPLE: AliasPeople = { owner: [], member: [], memberMail: [] };

/** Null where there is nothing to see. */
export async function aliasEntry(alias: Alias, context: EntryContext): Promise<Entry | null> {
  const view = viewOfAlias(context.viewer, alias);
  if (view === 'nothing') return null;
  return makeEntry(aliasName(alias), {
    ...readRows(ALIAS_ATTRIBUTES, { ...alias, ...(await peopleOf(alias, view, context)) }),
    ...keptValues('alias', alias.id, 'mailroomAlias', alias),
  });
}

/**
 * Those whom the viewer may see. Addresses elsewhere are for those who manage the alias; files and programs are the
 * administrator's business, and not part of the address book.
 */
async function peopleOf({ owners, members }: Alias, view: DirectoryView, context: EntryContext): Promise<AliasPeople> {
  if (!PEOPLE_ATTRIBUTES.some(context.needs)) return NO_PEOPLE;
  const owner: string[] = [];
  const member: string[] = [];
  for (const account of owners) owner.push(await nameOfUser(account, context));
  for (const each of members) member.push(await nameOfMember(each, context));
  const elsewhere = members.flatMap((each) => (each.kind === 'remote' ? [each.address] : []));
  return { owner, member, memberMail: view === 'address-book' ? [] : elsewhere };
}

/** Empty texts are left out of entries. */
async function nameOfUser(account: AccountId, { directory, viewer, breathe }: EntryContext): Promise<string> {
  await breathe();
  const user = await directory.user(account);
  return user === null || viewOfUser(viewer, user) === 'nothing' ? '' : formatName(userName(user));
}

async function nameOfMember(member: AliasMember, context: EntryContext): Promise<string> {
  if (member.kind === 'user') return nameOfUser(member.account, context);
  if (member.kind !== 'alias') return '';
  await context.breathe();
  const alias = await context.directory.alias(member.alias);
  return alias === null ? '' : formatName(aliasName(alias));
}
