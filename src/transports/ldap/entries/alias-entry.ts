/** An alias as an entry: its members here by name, those elsewhere by address. REQUIREMENTS DI3 and DI6 */
import {
  type DirectoryView,
  type DirectoryViewer,
  viewOfAlias,
  viewOfUser,
} from '../../../domain/access/directory-view.ts';
import type { Alias, AliasMember } from '../../../domain/ports/directory.ts';
import type { AccountId } from '../../../domain/ports/ids.ts';
import type { DirectoryReader } from '../../../domain/ports/reader.ts';
import { formatMailAddress } from '../../../formats/address/mail-address.ts';
import { formatName } from '../../../wire/ldap/distinguished-name.ts';
import { type Entry, type EntryValues, makeEntry } from './entry.ts';
import { entryUuid } from './entry-uuid.ts';
import { formatTime } from './format-time.ts';
import { aliasName, userName } from './place.ts';

/** The attributes that cost a look-up for each value. */
export const PEOPLE_ATTRIBUTES = ['owner', 'member', 'mailroomMemberMail'] as const;

export interface AliasEntryContext {
  readonly directory: DirectoryReader;
  readonly viewer: DirectoryViewer;
  /** Of the entry some of PEOPLE_ATTRIBUTES are asked for; without it they are left out. */
  readonly needsPeople: boolean;
  /** Lets others go first where the turn is over. */
  readonly breathe: () => Promise<void>;
}

/** Null where there is nothing to see. */
export async function aliasEntry(alias: Alias, context: AliasEntryContext): Promise<Entry | null> {
  const view = viewOfAlias(context.viewer, alias);
  if (view === 'nothing') return null;
  return makeEntry(aliasName(alias), {
    objectClass: ['top', 'mailroomAlias'],
    cn: alias.localPart,
    mail: formatMailAddress({ localPart: alias.localPart, domain: alias.domainName }),
    description: alias.description,
    mailroomMembership: alias.membership,
    ...(context.needsPeople ? await people(alias, view, context) : {}),
    structuralObjectClass: 'mailroomAlias',
    entryUUID: entryUuid('alias', alias.id, alias.createdAtMs),
    createTimestamp: formatTime(alias.createdAtMs),
  });
}

/**
 * Those whom the viewer may see. Addresses elsewhere are for those who manage the alias; files and programs are the
 * administrator's business, and not part of the address book.
 */
async function people(
  { owners, members }: Alias,
  view: DirectoryView,
  context: AliasEntryContext,
): Promise<EntryValues> {
  const owner: string[] = [];
  const member: string[] = [];
  for (const account of owners) owner.push(await nameOfUser(account, context));
  for (const each of members) member.push(await nameOfMember(each, context));
  const elsewhere = members.flatMap((each) => (each.kind === 'remote' ? [each.address] : []));
  return { owner, member, mailroomMemberMail: view === 'address-book' ? [] : elsewhere };
}

/** Empty texts are left out of entries. */
async function nameOfUser(account: AccountId, { directory, viewer, breathe }: AliasEntryContext): Promise<string> {
  await breathe();
  const user = await directory.user(account);
  return user === null || viewOfUser(viewer, user) === 'nothing' ? '' : formatName(userName(user));
}

async function nameOfMember(member: AliasMember, context: AliasEntryContext): Promise<string> {
  if (member.kind === 'user') return nameOfUser(member.account, context);
  if (member.kind !== 'alias') return '';
  await context.breathe();
  const alias = await context.directory.alias(member.alias);
  return alias === null ? '' : formatName(aliasName(alias));
}
