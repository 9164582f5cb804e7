/** The directory as one client sees it for the length of one operation. */
import { seesAddressBook, viewOfAlias, viewOfUser } from '../../../domain/access/directory-view.ts';
import { type AliasEntryContext, aliasEntry } from '../entries/alias-entry.ts';
import { domainEntry, unitEntry } from '../entries/domain-entry.ts';
import type { Entry } from '../entries/entry.ts';
import { personEntry } from '../entries/person-entry.ts';
import type { Place } from '../entries/place.ts';
import { SUBSCHEMA_ENTRY } from '../entries/root-entry.ts';

export interface Sight extends AliasEntryContext {
  /** What the server says of itself to this client. */
  readonly rootEntry: () => Promise<Entry>;
}

/** Null where there is nothing to see. */
export async function entryAt(sight: Sight, place: Place): Promise<Entry | null> {
  const { viewer } = sight;
  switch (place.kind) {
    case 'root':
      return sight.rootEntry();
    case 'subschema':
      return SUBSCHEMA_ENTRY;
    case 'domain':
      return domainEntry(place.domain);
    case 'unit':
      return unitEntry(place.domain, place.unit);
    case 'user':
      return personEntry(place.user, viewOfUser(viewer, place.user));
    case 'alias':
      return aliasEntry(place.alias, sight);
  }
}

/** Whether an entry is there for the client, without making it. */
export function isVisible({ viewer }: Sight, place: Place): boolean {
  switch (place.kind) {
    case 'root':
    case 'subschema':
      return true;
    case 'domain':
    case 'unit':
      return viewer.kind === 'user' || seesAddressBook(viewer);
    case 'user':
      return viewOfUser(viewer, place.user) !== 'nothing';
    case 'alias':
      return viewOfAlias(viewer, place.alias) !== 'nothing';
  }
}
