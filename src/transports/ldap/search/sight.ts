/** The directory as one client sees it for the length of one operation. */
import { seesAddressBook, viewOfAlias, viewOfGroup, viewOfUser } from '../../../domain/access/directory-view.ts';
import { aliasEntry } from '../entries/alias-entry.ts';
import { domainEntry, unitEntry } from '../entries/domain-entry.ts';
import type { Entry } from '../entries/entry.ts';
import type { EntryContext } from '../entries/entry-context.ts';
import { groupEntry } from '../entries/group-entry.ts';
import type { Place } from '../entries/place.ts';
import { SUBSCHEMA_ENTRY } from '../entries/root-entry.ts';
import { visiblePerson } from '../entries/visible-person.ts';
import { hasContents } from './unit-contents.ts';

export interface Sight extends EntryContext {
  /** What the server says of itself to this client. */
  readonly rootEntry: () => Promise<Entry>;
}

/** Null where there is nothing to see. */
export async function entryAt(sight: Sight, place: Place): Promise<Entry | null> {
  switch (place.kind) {
    case 'root':
      return sight.rootEntry();
    case 'subschema':
      return SUBSCHEMA_ENTRY;
    case 'domain':
      return domainEntry(place.domain);
    case 'unit': {
      const { domain, unit } = place;
      return unitEntry(domain, unit, sight.needs('hasSubordinates') ? await hasContents(sight, domain, unit) : null);
    }
    case 'user':
      return visiblePerson(place.user, sight);
    case 'alias':
      return aliasEntry(place.alias, sight);
    case 'group':
      return groupEntry(place.group, sight);
  }
}

/** Whether an entry is there for the client, without making it. */
export async function isVisible({ viewer, isInGroup }: Sight, place: Place): Promise<boolean> {
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
    case 'group':
      return viewOfGroup(viewer, place.group, await isInGroup(place.group.id)) !== 'nothing';
  }
}
