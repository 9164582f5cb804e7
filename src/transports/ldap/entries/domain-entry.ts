/** A domain, and the branches below it. RFC 4524 section 3.4, RFC 4519 section 3.11 */
import type { Domain } from '../../../domain/ports/directory.ts';
import { type Entry, makeEntry } from './entry.ts';
import { entryUuid } from './entry-uuid.ts';
import { formatTime } from './format-time.ts';
import { memoise } from './memoise.ts';
import { domainName, type Unit, unitName } from './place.ts';

export const domainEntry: (domain: Domain) => Entry = memoise((domain: Domain) =>
  makeEntry(domainName(domain.name), {
    objectClass: ['top', 'domain', 'domainRelatedObject'],
    dc: domain.name.split('.')[0] ?? '',
    associatedDomain: [domain.name, ...domain.synonyms],
    description: domain.description,
    structuralObjectClass: 'domain',
    hasSubordinates: 'TRUE',
    entryUUID: entryUuid('domain', domain.id, domain.createdAtMs),
    createTimestamp: formatTime(domain.createdAtMs),
    modifyTimestamp: formatTime(domain.changedAtMs),
  }),
);

/** @param hasSubordinates null where nobody asks. */
export function unitEntry(domain: Domain, unit: Unit, hasSubordinates: boolean | null): Entry {
  return hasSubordinates === null ? PLAIN[unit](domain) : makeUnitEntry(domain, unit, hasSubordinates);
}

const PLAIN: Readonly<Record<Unit, (domain: Domain) => Entry>> = {
  people: memoise((domain) => makeUnitEntry(domain, 'people', null)),
  aliases: memoise((domain) => makeUnitEntry(domain, 'aliases', null)),
  groups: memoise((domain) => makeUnitEntry(domain, 'groups', null)),
};

function makeUnitEntry(domain: Domain, unit: Unit, hasSubordinates: boolean | null): Entry {
  return makeEntry(unitName(domain.name, unit), {
    objectClass: ['top', 'organizationalUnit'],
    ou: unit,
    structuralObjectClass: 'organizationalUnit',
    hasSubordinates: hasSubordinates === null ? null : hasSubordinates ? 'TRUE' : 'FALSE',
    entryUUID: entryUuid(unit, domain.id, domain.createdAtMs),
    createTimestamp: formatTime(domain.createdAtMs),
  });
}
