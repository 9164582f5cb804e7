/** Where the entries of a search come from: sources, one after the other, each in the order of its keys. */
import type { AddressList } from '../../../domain/directory/address-list/address-list.ts';
import type { Domain } from '../../../domain/ports/directory.ts';
import type { Filter } from '../../../wire/ldap/filter.ts';
import type { SearchScope } from '../../../wire/ldap/request.ts';
import { type Place, UNITS, type Unit } from '../entries/place.ts';
import { findCandidates } from './candidates.ts';
import type { EntrySource } from './entry-source.ts';
import { filterHint } from './filter-hints.ts';
import { entryAt, type Sight } from './sight.ts';
import { contentsOf } from './unit-contents.ts';

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
  const candidates = await findCandidates({ sight, domains, addressList }, filterHint(filter));
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
  const row = { key: place.kind, makeEntry: () => entryAt(sight, place) };
  return { read: async (after) => (after === '' ? [row] : []) };
}
