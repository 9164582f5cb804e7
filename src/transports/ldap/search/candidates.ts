/** The users, aliases and groups that a filter can fit at all, found by look-ups instead of looking at everybody. */
import { isFailure } from '../../../base/failure.ts';
import { foldName } from '../../../base/name.ts';
import { seesUnlisted } from '../../../domain/access/directory-view.ts';
import type { AddressBook, AddressList } from '../../../domain/directory/address-list/address-list.ts';
import type { AddressTarget, Domain } from '../../../domain/ports/directory.ts';
import type { AccountId, DomainId } from '../../../domain/ports/ids.ts';
import type { DirectoryReader } from '../../../domain/ports/reader.ts';
import { type MailAddress, parseMailAddress } from '../../../formats/address/mail-address.ts';
import { parseName } from '../../../wire/ldap/distinguished-name.ts';
import type { EntryKind } from '../entries/entry-kinds.ts';
import { findPlace, type Place } from '../entries/place.ts';
import type { FilterHint } from './filter-hints.ts';
import { type IdStream, idsOf, unionOf } from './id-stream.ts';
import { isVisible, type Sight } from './sight.ts';
import { type Candidates, EVERYBODY } from './unit-contents.ts';

const NONE: Candidates = { users: idsOf([]), aliases: idsOf([]), groups: idsOf([]) };

interface Search {
  readonly sight: Sight;
  readonly domains: readonly Domain[];
  readonly addressList: AddressList;
}

export async function findCandidates(search: Search, hint: FilterHint): Promise<Candidates> {
  const { directory } = search.sight;
  switch (hint.kind) {
    case 'all':
      return EVERYBODY;
    case 'kinds': {
      const every = (kind: EntryKind) => (hint.kinds.includes(kind) ? null : idsOf([]));
      return { users: every('user'), aliases: every('alias'), groups: every('group') };
    }
    case 'user-id': {
      const user = await directory.findUser(hint.userId);
      return user === null ? NONE : { ...NONE, users: idsOf([user.account]) };
    }
    case 'address': {
      const address = readAddress(hint.address);
      const target = address === null ? null : await directory.resolve(foldName(address.localPart), address.domain);
      return target === null ? NONE : only(target);
    }
    case 'with-member':
      return withMember(search, hint.name);
    case 'in-group':
      return { ...NONE, users: await membersOf(search, hint.name) };
    case 'text':
      return withText(search, hint.text);
    case 'any': {
      const found: Candidates[] = [];
      for (const each of hint.hints) found.push(await findCandidates(search, each));
      return {
        users: anyOf(found.map(({ users }) => users)),
        aliases: anyOf(found.map(({ aliases }) => aliases)),
        groups: anyOf(found.map(({ groups }) => groups)),
      };
    }
  }
}

function only(target: AddressTarget): Candidates {
  return target.kind === 'user'
    ? { ...NONE, users: idsOf([target.account]) }
    : { ...NONE, aliases: idsOf([target.alias]) };
}

function anyOf<Id extends number>(streams: readonly (IdStream<Id> | null)[]): IdStream<Id> | null {
  const known = streams.filter((stream) => stream !== null);
  return known.length < streams.length ? null : unionOf(known);
}

async function withMember({ sight }: Search, name: string): Promise<Candidates> {
  const place = await placeOf(sight, name);
  // In which aliases an alias is, no index tells.
  if (place?.kind === 'alias') return { ...NONE, aliases: null };
  return place?.kind === 'user' ? dependingOn(sight.directory, place.user.account) : NONE;
}

async function membersOf({ sight }: Search, name: string): Promise<IdStream<AccountId>> {
  const place = await placeOf(sight, name);
  if (place?.kind !== 'group') return idsOf([]);
  return {
    read: (_domain, after, limit) => sight.directory.groupMembers(place.group.id, after as AccountId, limit),
  };
}

/** What is not to be seen is not looked into either: how long that takes could tell that it is there. */
async function placeOf(sight: Sight, name: string): Promise<Place | null> {
  const parsed = orNull(() => parseName(name));
  const { place } = parsed === null ? { place: null } : await findPlace(sight.directory, parsed);
  return place !== null && (await isVisible(sight, place)) ? place : null;
}

async function withText({ sight, domains, addressList }: Search, text: string): Promise<Candidates> {
  const { directory, viewer } = sight;
  const oneself = viewer.kind === 'user' ? viewer.caller.reach.account : null;
  const unlistedOf = domains.filter(({ id }) => seesUnlisted(viewer, id)).map(({ id }) => id);
  const inList = <Id extends number>(book: AddressBook<Id>, also: Id | null): IdStream<Id> => ({
    async read(domain: DomainId, after: number, limit: number) {
      // A filter may ask for hundreds of texts.
      await sight.breathe();
      return book.find({ texts: [text], domains: [domain], unlistedOf, also, after: after as Id, limit });
    },
  });
  // The viewer's own aliases and groups are few, and some of them are in no list: they are looked at in any case.
  const own = oneself === null ? NONE : await dependingOn(directory, oneself);
  return {
    users: inList(addressList.users, oneself),
    aliases: anyOf([inList(addressList.aliases, null), own.aliases]),
    groups: anyOf([inList(addressList.groups, null), own.groups]),
  };
}

async function dependingOn(directory: DirectoryReader, account: AccountId): Promise<Candidates> {
  return {
    ...NONE,
    aliases: idsOf((await directory.aliasesOf(account)).map(({ id }) => id)),
    groups: idsOf((await directory.groupsOf(account)).map(({ id }) => id)),
  };
}

function readAddress(text: string): MailAddress | null {
  return orNull(() => parseMailAddress(text));
}

/** Null for what is none. */
function orNull<T>(parse: () => T): T | null {
  try {
    return parse();
  } catch (error) {
    if (isFailure(error)) return null;
    throw error;
  }
}
