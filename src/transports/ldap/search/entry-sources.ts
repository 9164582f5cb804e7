/** Where the entries of a search come from: sources, one after the other, each in the order of its keys. */
import { viewOfUser } from '../../../domain/access/directory-view.ts';
import type { Alias, Domain, User } from '../../../domain/ports/directory.ts';
import type { Filter } from '../../../wire/ldap/filter.ts';
import type { SearchScope } from '../../../wire/ldap/request.ts';
import { aliasEntry } from '../entries/alias-entry.ts';
import type { Entry } from '../entries/entry.ts';
import { personEntry } from '../entries/person-entry.ts';
import { type Place, UNITS, type Unit } from '../entries/place.ts';
import type { AddressList } from './address-list.ts';
import { aliasKey, type Candidates, findCandidates, userKey } from './candidates.ts';
import { filterHint } from './filter-hints.ts';
import { entryAt, type Sight } from './sight.ts';

export interface EntrySource {
  /** The rows behind `after`, which is empty at the beginning; fewer than `limit` mean that there are no more. */
  read(after: string, limit: number): Promise<readonly SourceRow[]>;
}

export interface SourceRow {
  readonly key: string;
  /** Null: there is nothing to see. */
  readonly entry: Entry | null;
}

export interface SearchArea {
  readonly base: Place;
  readonly scope: SearchScope;
  readonly filter: Filter;
}

export async function sourcesOf(
  sight: Sight,
  { base, scope, filter }: SearchArea,
  addressList: AddressList,
): Promise<readonly EntrySource[]> {
  const one = (place: Place) => single(sight, place);
  if (scope === 'base') return [one(base)];
  const domains = await domainsBelow(sight, base);
  const candidates = await findCandidates(sight, domains, filterHint(filter), addressList);
  const contents = (domain: Domain, unit: Unit) => contentsOf(sight, domain, unit, candidates);
  const branch = (domain: Domain, unit: Unit) => [one({ kind: 'unit', domain, unit }), contents(domain, unit)];
  const isDeep = scope === 'subtree';
  switch (base.kind) {
    case 'root':
      return domains.flatMap((domain) => [
        one({ kind: 'domain', domain }),
        ...(isDeep ? UNITS.flatMap((unit) => branch(domain, unit)) : []),
      ]);
    case 'domain':
      return isDeep
        ? [one(base), ...UNITS.flatMap((unit) => branch(base.domain, unit))]
        : UNITS.map((unit) => one({ kind: 'unit', domain: base.domain, unit }));
    case 'unit':
      return isDeep ? branch(base.domain, base.unit) : [contents(base.domain, base.unit)];
    default:
      return isDeep ? [one(base)] : [];
  }
}

async function domainsBelow({ directory }: Sight, base: Place): Promise<readonly Domain[]> {
  if (base.kind === 'root') return directory.listDomains();
  return 'domain' in base ? [base.domain] : [];
}

function single(sight: Sight, place: Place): EntrySource {
  const key = place.kind;
  return { read: async (after) => (after === '' ? [{ key, entry: await entryAt(sight, place) }] : []) };
}

function contentsOf(sight: Sight, domain: Domain, unit: Unit, candidates: Candidates | null): EntrySource {
  const { directory } = sight;
  if (unit === 'people') {
    const entryOf = async (user: User) => personEntry(user, viewOfUser(sight.viewer, user));
    return candidates === null
      ? listed((page) => directory.listUsers(domain.id, page), userKey, entryOf)
      : gathered(candidates.users, domain, userKey, entryOf);
  }
  const entryOf = (alias: Alias) => aliasEntry(alias, sight);
  return candidates === null
    ? listed((page) => directory.listAliases(domain.id, page), aliasKey, entryOf)
    : gathered(candidates.aliases, domain, aliasKey, entryOf);
}

/** Everybody, in slices as they are asked for. */
function listed<T>(
  list: (page: { readonly after: string; readonly limit: number }) => Promise<readonly T[]>,
  keyOf: (item: T) => string,
  entryOf: (item: T) => Promise<Entry | null>,
): EntrySource {
  return {
    async read(after, limit) {
      const items = await list({ after, limit });
      return rowsOf(items, keyOf, entryOf);
    },
  };
}

/** The few that were found. */
function gathered<T extends User | Alias>(
  found: readonly T[],
  domain: Domain,
  keyOf: (item: T) => string,
  entryOf: (item: T) => Promise<Entry | null>,
): EntrySource {
  const items = found.filter((item) => item.domain === domain.id);
  return {
    read: (after, limit) => rowsOf(items.filter((item) => keyOf(item) > after).slice(0, limit), keyOf, entryOf),
  };
}

async function rowsOf<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  entryOf: (item: T) => Promise<Entry | null>,
): Promise<readonly SourceRow[]> {
  const rows: SourceRow[] = [];
  for (const item of items) rows.push({ key: keyOf(item), entry: await entryOf(item) });
  return rows;
}
