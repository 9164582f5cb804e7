/** A domain, and the two branches below it. RFC 4524 section 3.4, RFC 4519 section 3.11 */
import type { Domain } from '../../../domain/ports/directory.ts';
import { type Entry, makeEntry } from './entry.ts';
import { entryUuid } from './entry-uuid.ts';
import { formatTime } from './format-time.ts';
import { domainName, type Unit, unitName } from './place.ts';

export function domainEntry(domain: Domain): Entry {
  return makeEntry(domainName(domain.name), {
    objectClass: ['top', 'domain', 'domainRelatedObject'],
    dc: domain.name.split('.')[0] ?? '',
    associatedDomain: [domain.name, ...domain.synonyms],
    description: domain.description,
    structuralObjectClass: 'domain',
    entryUUID: entryUuid('domain', domain.id, domain.createdAtMs),
    createTimestamp: formatTime(domain.createdAtMs),
  });
}

export function unitEntry(domain: Domain, unit: Unit): Entry {
  return makeEntry(unitName(domain.name, unit), {
    objectClass: ['top', 'organizationalUnit'],
    ou: unit,
    structuralObjectClass: 'organizationalUnit',
    entryUUID: entryUuid(unit, domain.id, domain.createdAtMs),
    createTimestamp: formatTime(domain.createdAtMs),
  });
}
