/** The users and aliases that a filter can fit at all, found by look-ups instead of looking at everybody. */
import { isFailure } from '../../../base/failure.ts';
import { foldName } from '../../../base/name.ts';
import { seesUnlisted } from '../../../domain/access/directory-view.ts';
import type { AddressTarget, Alias, Domain, User } from '../../../domain/ports/directory.ts';
import type { AccountId, AliasId } from '../../../domain/ports/ids.ts';
import { parseMailAddress } from '../../../formats/address/mail-address.ts';
import { type AddressList, createListingAddressList } from './address-list.ts';
import type { FilterHint } from './filter-hints.ts';
import type { Sight } from './sight.ts';

/** Where more than so many could fit, looking at everybody is as good. */
const MAX_CANDIDATES = 2000;

export interface Candidates {
  /** By User ID. */
  readonly users: readonly User[];
  /** By address. */
  readonly aliases: readonly Alias[];
}

/** Null where everybody has to be looked at. */
export async function findCandidates(
  sight: Sight,
  domains: readonly Domain[],
  hint: FilterHint,
  addressList: AddressList,
): Promise<Candidates | null> {
  const targets = await targetsOf(sight, domains, hint, addressList);
  if (targets === null) return null;
  const accounts = new Set<AccountId>();
  const aliasIds = new Set<AliasId>();
  for (const target of targets) {
    if (target.kind === 'user') accounts.add(target.account);
    else aliasIds.add(target.alias);
  }
  // Whoever is in no address list still finds himself.
  if (sight.viewer.kind === 'user' && sight.viewer.caller.reach.account !== null) {
    accounts.add(sight.viewer.caller.reach.account);
  }
  const users: User[] = [];
  for (const account of accounts) {
    await sight.breathe();
    const user = await sight.directory.user(account);
    if (user !== null) users.push(user);
  }
  const aliases: Alias[] = [];
  for (const id of aliasIds) {
    await sight.breathe();
    const alias = await sight.directory.alias(id);
    if (alias !== null) aliases.push(alias);
  }
  return { users: sortedBy(users, userKey), aliases: sortedBy(aliases, aliasKey) };
}

/** In whose order the listings of the store have their users. */
export function userKey({ userId }: User): string {
  return foldName(userId);
}

export function aliasKey({ localPart, domainName }: Alias): string {
  return `${foldName(localPart)}@${domainName}`;
}

async function targetsOf(
  sight: Sight,
  domains: readonly Domain[],
  hint: FilterHint,
  addressList: AddressList,
): Promise<readonly AddressTarget[] | null> {
  const { directory } = sight;
  switch (hint.kind) {
    case 'all':
      return null;
    case 'user-id': {
      const user = await directory.findUser(hint.userId);
      return user === null ? [] : [{ kind: 'user', account: user.account }];
    }
    case 'address': {
      const address = tryParse(hint.address);
      const target = address === null ? null : await directory.resolve(foldName(address.localPart), address.domain);
      return target === null ? [] : [target];
    }
    case 'text':
      return findText(sight, domains, hint.text, addressList);
    case 'any': {
      const all: AddressTarget[] = [];
      for (const each of hint.hints) {
        const found = await targetsOf(sight, domains, each, addressList);
        if (found === null || all.length + found.length > MAX_CANDIDATES) return null;
        all.push(...found);
      }
      return all;
    }
  }
}

async function findText(
  { directory, viewer }: Sight,
  domains: readonly Domain[],
  text: string,
  addressList: AddressList,
): Promise<readonly AddressTarget[] | null> {
  const limit = MAX_CANDIDATES + 1;
  const managed = domains.filter(({ id }) => seesUnlisted(viewer, id)).map(({ id }) => id);
  const others = domains.filter(({ id }) => !managed.includes(id)).map(({ id }) => id);
  const query = { texts: [text], limit };
  const unlisted = managed.length === 0 ? [] : await unlistedIn(directory).find({ ...query, domains: managed });
  const listed = others.length === 0 ? [] : await addressList.find({ ...query, domains: others });
  return unlisted.length + listed.length > MAX_CANDIDATES ? null : [...unlisted, ...listed];
}

/** Who is in no address list is found in the listings. */
function unlistedIn(directory: Sight['directory']): AddressList {
  return createListingAddressList(() => directory);
}

function tryParse(text: string) {
  try {
    return parseMailAddress(text);
  } catch (error) {
    if (isFailure(error, 'invalid')) return null;
    throw error;
  }
}

function sortedBy<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  const keyed = items.map((item) => ({ item, key: key(item) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ item }) => item);
}
